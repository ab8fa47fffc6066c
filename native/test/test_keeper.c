/* The keeper as a program of its own: who comes to its door, and what they get. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "talk.h"

/* What it says of itself; to be freed. */
static char *asked(int *status) {
    const char *argv[] = {KEEPER, "--status", "state", NULL};
    return run(argv, status);
}

/* One value of it, to be freed, or NULL. */
static char *value(const char *name) {
    int status;
    char *all = asked(&status);
    CHECK(status == 0);
    size_t length = strlen(name);
    char *found = NULL;
    for (char *line = strtok(all, "\n"); line; line = strtok(NULL, "\n"))
        if (!strncmp(line, name, length) && line[length] == '=')
            found = strdup(line + length + 1);
    free(all);
    return found;
}

static void check_value(const char *name, const char *expected) {
    char *got = value(name);
    CHECK_TEXT(expected, got ? got : "(none)");
    free(got);
}

static void await_value(const char *name, const char *expected) {
    for (int tries = 0;; tries++) {
        char *got = value(name);
        bool is_so = !strcmp(expected, got ? got : "(none)");
        free(got);
        if (is_so)
            return;
        CHECK(tries < 2000);
        poll(NULL, 0, 10);
    }
}

static struct talk attached(uint16_t lowest, uint16_t highest, int version) {
    struct talk talk = talk_open();
    talk_attach(&talk, lowest, highest, 0);
    CHECK(talk_await_attached(&talk) == version);
    return talk;
}

static void kill_child(struct talk *talk, uint32_t child, int number) {
    struct frame frame = frame_begin(SV_COMMAND_KILL, child, 0);
    frame_u32(&frame, (uint32_t)number);
    frame_u8(&frame, 1);
    talk_say(talk, &frame);
    free(talk_await(talk, SV_EVENT_EXITED, child));
    talk_command(talk, SV_COMMAND_FORGET, child);
}

static void check_hung_up(struct talk *talk) {
    struct event *event = talk_hear(talk);
    CHECK(event->type == 0);
    free(event);
}

static void it_says_what_it_is_whoever_is_attached(void) {
    int pid = keeper_start(KEEPER);
    char number[16];
    check_value("attached", "(none)");
    check_value("children", "0");
    struct talk talk = attached(1, 9, SV_KEEPER_VERSION);
    talk_spawn(&talk, 1, "sleep 1000");
    talk_spawn(&talk, 2, "exit 3");
    free(talk_await(&talk, SV_EVENT_EXITED, 2));
    snprintf(number, sizeof number, "%d", (int)getpid());
    check_value("attached", number);
    snprintf(number, sizeof number, "%d", pid);
    check_value("pid", number);
    check_value("children", "1");
    check_value("unacknowledged_exits", "1");
    check_value("directory", "state");
    char *memory = value("memory_kib");
    CHECK(atoi(memory) > 100);
    free(memory);
    /* The control plane has noticed nothing. */
    kill_child(&talk, 1, SIGKILL);
    talk_finish(&talk, pid);
    int status;
    char *nobody = asked(&status);
    CHECK_TEXT("no keeper lives in state\n", nobody);
    CHECK(status == 3);
    free(nobody);
}

static void who_says_nothing_holds_up_nobody(void) {
    enum { SILENT = 20 };
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 1, 1);
    struct talk silent[SILENT];
    for (int i = 0; i < SILENT; i++) {
        silent[i] = talk_open();
        if (i % 2)
            CHECK(write(silent[i].fd, "\x18", 1) == 1);
    }
    check_value("children", "0");
    talk_spawn(&talk, 1, "exit 0");
    free(talk_await(&talk, SV_EVENT_EXITED, 1));
    check_hung_up(&silent[0]); /* it had to make room */
    for (int i = 0; i < SILENT; i++)
        talk_close(&silent[i]);
    talk_finish(&talk, pid);
}

/* Enough of them that there is always one to be read. */
static void who_never_falls_silent_holds_up_nobody(void) {
    enum { LOUD = 6, QUESTIONS = 20 };
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 2, 2);
    for (uint32_t i = 1; i <= LOUD; i++) {
        char log[16];
        snprintf(log, sizeof log, "log%u", i);
        talk_spawn_with(&talk, i, "exec yes",
                        (struct spec){.log = {log, NULL}, .maxbytes = 100000});
    }
    for (uint32_t i = 1; i <= LOUD; i++)
        free(talk_await(&talk, SV_EVENT_SPAWNED, i));
    for (int i = 0; i < QUESTIONS; i++)
        check_value("children", "6");
    for (uint32_t i = 1; i <= LOUD; i++)
        kill_child(&talk, i, SIGKILL);
    talk_finish(&talk, pid);
}

static void the_highest_version_of_both_is_spoken(void) {
    int pid = keeper_start(KEEPER);
    for (uint16_t highest = 1; highest < 5; highest++) {
        int version = highest < SV_KEEPER_VERSION ? highest : SV_KEEPER_VERSION;
        struct talk talk = attached(1, highest, version);
        talk_close(&talk);
    }
    struct talk talk = attached(SV_KEEPER_VERSION, SV_KEEPER_VERSION, SV_KEEPER_VERSION);
    talk_finish(&talk, pid);
}

static void who_speaks_no_common_version_is_told_which_there_are(void) {
    int pid = keeper_start(KEEPER);
    const uint16_t ranges[][2] = {{SV_KEEPER_VERSION + 1, 99}, {0, 0}, {5, 1}};
    for (int i = 0; i < 3; i++) {
        struct talk talk = talk_open();
        talk_attach(&talk, ranges[i][0], ranges[i][1], 0);
        struct event *event = talk_hear(&talk);
        CHECK(event->type == SV_EVENT_VERSIONS);
        struct sv_reader reader = {event->payload, event->payload + event->length, false};
        CHECK(sv_read_u16(&reader) == SV_KEEPER_OLDEST);
        CHECK(sv_read_u16(&reader) == SV_KEEPER_VERSION);
        CHECK(sv_read_i32(&reader) == pid && sv_read_finished(&reader));
        free(event);
        check_hung_up(&talk);
        talk_close(&talk);
    }
    struct talk talk = attached(1, 2, 2);
    talk_finish(&talk, pid);
}

static void a_second_control_plane_is_told_of_the_first(void) {
    int pid = keeper_start(KEEPER);
    struct talk first = attached(1, 2, 2);
    struct talk second = talk_open();
    talk_attach(&second, 1, 2, 0);
    struct event *busy = talk_hear(&second);
    CHECK(busy->type == SV_EVENT_BUSY && busy->length == 4);
    free(busy);
    check_hung_up(&second);
    talk_close(&second);
    talk_finish(&first, pid);
}

/* A control plane in a process of its own that says nothing more; its pid. */
static pid_t hung(int *ready) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        struct talk talk = attached(1, 2, 2);
        CHECK(talk.fd >= 0 && write(ends[1], "x", 1) == 1);
        for (;;)
            pause();
    }
    close(ends[1]);
    *ready = ends[0];
    char byte;
    CHECK(read(ends[0], &byte, 1) == 1);
    return pid;
}

static char *take_over(const char *kill_too, int *status) {
    const char *argv[] = {KEEPER, "--takeover", kill_too ? kill_too : "state",
                          kill_too ? "state" : NULL, NULL};
    return run(argv, status);
}

static void check_said(const char *expected, char *said) {
    bool is_there = strstr(said, expected) != NULL;
    if (!is_there)
        fprintf(stderr, "not in it: %s\n%s", expected, said);
    CHECK(is_there);
    free(said);
}

static void who_is_sent_away_is_told_and_stays_away_until_it_is_started_anew(void) {
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 2, 2);
    talk_spawn(&talk, 1, "exec sleep 1000");
    free(talk_await(&talk, SV_EVENT_SPAWNED, 1));
    int status;
    char line[64];
    snprintf(line, sizeof line, "dismissed=%d\nstill_there=%d\n", (int)getpid(), (int)getpid());
    check_said(line, take_over(NULL, &status));
    CHECK(status == 0);
    free(talk_await(&talk, SV_EVENT_DISMISSED, 0));
    check_hung_up(&talk);
    talk_close(&talk);
    check_value("attached", "(none)");
    check_value("children", "1");
    /* The same one, which only lost its connection. */
    talk = talk_open();
    talk_attach(&talk, 1, 2, SV_ATTACH_AGAIN);
    free(talk_await(&talk, SV_EVENT_DISMISSED, 0));
    check_hung_up(&talk);
    talk_close(&talk);
    /* One that was started. */
    talk = attached(1, 2, 2);
    /* In the same process, as a web application is that was deployed anew: it may lose its
     * connection, too. */
    talk_close(&talk);
    talk = talk_open();
    talk_attach(&talk, 1, 2, SV_ATTACH_AGAIN);
    free(talk_await(&talk, SV_EVENT_ATTACHED, 0));
    kill_child(&talk, 1, SIGKILL);
    talk_finish(&talk, pid);
}

static void a_hung_control_plane_is_killed_where_that_is_asked_for(void) {
    int pid = keeper_start(KEEPER);
    int ready, status;
    pid_t control = hung(&ready);
    CHECK(kill(control, SIGSTOP) == 0);
    char line[64];
    snprintf(line, sizeof line, "dismissed=%d\nkilled=%d\n", (int)control, (int)control);
    check_said(line, take_over("--kill", &status));
    CHECK(status == 0);
    CHECK(waitpid(control, &status, 0) == control && WTERMSIG(status) == SIGKILL);
    close(ready);
    struct talk talk = attached(1, 2, 2);
    talk_finish(&talk, pid);
}

static void one_that_was_sent_away_can_be_killed_afterwards(void) {
    int pid = keeper_start(KEEPER);
    int ready, status;
    pid_t control = hung(&ready);
    char line[64];
    snprintf(line, sizeof line, "still_there=%d\n", (int)control);
    check_said(line, take_over(NULL, &status));
    CHECK(kill(control, 0) == 0);
    snprintf(line, sizeof line, "killed=%d\n", (int)control);
    check_said(line, take_over("--kill", &status));
    CHECK(waitpid(control, &status, 0) == control && WTERMSIG(status) == SIGKILL);
    close(ready);
    /* Nobody is there now, and nobody is harmed. */
    char *said = take_over("--kill", &status);
    CHECK(status == 0 && !strstr(said, "killed") && !strstr(said, "dismissed"));
    free(said);
    struct talk talk = attached(1, 2, 2);
    talk_finish(&talk, pid);
}

static void a_control_plane_of_the_first_version_hears_no_new_words(void) {
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 1, 1);
    int status;
    free(take_over(NULL, &status));
    check_hung_up(&talk);
    talk_close(&talk);
    talk = attached(1, 1, 1);
    talk_finish(&talk, pid);
}

static void say_will(struct talk *talk, uint32_t child, int rank, int number, int64_t millis) {
    struct frame frame = frame_begin(SV_COMMAND_WILL, child, 0);
    frame_u32(&frame, (uint32_t)rank);
    frame_u32(&frame, (uint32_t)number);
    frame_u8(&frame, SV_WILL_STOP_GROUP | SV_WILL_KILL_GROUP);
    frame_u64(&frame, (uint64_t)millis * 1000000);
    talk_say(talk, &frame);
}

/* Started, and with its traps set. */
static void spawn_ready(struct talk *talk, uint32_t child, const char *script) {
    char whole[400], ready[32];
    snprintf(ready, sizeof ready, "ready%u", child);
    snprintf(whole, sizeof whole, "%s; : >%s; while :; do sleep 0.02; done", script, ready);
    talk_spawn(talk, child, whole);
    for (int tries = 0; !exists(ready); tries++) {
        CHECK(tries < 2000);
        poll(NULL, 0, 10);
    }
}

static int64_t millis_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void alone_it_stops_all_in_order_and_ends(void) {
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 2, 2);
    spawn_ready(&talk, 1, "trap 'echo first >>order; exit' USR1");
    spawn_ready(&talk, 2, "trap 'sleep 0.5; echo last >>order; exit' INT");
    spawn_ready(&talk, 3, "trap '' TERM");
    spawn_ready(&talk, 4, "trap 'echo middle >>order; exit' TERM");
    say_will(&talk, 1, 3, SIGUSR1, 10000);
    say_will(&talk, 2, 9, SIGINT, 10000);
    say_will(&talk, 3, 9, SIGTERM, 300);
    say_will(&talk, 4, 5, SIGTERM, 10000);
    talk_close(&talk);
    await_value("attached", "(none)");
    int64_t since = millis_now();
    CHECK(kill(pid, SIGTERM) == 0 && kill(pid, SIGTERM) == 0);
    keeper_gone(pid);
    CHECK(millis_now() - since < 5000);
    char *order = contents("order");
    CHECK_TEXT("last\nmiddle\nfirst\n", order);
    free(order);
}

static void a_stop_that_was_begun_is_brought_to_its_end(void) {
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 2, 2);
    spawn_ready(&talk, 1, "trap '' TERM");
    spawn_ready(&talk, 2, "trap '' TERM");
    for (uint32_t child = 1; child <= 2; child++)
        say_will(&talk, child, 1, SIGTERM, 60000);
    struct frame frame = frame_begin(SV_COMMAND_STOPPING, 1, 0);
    frame_u64(&frame, (uint64_t)(millis_now() + 700) * 1000000);
    talk_say(&talk, &frame);
    talk_close(&talk);
    await_value("children", "1");
    talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    struct event *exited = talk_await(&talk, SV_EVENT_EXITED, 1);
    CHECK(exited->payload[4] == SV_KIND_KILLED && exited->payload[5] == SIGKILL);
    free(exited);
    talk_command(&talk, SV_COMMAND_FORGET, 1);
    kill_child(&talk, 2, SIGKILL);
    talk_finish(&talk, pid);
}

static void while_somebody_is_attached_stops_are_theirs(void) {
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 2, 2);
    spawn_ready(&talk, 1, "trap '' TERM");
    say_will(&talk, 1, 1, SIGTERM, 0);
    struct frame frame = frame_begin(SV_COMMAND_STOPPING, 1, 0);
    frame_u64(&frame, 1);
    talk_say(&talk, &frame);
    poll(NULL, 0, 400);
    check_value("children", "1");
    kill_child(&talk, 1, SIGKILL);
    talk_finish(&talk, pid);
}

static void a_new_control_plane_ends_the_way_down(void) {
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 2, 2);
    spawn_ready(&talk, 1, "trap '' TERM");
    spawn_ready(&talk, 2, "trap '' TERM");
    say_will(&talk, 1, 2, SIGTERM, 60000);
    say_will(&talk, 2, 1, SIGTERM, 60000);
    talk_close(&talk);
    await_value("attached", "(none)");
    CHECK(kill(pid, SIGTERM) == 0);
    poll(NULL, 0, 300);
    talk = attached(1, 2, 2);
    kill_child(&talk, 1, SIGKILL);
    kill_child(&talk, 2, SIGKILL);
    poll(NULL, 0, 300);
    check_value("children", "0"); /* it has not ended */
    talk_finish(&talk, pid);
}

static void what_is_no_first_frame_ends_that_connection_only(void) {
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 2, 2);
    const struct {
        uint32_t size;
        uint16_t type;
    } heads[] = {{0, 15},          {16, 15}, {24, 2},    {16, 14},
                 {UINT32_MAX, 15}, {16, 99}, {8193, 18}, {4 << 20, 15}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct talk other = talk_open();
        static uint8_t bytes[9000];
        sv_put_u32(bytes, heads[i].size);
        sv_put_u16(bytes + 4, heads[i].type);
        CHECK(write(other.fd, bytes, heads[i].size > 8192 ? sizeof bytes : 24) > 0);
        check_hung_up(&other);
        talk_close(&other);
    }
    /* Once attached, nobody attaches again. */
    talk_attach(&talk, 1, 2, 0);
    check_hung_up(&talk);
    talk_close(&talk);
    talk = attached(1, 2, 2);
    talk_finish(&talk, pid);
}

static void what_comes_right_behind_the_attach_counts(void) {
    int pid = keeper_start(KEEPER);
    struct talk talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    talk_spawn(&talk, 7, "exit 4");
    CHECK(talk_await_attached(&talk) == 2);
    free(talk_await(&talk, SV_EVENT_EXITED, 7));
    talk_finish(&talk, pid);
}

/* Many, so that the thread that closes them is not done when the end is asked for. */
static void what_was_asked_for_before_the_end_is_done_before_it(void) {
    enum { SOCKETS = 100 };
    char paths[SOCKETS][16];
    int pid = keeper_start(KEEPER);
    struct talk talk = attached(1, 9, SV_KEEPER_VERSION);
    for (uint32_t i = 0; i < SOCKETS; i++) {
        snprintf(paths[i], sizeof paths[i], "socket%u", i);
        struct listening listening = {.address = paths[i], .mode = 0600};
        struct frame frame = frame_listen(i + 1, 1, &listening);
        talk_say(&talk, &frame);
    }
    for (uint32_t i = 0; i < SOCKETS; i++)
        free(talk_await(&talk, SV_EVENT_LISTENING, i + 1));
    for (uint32_t i = 0; i < SOCKETS; i++) {
        struct frame frame = frame_begin(SV_COMMAND_UNLISTEN, i + 1, 0);
        talk_say(&talk, &frame);
    }
    talk_finish(&talk, pid);
    for (int i = 0; i < SOCKETS; i++)
        CHECK(access(paths[i], F_OK) < 0);
}

int main(int argc, char **argv) {
    static const struct test tests[] = {
        TEST(it_says_what_it_is_whoever_is_attached),
        TEST(who_says_nothing_holds_up_nobody),
        TEST(who_never_falls_silent_holds_up_nobody),
        TEST(the_highest_version_of_both_is_spoken),
        TEST(who_speaks_no_common_version_is_told_which_there_are),
        TEST(a_second_control_plane_is_told_of_the_first),
        TEST(who_is_sent_away_is_told_and_stays_away_until_it_is_started_anew),
        TEST(a_hung_control_plane_is_killed_where_that_is_asked_for),
        TEST(one_that_was_sent_away_can_be_killed_afterwards),
        TEST(a_control_plane_of_the_first_version_hears_no_new_words),
        TEST(alone_it_stops_all_in_order_and_ends),
        TEST(a_stop_that_was_begun_is_brought_to_its_end),
        TEST(while_somebody_is_attached_stops_are_theirs),
        TEST(a_new_control_plane_ends_the_way_down),
        TEST(what_is_no_first_frame_ends_that_connection_only),
        TEST(what_comes_right_behind_the_attach_counts),
        TEST(what_was_asked_for_before_the_end_is_done_before_it),
    };
    return RUN(tests);
}
