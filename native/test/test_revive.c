/* A control plane that has crashed is started again by the keeper, where that was asked for. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "talk.h"

static int keeper; /* its pid */

/* The program writes where and as what it was started into "started". */
static struct frame revival(uint32_t most) {
    char here[512], program[600], log[600];
    CHECK(getcwd(here, sizeof here));
    snprintf(program, sizeof program, "%s/program", here);
    snprintf(log, sizeof log, "%s/activity", here);
    put_file(program, "#!/bin/sh\n"
                      "echo \"$1 $2 $NAME ${HOME-none} $(ulimit -Sn) $(pwd)\" >>\"$3/started\"\n"
                      "echo said\n"
                      "[ -e \"$3/stays\" ] && exec sleep 1000\n"
                      "exit 1\n");
    CHECK(chmod(program, 0755) == 0);
    struct frame frame = frame_begin(SV_COMMAND_REVIVE, 0, 0);
    frame_u32(&frame, most);
    frame_u64(&frame, 77);
    frame_u8(&frame, 1);
    frame_text(&frame, log);
    frame_text(&frame, "/usr");
    const char *const argv[] = {program, "one", "two words", here, NULL};
    const char *const environment[] = {"NAME=value", "PATH=/usr/bin:/bin", NULL};
    frame_list(&frame, argv);
    frame_list(&frame, environment);
    return frame;
}

static void put_place(struct talk *talk) {
    int out = open("out", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int passed[] = {out, out, folder};
    CHECK(out >= 0 && folder >= 0);
    struct frame frame = frame_begin(SV_COMMAND_PLACE, 0, 0);
    frame_u32(&frame, 022);
    talk_say_with(talk, &frame, passed, 3);
    close(out);
    close(folder);
}

/* A control plane in a process of its own, which has a child; both ends of what keeps it there. */
static pid_t control_plane(uint32_t most) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        struct talk talk = talk_open();
        talk_attach(&talk, 1, 2, 0);
        talk_await_attached(&talk);
        put_place(&talk);
        struct frame frame = revival(most);
        talk_say(&talk, &frame);
        talk_spawn(&talk, 1, "exec sleep 1000");
        free(talk_await(&talk, SV_EVENT_SPAWNED, 1));
        CHECK(write(ends[1], "x", 1) == 1);
        for (;;)
            pause();
    }
    close(ends[1]);
    char byte;
    CHECK(read(ends[0], &byte, 1) == 1);
    close(ends[0]);
    return pid;
}

static void killed(pid_t pid) {
    int status;
    CHECK(kill(pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid);
}

static int lines_of(const char *path) {
    if (!exists(path))
        return 0;
    char *all = contents(path);
    int lines = 0;
    for (char *at = all; *at; at++)
        lines += *at == '\n';
    free(all);
    return lines;
}

static void await_lines(const char *path, int expected) {
    for (int tries = 0; lines_of(path) < expected; tries++) {
        CHECK(tries < 2000);
        poll(NULL, 0, 10);
    }
    CHECK(lines_of(path) == expected);
}

static void check_holds(const char *path, const char *expected) {
    char *all = contents(path);
    if (!strstr(all, expected))
        fprintf(stderr, "not in %s: %s\n%s", path, expected, all);
    CHECK(strstr(all, expected) != NULL);
    free(all);
}

/* The child is still there, and ends now; so does the keeper. */
static void end_all(void) {
    struct talk talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    CHECK(talk_await_attached(&talk) == 2);
    struct frame frame = frame_begin(SV_COMMAND_KILL, 1, 0);
    frame_u32(&frame, SIGKILL);
    frame_u8(&frame, 0);
    talk_say(&talk, &frame);
    struct event *exited = talk_await(&talk, SV_EVENT_EXITED, 1);
    CHECK(exited->payload[4] == SV_KIND_KILLED);
    free(exited);
    talk_command(&talk, SV_COMMAND_FORGET, 1);
    talk_finish(&talk, keeper);
}

static void it_is_started_as_it_was_until_the_limit(void) {
    keeper = keeper_start(KEEPER);
    killed(control_plane(2));
    await_lines("activity", 3);
    await_lines("started", 2);
    check_holds("started", "one two words value none 77 /usr\n");
    check_holds("activity", " WARN supervisord has ended without a word; the keeper (process ");
    check_holds("activity", "starts it again (2 of at most 2)\n");
    check_holds("activity", " CRIT supervisord has ended once more and is not started again");
    await_lines("out", 5); /* what is said there, and by the program */
    end_all();
}

static void one_that_runs_is_left_alone(void) {
    keeper = keeper_start(KEEPER);
    put_file("stays", "");
    killed(control_plane(3));
    await_lines("started", 1);
    poll(NULL, 0, 1500);
    CHECK(lines_of("started") == 1);
    /* And told to end with the keeper. */
    CHECK(kill(keeper, SIGTERM) == 0);
    keeper_gone(keeper);
}

static void the_wish_goes_along_when_the_keeper_becomes_another_program(void) {
    keeper = keeper_start(KEEPER);
    pid_t control = control_plane(1);
    int status;
    const char *argv[] = {KEEPER, "--upgrade", KEEPER, "state", NULL};
    free(run(argv, &status));
    CHECK(status == 0);
    killed(control);
    await_lines("activity", 2);
    CHECK(lines_of("started") == 1);
    end_all();
}

static void who_lives_has_only_lost_its_connection(void) {
    keeper = keeper_start(KEEPER);
    struct talk talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    CHECK(talk_await_attached(&talk) == 2);
    struct frame frame = revival(1);
    talk_say(&talk, &frame);
    talk_command(&talk, SV_COMMAND_ATTACH, 0); /* which is against the rules */
    struct event *end = talk_hear(&talk);
    CHECK(end->type == 0);
    free(end);
    talk_close(&talk);
    poll(NULL, 0, 500);
    CHECK(!exists("started"));
    talk = talk_open();
    talk_attach(&talk, 1, 2, SV_ATTACH_AGAIN);
    CHECK(talk_await_attached(&talk) == 2);
    talk_finish(&talk, keeper);
    CHECK(!exists("started"));
}

static void who_ends_in_order_is_not_started(void) {
    keeper = keeper_start(KEEPER);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        struct talk talk = talk_open();
        talk_attach(&talk, 1, 2, 0);
        talk_await_attached(&talk);
        struct frame frame = revival(3);
        talk_say(&talk, &frame);
        talk_spawn(&talk, 1, "exec sleep 1000");
        free(talk_await(&talk, SV_EVENT_SPAWNED, 1));
        talk_command(&talk, SV_COMMAND_REVIVE, 0);
        _exit(0);
    }
    int status;
    CHECK(waitpid(pid, &status, 0) == pid && status == 0);
    poll(NULL, 0, 500);
    CHECK(!exists("started"));
    end_all();
}

static void who_was_sent_away_is_not_started(void) {
    keeper = keeper_start(KEEPER);
    pid_t control = control_plane(3);
    int status;
    const char *argv[] = {KEEPER, "--takeover", "--kill", "state", NULL};
    free(run(argv, &status));
    CHECK(status == 0 && waitpid(control, &status, 0) == control);
    poll(NULL, 0, 500);
    CHECK(!exists("started"));
    end_all();
}

static void what_says_too_little_ends_the_conversation(void) {
    keeper = keeper_start(KEEPER);
    for (int cut = 1; cut < 60; cut += 3) {
        struct talk talk = talk_open();
        talk_attach(&talk, 1, 2, 0);
        CHECK(talk_await_attached(&talk) == 2);
        struct frame frame = revival(1);
        frame.length -= (size_t)cut;
        talk_say(&talk, &frame);
        struct event *end = talk_hear(&talk);
        CHECK(end->type == 0);
        free(end);
        talk_close(&talk);
    }
    struct talk talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    CHECK(talk_await_attached(&talk) == 2);
    struct frame frame = revival(0);
    talk_say(&talk, &frame);
    struct event *end = talk_hear(&talk);
    CHECK(end->type == 0);
    free(end);
    talk_close(&talk);
    talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    CHECK(talk_await_attached(&talk) == 2);
    talk_finish(&talk, keeper);
}

int main(int argc, char **argv) {
    static const struct test tests[] = {
        TEST(it_is_started_as_it_was_until_the_limit),
        TEST(one_that_runs_is_left_alone),
        TEST(the_wish_goes_along_when_the_keeper_becomes_another_program),
        TEST(who_lives_has_only_lost_its_connection),
        TEST(who_ends_in_order_is_not_started),
        TEST(who_was_sent_away_is_not_started),
        TEST(what_says_too_little_ends_the_conversation),
    };
    return RUN(tests);
}
