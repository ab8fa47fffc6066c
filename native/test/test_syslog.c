/* Lines that go to syslog, to a socket of the test's own. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "logs.h"
#include "syslog.h"

/* A syslogd that reads when it is asked to. */
static int open_reader(void) {
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "dev-log"};
    unlink("dev-log");
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&name, sizeof name) == 0);
    return fd;
}

/* The next message, without its priority and time, whose form it checks; NULL when there is none.
 */
static const char *next(int reader) {
    static char text[SV_SYSLOG_LINE_BYTES + 200];
    enum { PRIORITY = 4, TIME = 15 };
    ssize_t n = recv(reader, text, sizeof text - 1, 0);
    if (n < 0)
        return NULL;
    text[n] = '\0';
    CHECK(n > PRIORITY + TIME && !strncmp(text, "<14>", PRIORITY));
    CHECK(text[PRIORITY + 3] == ' ' && text[PRIORITY + 9] == ':' && text[PRIORITY + 12] == ':');
    return text + PRIORITY + TIME + 1;
}

static void open_world(struct world *world) {
    world_open(world, 0);
    sv_engine_use_syslog(world->engine, "dev-log");
}

static void run_script(struct world *world, const char *script, struct spec spec) {
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    const char *envp[] = {"PATH=/usr/bin:/bin", NULL};
    spec.argv = argv;
    spec.envp = envp;
    start(world, 1, &spec);
    exit_of(world, 1);
}

static void each_line_is_a_message_with_the_name_of_its_process(void) {
    int reader = open_reader();
    struct world world;
    open_world(&world);
    run_script(&world, "printf 'one\\n\\nthree '; sleep 0.1; printf 'parts\\nno end'",
               (struct spec){.log = {"log", NULL}, .syslog = "cat"});
    CHECK_TEXT("supervisord: cat one", next(reader));
    CHECK_TEXT("supervisord: cat ", next(reader));
    CHECK_TEXT("supervisord: cat three parts", next(reader));
    CHECK_TEXT("supervisord: cat no end", next(reader));
    CHECK(!next(reader));
    check_file("log", "one\n\nthree parts\nno end");
    CHECK(count(&world, SV_EVENT_LOG_TROUBLE) == 0);
    close(reader);
    world_close(&world);
}

static void captured_text_is_not_sent_and_sequences_are_stripped(void) {
    int reader = open_reader();
    struct world world;
    open_world(&world);
    run_script(&world, "printf 'a<!--XSUPERVISOR:BEGIN-->b\\n<!--XSUPERVISOR:END-->c\\033[1md\\n'",
               (struct spec){.syslog = "cat", .capture = 100, .strip = true});
    CHECK_TEXT("supervisord: cat acd", next(reader));
    CHECK(!next(reader));
    close(reader);
    world_close(&world);
}

static void line_beyond_the_bound_comes_in_several_messages(void) {
    int reader = open_reader();
    struct world world;
    open_world(&world);
    run_script(&world,
               "head -c 8192 /dev/zero | tr '\\0' x; sleep 0.1; printf '\\n';"
               "head -c 9000 /dev/zero | tr '\\0' y; printf '\\n'",
               (struct spec){.syslog = "cat"});
    enum { BEFORE = 17 };
    CHECK(strlen(next(reader)) == BEFORE + 8192);
    CHECK(strlen(next(reader)) == BEFORE + 8192);
    const char *rest = next(reader);
    CHECK(strlen(rest) == BEFORE + 808 && rest[BEFORE] == 'y');
    CHECK(!next(reader));
    close(reader);
    world_close(&world);
}

static void reader_that_was_started_anew_is_found_again(void) {
    int reader = open_reader();
    struct world world;
    open_world(&world);
    start_cat(&world, 1, (struct spec){.syslog = "cat", .report = true});
    pid_of(&world, 1);
    say(&world, 1, "one\n");
    CHECK_TEXT("supervisord: cat one", next(reader));
    close(reader);
    reader = open_reader();
    say(&world, 1, "two\n");
    CHECK_TEXT("supervisord: cat two", next(reader));
    CHECK(count(&world, SV_EVENT_LOG_TROUBLE) == 0);
    close(reader);
    end(&world, 1);
    world_close(&world);
}

static void messages_that_nobody_takes_are_counted(void) {
    struct world world;
    open_world(&world);
    start_cat(&world, 1, (struct spec){.log = {"log", NULL}, .syslog = "cat", .report = true});
    pid_of(&world, 1);
    say(&world, 1, "one\n");
    CHECK(trouble(await(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_SYSLOG, ENOENT) == 1);
    say(&world, 1, "two\nthree\n");
    CHECK(count(&world, SV_EVENT_LOG_TROUBLE) == 1);
    int reader = open_reader();
    say(&world, 1, "four\n");
    CHECK_TEXT("supervisord: cat four", next(reader));
    close(reader);
    check_file("log", "one\ntwo\nthree\nfour\n");
    end(&world, 1);
    struct event *last = NULL;
    for (struct event *event = world.events; event; event = event->next)
        last = event->type == SV_EVENT_LOG_TROUBLE ? event : last;
    CHECK(trouble(last, SV_OPERATION_SYSLOG, ENOENT) == 2);
    world_close(&world);
}

static void reader_that_does_not_read_holds_nobody(void) {
    int reader = open_reader();
    struct world world;
    open_world(&world);
    run_script(&world, "seq 1 20000", (struct spec){.log = {"log", NULL}, .syslog = "cat"});
    uint64_t lost = 0;
    for (struct event *event = world.events; event; event = event->next)
        if (event->type == SV_EVENT_LOG_TROUBLE)
            lost += trouble(event, SV_OPERATION_SYSLOG, EAGAIN);
    uint64_t got = 0;
    while (next(reader))
        got++;
    CHECK(got > 0 && got + lost == 20000);
    CHECK(system("seq 1 20000 | cmp - log") == 0);
    close(reader);
    world_close(&world);
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(each_line_is_a_message_with_the_name_of_its_process),
        TEST(captured_text_is_not_sent_and_sequences_are_stripped),
        TEST(line_beyond_the_bound_comes_in_several_messages),
        TEST(reader_that_was_started_anew_is_found_again),
        TEST(messages_that_nobody_takes_are_counted),
        TEST(reader_that_does_not_read_holds_nobody),
    };
    return RUN(tests);
}
