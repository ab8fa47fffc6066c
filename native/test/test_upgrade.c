/* A keeper that becomes another program: nothing that it has gets lost, and nothing comes twice. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "talk.h"

static int pid; /* the keeper's */

static char *upgraded_to(const char *program, int *status) {
    const char *argv[] = {KEEPER, "--upgrade", program, "state", NULL};
    return run(argv, status);
}

static void upgrade(void) {
    int status;
    char *said = upgraded_to(KEEPER, &status);
    char expected[32];
    snprintf(expected, sizeof expected, "pid=%d\n", pid);
    if (status != 0)
        fputs(said, stderr);
    CHECK(status == 0 && !strncmp(said, expected, strlen(expected)));
    free(said);
}

/* The program is in the way of another one only while it is asked for. */
static void check_refused(const char *program, const char *why) {
    int status;
    char *said = upgraded_to(program, &status);
    char expected[160];
    snprintf(expected, sizeof expected, "the keeper of state goes on as it was: %s\n", why);
    CHECK_TEXT(expected, said);
    CHECK(status == 2);
    free(said);
}

static struct talk attached(void) {
    struct talk talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    CHECK(talk_await_attached(&talk) == 2);
    return talk;
}

static void begin(struct talk *talk) {
    pid = keeper_start(KEEPER);
    *talk = attached();
}

/* All children must have ended. */
static void finish(struct talk *talk) { talk_finish(talk, pid); }

static void say_stdin(struct talk *talk, uint32_t child, const char *text) {
    struct frame frame = frame_begin(SV_COMMAND_STDIN, child, 0);
    frame_bytes(&frame, text, strlen(text));
    talk_say(talk, &frame);
}

static void send_signal(struct talk *talk, uint32_t child, int number) {
    struct frame frame = frame_begin(SV_COMMAND_KILL, child, 0);
    frame_u32(&frame, (uint32_t)number);
    frame_u8(&frame, 0);
    talk_say(talk, &frame);
}

/* Kind * 1000 + value. */
static int end_in(const struct event *exited) {
    struct sv_reader reader = {exited->payload, exited->payload + exited->length, false};
    sv_read_i32(&reader);
    int kind = sv_read_u8(&reader);
    return kind * 1000 + sv_read_i32(&reader);
}

static int await_exit(struct talk *talk, uint32_t child) {
    struct event *exited = talk_await(talk, SV_EVENT_EXITED, child);
    int end = end_in(exited);
    free(exited);
    talk_command(talk, SV_COMMAND_FORGET, child);
    return end;
}

/* The logs of a writer that counts, oldest first, hold every number up to the last. */
static int check_counted(const char *name, int backups) {
    char path[64];
    int expected = 1;
    for (int i = backups; i >= 0; i--) {
        snprintf(path, sizeof path, i ? "%s.%d" : "%s", name, i);
        if (!exists(path))
            continue;
        char *all = contents(path), *at = all;
        while (*at) {
            char *end;
            long number = strtol(at, &end, 10);
            CHECK(*end == '\n' || *end == '\0');
            if (number != expected)
                fprintf(stderr, "%s: %ld where %d should be\n", path, number, expected);
            CHECK(number == expected);
            expected++;
            at = *end ? end + 1 : end;
        }
        free(all);
    }
    return expected - 1;
}

static void counting_writers_lose_no_line(void) {
    enum { WRITERS = 4, UPGRADES = 15 };
    struct talk talk;
    begin(&talk);
    for (uint32_t i = 1; i <= WRITERS; i++) {
        char log[16];
        snprintf(log, sizeof log, "log%u", i);
        struct spec spec = {.log = {log, NULL}, .maxbytes = i % 2 ? 0 : 20000, .backups = 1000};
        talk_spawn_with(&talk, i, "trap 'exit 7' TERM; i=0; while :; do i=$((i+1)); echo $i; done",
                        spec);
        free(talk_await(&talk, SV_EVENT_SPAWNED, i));
    }
    for (int i = 0; i < UPGRADES; i++)
        upgrade();
    for (uint32_t i = 1; i <= WRITERS; i++) {
        char log[16];
        snprintf(log, sizeof log, "log%u", i);
        send_signal(&talk, i, SIGTERM);
        CHECK(await_exit(&talk, i) == SV_KIND_EXITED * 1000 + 7);
        CHECK(check_counted(log, 1000) > 1000);
    }
    finish(&talk);
}

static void every_exit_is_told_once_with_its_status(void) {
    enum { CHILDREN = 120 };
    struct talk talk;
    begin(&talk);
    int told[CHILDREN + 1] = {0};
    for (uint32_t i = 1; i <= CHILDREN; i++) {
        char script[64];
        snprintf(script, sizeof script, "sleep 0.%u; exit %u", i % 10, i);
        talk_spawn(&talk, i, script);
        if (i % 10 == 0)
            upgrade();
    }
    for (int left = CHILDREN; left > 0;) {
        struct event *event = talk_hear(&talk);
        CHECK(event->type != 0);
        if (event->type == SV_EVENT_EXITED) {
            CHECK(end_in(event) == SV_KIND_EXITED * 1000 + (int)event->child);
            CHECK(told[event->child]++ == 0);
            left--;
        }
        free(event);
    }
    upgrade();
    for (uint32_t i = 1; i <= CHILDREN; i++)
        talk_command(&talk, SV_COMMAND_FORGET, i);
    finish(&talk);
}

static void what_is_reported_has_no_gap(void) {
    struct talk talk;
    begin(&talk);
    talk_spawn_with(&talk, 1, "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo $i; done; exit 5",
                    (struct spec){.report = true});
    for (int i = 0; i < 6; i++)
        upgrade();
    FILE *heard = fopen("heard", "w");
    CHECK(heard);
    for (bool ended = false; !ended;) {
        struct event *event = talk_hear(&talk);
        CHECK(event->type != 0);
        if (event->type == SV_EVENT_OUTPUT)
            CHECK(fwrite(event->payload + 1, 1, event->length - 1, heard) == event->length - 1);
        ended = event->type == SV_EVENT_EXITED;
        free(event);
    }
    CHECK(fclose(heard) == 0);
    CHECK(check_counted("heard", 0) == 30000);
    talk_command(&talk, SV_COMMAND_FORGET, 1);
    finish(&talk);
}

static void what_waits_for_stdin_comes_in_order(void) {
    struct talk talk;
    begin(&talk);
    talk_spawn_with(&talk, 1, "sleep 1; cat", (struct spec){.log = {"log", NULL}});
    FILE *expected = fopen("expected", "w");
    CHECK(expected);
    for (int i = 1; i <= 40; i++) {
        static char text[10001];
        memset(text, 'a' + i % 26, 9999);
        text[9999] = '\n';
        fputs(text, expected);
        say_stdin(&talk, 1, text);
        if (i % 10 == 0)
            upgrade();
    }
    CHECK(fclose(expected) == 0);
    char *all = contents("expected");
    for (int tries = 0; tries < 1000; tries++) {
        struct stat log;
        if (stat("log", &log) == 0 && (size_t)log.st_size >= strlen(all))
            break;
        poll(NULL, 0, 20);
    }
    char *got = contents("log");
    CHECK_TEXT(all, got);
    free(all);
    free(got);
    send_signal(&talk, 1, SIGKILL);
    await_exit(&talk, 1);
    finish(&talk);
}

static void half_a_token_and_what_was_captured_are_kept(void) {
    struct talk talk;
    begin(&talk);
    talk_spawn_with(&talk, 1, "cat", (struct spec){.log = {"log", NULL}, .capture = 1000});
    free(talk_await(&talk, SV_EVENT_SPAWNED, 1));
    const char *const pieces[] = {"before<!--XSUPER", "VISOR:BEGIN-->cap", "tured<!--XSUPERVISOR:E",
                                  "ND-->after<!--X"};
    for (int i = 0; i < 4; i++) {
        say_stdin(&talk, 1, pieces[i]);
        poll(NULL, 0, 100);
        upgrade();
    }
    struct event *captured = talk_await(&talk, SV_EVENT_CAPTURED, 1);
    CHECK(captured->length == 10 && !memcmp(captured->payload + 2, "captured", 8));
    free(captured);
    send_signal(&talk, 1, SIGTERM);
    CHECK(await_exit(&talk, 1) == SV_KIND_KILLED * 1000 + SIGTERM);
    char *log = contents("log");
    CHECK_TEXT("beforeafter<!--X", log);
    free(log);
    finish(&talk);
}

static void what_a_log_has_not_taken_yet_is_kept(void) {
    struct talk talk;
    begin(&talk);
    CHECK(mkfifo("fifo", 0600) == 0);
    int reader = open("fifo", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    CHECK(reader >= 0);
    talk_spawn_with(&talk, 1, "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo $i; done",
                    (struct spec){.log = {"fifo", NULL}});
    free(talk_await(&talk, SV_EVENT_SPAWNED, 1));
    FILE *heard = fopen("heard", "w");
    CHECK(heard);
    size_t total = 0;
    for (int i = 0; total < 108894; i++) {
        static char bytes[3000];
        CHECK(i < 100000);
        if (i % 20 == 10)
            upgrade();
        ssize_t n = read(reader, bytes, sizeof bytes);
        if (n > 0) {
            CHECK(fwrite(bytes, 1, (size_t)n, heard) == (size_t)n);
            total += (size_t)n;
        } else {
            poll(NULL, 0, 5);
        }
    }
    CHECK(fclose(heard) == 0 && check_counted("heard", 0) == 20000);
    close(reader);
    CHECK(await_exit(&talk, 1) == SV_KIND_EXITED * 1000);
    finish(&talk);
}

static void listening_sockets_are_kept_with_their_paths(void) {
    struct talk talk;
    begin(&talk);
    struct listening listening = {.address = "sock", .mode = 0600};
    struct frame frame = frame_listen(9, 1, &listening);
    talk_say(&talk, &frame);
    free(talk_await(&talk, SV_EVENT_LISTENING, 9));
    upgrade();
    talk_spawn_with(&talk, 1, "[ -S /dev/stdin ] && exit 6; exit 1", (struct spec){.socket = 9});
    CHECK(await_exit(&talk, 1) == SV_KIND_EXITED * 1000 + 6);
    struct sockaddr_un where = {.sun_family = AF_UNIX, .sun_path = "sock"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(fd, (struct sockaddr *)&where, sizeof where) == 0);
    close(fd);
    frame = frame_begin(SV_COMMAND_UNLISTEN, 9, 2);
    talk_say(&talk, &frame);
    free(talk_await(&talk, SV_EVENT_DONE, 9));
    CHECK(!exists("sock"));
    finish(&talk);
}

static void note(struct talk *talk, const char *key, const char *text) {
    struct frame frame = frame_begin(SV_COMMAND_NOTE, 0, 0);
    frame_text(&frame, key);
    frame_bytes(&frame, text, strlen(text));
    talk_say(talk, &frame);
}

static void the_next_control_plane_finds_all_that_was_known(void) {
    struct talk talk;
    begin(&talk);
    note(&talk, "key", "value");
    talk_spawn(&talk, 1, "exec sleep 1000");
    talk_spawn(&talk, 2, "exit 3");
    free(talk_await(&talk, SV_EVENT_EXITED, 2));
    talk_close(&talk);
    upgrade();
    upgrade();
    talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    int known = 0, living = 0, noted = 0;
    for (bool done = false; !done;) {
        struct event *event = talk_hear(&talk);
        known += event->type == SV_EVENT_KNOWN;
        noted += event->type == SV_EVENT_NOTED && event->length == 12 &&
                 !memcmp(event->payload + 4, "keyvalue", 8);
        living += event->type == SV_EVENT_SPAWNED && event->child == 1;
        CHECK(event->type != SV_EVENT_EXITED || (event->child == 2 && end_in(event) == 1003));
        done = event->type == SV_EVENT_ATTACHED;
        free(event);
    }
    CHECK(known == 2 && living == 1 && noted == 1);
    /* The file of records is the new program's. */
    CHECK(exists("state/records") && !exists("state/records.new"));
    talk_command(&talk, SV_COMMAND_FORGET, 2);
    send_signal(&talk, 1, SIGKILL);
    CHECK(await_exit(&talk, 1) == SV_KIND_KILLED * 1000 + SIGKILL);
    finish(&talk);
}

static void put_script(const char *path, const char *text) {
    put_file(path, text);
    CHECK(chmod(path, 0755) == 0);
}

static void a_program_that_will_not_do_leaves_the_old_one(void) {
    struct talk talk;
    begin(&talk);
    talk_spawn_with(&talk, 1, "trap 'exit 7' TERM; i=0; while :; do i=$((i+1)); echo $i; done",
                    (struct spec){.log = {"log", NULL}});
    free(talk_await(&talk, SV_EVENT_SPAWNED, 1));
    char here[256], path[300];
    CHECK(getcwd(here, sizeof here));
    const char *stranger = "the program does not understand the state of the keeper that runs";
    check_refused("/bin/true", stranger);
    check_refused("/bin/sleep", stranger);
    check_refused("/nonexistent", "No such file or directory");
    check_refused("/etc/passwd", "Permission denied");
    check_refused("/etc", "the program can't be executed");
    snprintf(path, sizeof path, "%s/noise", here);
    put_script(path, "\177ELF no program");
    check_refused(path, "the program can't be executed");
    /* One that is gone when it matters. */
    snprintf(path, sizeof path, "%s/gone", here);
    put_script(path, "#!/bin/sh\nrm -f \"$0\"\nexit 70\n");
    check_refused(path, "No such file or directory");
    upgrade();
    send_signal(&talk, 1, SIGTERM);
    CHECK(await_exit(&talk, 1) == SV_KIND_EXITED * 1000 + 7);
    CHECK(check_counted("log", 0) > 100);
    finish(&talk);
}

static void a_trial_that_does_not_end_holds_up_nobody(void) {
    struct talk talk;
    begin(&talk);
    char here[256], path[300];
    CHECK(getcwd(here, sizeof here));
    snprintf(path, sizeof path, "%s/hangs", here);
    put_script(path, "#!/bin/sh\nexec sleep 1000\n");
    struct talk asker = talk_open();
    struct frame frame = frame_begin(SV_COMMAND_UPGRADE, 0, 0);
    frame_text(&frame, path);
    talk_say(&asker, &frame);
    talk_spawn(&talk, 1, "exit 4");
    CHECK(await_exit(&talk, 1) == SV_KIND_EXITED * 1000 + 4);
    struct pollfd answered = {asker.fd, POLLIN, 0};
    CHECK(poll(&answered, 1, 0) == 0);
    check_refused("/bin/true", "another one is under way");
    struct event *answer = talk_await(&asker, SV_EVENT_ANSWER, 0);
    CHECK(answer->payload[0] == EBUSY);
    free(answer);
    talk_close(&asker);
    upgrade();
    finish(&talk);
}

static void a_signal_that_comes_meanwhile_is_heard(void) {
    for (int i = 0; i < 20; i++) {
        struct talk talk;
        begin(&talk);
        talk_close(&talk);
        talk = talk_open();
        struct frame frame = frame_begin(SV_COMMAND_UPGRADE, 0, 0);
        frame_text(&frame, KEEPER);
        talk_say(&talk, &frame);
        poll(NULL, 0, i % 10);
        CHECK(kill(pid, SIGTERM) == 0);
        talk_close(&talk);
        keeper_gone(pid);
    }
}

static int descriptors(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    DIR *all = opendir(path);
    CHECK(all);
    int count = 0;
    while (readdir(all))
        count++;
    closedir(all);
    return count;
}

/* When their number stays: after an answer one connection is still closed, one file still opened.
 */
static int lasting_descriptors(void) {
    enum { ALIKE = 40 };
    int count = descriptors();
    for (int alike = 0; alike < ALIKE; alike++) {
        poll(NULL, 0, 5);
        int now = descriptors();
        if (now != count)
            alike = 0;
        count = now;
    }
    return count;
}

static void descriptors_do_not_become_more(void) {
    struct talk talk;
    begin(&talk);
    talk_spawn(&talk, 1, "exec sleep 1000");
    free(talk_await(&talk, SV_EVENT_SPAWNED, 1));
    upgrade();
    int before = lasting_descriptors();
    for (int i = 0; i < 5; i++)
        upgrade();
    CHECK(lasting_descriptors() == before);
    send_signal(&talk, 1, SIGKILL);
    await_exit(&talk, 1);
    finish(&talk);
}

static void upgrade_to(const char *program) {
    int status;
    free(upgraded_to(program, &status));
    CHECK(status == 0);
}

static void an_older_keeper_becomes_a_newer_one_in_the_middle_of_a_conversation(void) {
    pid = keeper_start(YESTERDAY);
    struct talk talk = talk_open();
    talk_attach(&talk, 1, SV_KEEPER_VERSION, 0);
    CHECK(talk_await_attached(&talk) == 1);
    talk_spawn(&talk, 1, "trap 'exit 7' TERM; while :; do sleep 0.05; done");
    free(talk_await(&talk, SV_EVENT_SPAWNED, 1));
    upgrade();
    send_signal(&talk, 1, SIGTERM);
    CHECK(await_exit(&talk, 1) == SV_KIND_EXITED * 1000 + 7);
    /* And whoever comes now speaks the newer version. */
    talk_close(&talk);
    talk = attached();
    finish(&talk);
}

static void a_keeper_that_does_not_speak_it_any_more_ends_the_conversation_and_says_why(void) {
    struct talk talk;
    begin(&talk);
    talk_spawn(&talk, 1, "exec sleep 1000");
    free(talk_await(&talk, SV_EVENT_SPAWNED, 1));
    upgrade_to(TOMORROW);
    struct event *end = talk_hear(&talk);
    CHECK(end->type == 0);
    free(end);
    talk_close(&talk);
    talk = talk_open();
    talk_attach(&talk, SV_KEEPER_OLDEST, SV_KEEPER_VERSION, SV_ATTACH_AGAIN);
    struct event *versions = talk_await(&talk, SV_EVENT_VERSIONS, 0);
    CHECK(versions->payload[0] == 3 && versions->payload[2] == 4);
    free(versions);
    talk_close(&talk);
    /* The way back: what runs has noticed nothing. */
    upgrade();
    talk = attached();
    send_signal(&talk, 1, SIGKILL);
    CHECK(await_exit(&talk, 1) == SV_KIND_KILLED * 1000 + SIGKILL);
    finish(&talk);
}

int main(int argc, char **argv) {
    static const struct test tests[] = {
        TEST(counting_writers_lose_no_line),
        TEST(every_exit_is_told_once_with_its_status),
        TEST(what_is_reported_has_no_gap),
        TEST(what_waits_for_stdin_comes_in_order),
        TEST(half_a_token_and_what_was_captured_are_kept),
        TEST(what_a_log_has_not_taken_yet_is_kept),
        TEST(listening_sockets_are_kept_with_their_paths),
        TEST(the_next_control_plane_finds_all_that_was_known),
        TEST(a_program_that_will_not_do_leaves_the_old_one),
        TEST(a_trial_that_does_not_end_holds_up_nobody),
        TEST(a_signal_that_comes_meanwhile_is_heard),
        TEST(descriptors_do_not_become_more),
        TEST(an_older_keeper_becomes_a_newer_one_in_the_middle_of_a_conversation),
        TEST(a_keeper_that_does_not_speak_it_any_more_ends_the_conversation_and_says_why),
    };
    return RUN(tests);
}
