/* Logs that are no regular files: FIFOs, and the daemon's own stdout. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "logs.h"

static void fifo_needs_no_reader_and_a_full_one_holds_nobody(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(mkfifo("fifo", 0600) == 0);
    start_cat(&world, 1, (struct spec){.log = {"fifo", NULL}, .maxbytes = 10, .report = true});
    pid_of(&world, 1);
    say(&world, 1, "hello to nobody\n");
    int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    char text[64] = "";
    CHECK(read(reader, text, sizeof text - 1) == 16);
    CHECK_TEXT("hello to nobody\n", text);
    char *much = calloc(1, 100001);
    memset(much, 'x', 100000);
    CHECK(feed(&world, 1, much, 100000) == 0);
    uint64_t lost = trouble(await(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_WRITE, EAGAIN);
    CHECK(lost > 0 && lost < 100000);
    CHECK(command(&world, SV_COMMAND_CLEAR, 1) == 0);
    struct stat about;
    CHECK(stat("fifo", &about) == 0 && S_ISFIFO(about.st_mode));
    free(much);
    close(reader);
    end(&world, 1);
    world_close(&world);
}

/* Reads what is there and returns how much that was. */
static size_t read_some(int fd, size_t most) {
    static char bytes[1 << 16];
    ssize_t n = read(fd, bytes, most < sizeof bytes ? most : sizeof bytes);
    CHECK(n > 0 || errno == EAGAIN);
    return n > 0 ? (size_t)n : 0;
}

static void slow_reader_of_a_fifo_gets_everything_and_holds_nobody_else(void) {
    enum { MUCH = 2 << 20 };
    struct world world;
    world_open(&world, 0);
    CHECK(mkfifo("fifo", 0600) == 0);
    int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    const char *argv[] = {"/usr/bin/head", "-c", "2097152", "/dev/zero", NULL};
    start(&world, 1, &(struct spec){.argv = argv, .log = {"fifo", NULL}});
    start_cat(&world, 2, (struct spec){.log = {"other", NULL}, .report = true});
    pid_of(&world, 2);
    size_t got = 0;
    for (int i = 0; i < 20; i++) {
        got += read_some(reader, 20000);
        char text[8];
        snprintf(text, sizeof text, "<%d>", i);
        say(&world, 2, text);
    }
    CHECK(got < MUCH && !find(&world, SV_EVENT_EXITED, 1, 0));
    while (!find(&world, SV_EVENT_EXITED, 1, 0)) {
        got += read_some(reader, 1 << 16);
        world_step(&world, 0);
    }
    for (size_t n; (n = read_some(reader, 1 << 16)) > 0;)
        got += n;
    CHECK(got == MUCH && count(&world, SV_EVENT_LOG_TROUBLE) == 0);
    end(&world, 2);
    close(reader);
    world_close(&world);
}

static void exit_does_not_wait_for_a_reader_that_reads_nothing(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(mkfifo("fifo", 0600) == 0);
    const char *argv[] = {"/usr/bin/head", "-c", "100000", "/dev/zero", NULL};
    start(&world, 1, &(struct spec){.argv = argv, .log = {"fifo", NULL}});
    CHECK(exit_of(&world, 1) == 1000);
    uint64_t lost = trouble(find(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_WRITE, EAGAIN);
    int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    CHECK(reader >= 0 && lost > 0 && lost < 100000);
    close(reader);
    world_close(&world);
}

static void next_reader_of_a_fifo_gets_what_comes_after_the_last_one_left(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(mkfifo("fifo", 0600) == 0);
    int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    start_cat(&world, 1, (struct spec){.log = {"fifo", NULL}, .report = true});
    pid_of(&world, 1);
    say(&world, 1, "first");
    CHECK(read_some(reader, 100) == 5);
    close(reader);
    say(&world, 1, "second");
    say(&world, 1, "third");
    reader = open("fifo", O_RDONLY | O_NONBLOCK);
    CHECK(read_some(reader, 100) == 11);
    CHECK(count(&world, SV_EVENT_LOG_TROUBLE) == 0);
    close(reader);
    end(&world, 1);
    world_close(&world);
}

static void full_fifo_is_written_again_when_it_is_read(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(mkfifo("fifo", 0600) == 0);
    start_cat(&world, 1, (struct spec){.log = {"fifo", NULL}, .report = true});
    pid_of(&world, 1);
    char *much = calloc(1, 200001);
    memset(much, 'x', 200000);
    CHECK(feed(&world, 1, much, 200000) == 0);
    free(much);
    trouble(await(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_WRITE, EAGAIN);
    while (world_step(&world, 300) != 0) {
    }
    int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    while (read_some(reader, 1 << 16) > 0) {
    }
    say(&world, 1, "later");
    CHECK(read_some(reader, 100) == 5);
    close(reader);
    end(&world, 1);
    world_close(&world);
}

static void null_device_takes_everything_and_is_left_alone(void) {
    struct world world;
    world_open(&world, 0);
    start_cat(
        &world, 1,
        (struct spec){.log = {"/dev/null", NULL}, .maxbytes = 1, .backups = 1, .report = true});
    say(&world, 1, "gone");
    CHECK(command(&world, SV_COMMAND_CLEAR, 1) == 0);
    CHECK(count(&world, SV_EVENT_LOG_TROUBLE) == 0);
    end(&world, 1);
    struct stat about;
    CHECK(stat("/dev/null", &about) == 0 && S_ISCHR(about.st_mode) && !exists("/dev/null.1"));
    world_close(&world);
}

static void socket_in_the_file_system_is_refused_not_waited_for(void) {
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(fd, (struct sockaddr *)&name, sizeof name) == 0 && listen(fd, 1) == 0);
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1, (struct spec){.log = {"socket", NULL}});
    struct event *failed = await(&world, SV_EVENT_SPAWN_FAILED, 1, 0);
    CHECK(failed->payload[0] == SV_STAGE_LOG && failed->payload[1] == ENXIO);
    close(fd);
    world_close(&world);
}

static void reader_that_goes_away_is_an_error_not_a_signal(void) {
    int ends[2];
    CHECK(pipe(ends) == 0);
    char path[32];
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1, (struct spec){.log = {path, NULL}, .report = true});
    say(&world, 1, "1");
    close(ends[0]);
    close(ends[1]);
    say(&world, 1, "23");
    CHECK(trouble(await(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_WRITE, EPIPE) == 2);
    end(&world, 1);
    world_close(&world);
}

/* Logs to the daemon's own stdout, which is `fd`, through `path`; the log asks for rotation. */
static void log_to_stdout(int fd, const char *path) {
    int saved = fcntl(1, F_DUPFD_CLOEXEC, 10);
    CHECK(dup2(fd, 1) == 1);
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1,
              (struct spec){.log = {path, NULL}, .maxbytes = 2, .backups = 1, .report = true});
    say(&world, 1, "hello\n");
    CHECK(command(&world, SV_COMMAND_REOPEN, 1) == 0);
    CHECK(command(&world, SV_COMMAND_CLEAR, 1) == 0);
    say(&world, 1, "world\n");
    CHECK(count(&world, SV_EVENT_LOG_TROUBLE) == 0);
    end(&world, 1);
    world_close(&world);
    CHECK(dup2(saved, 1) == 1);
    close(saved);
    CHECK(exists("/dev/stdout"));
}

static void stdout_of_the_daemon_can_be_a_file(void) {
    int fd = open("out", O_WRONLY | O_CREAT | O_APPEND, 0600);
    log_to_stdout(fd, "/dev/stdout");
    CHECK(symlink("/dev/stdout", "linked") == 0 && symlink("linked", "twice") == 0);
    log_to_stdout(fd, "twice");
    close(fd);
    check_file("out", "hello\nworld\nhello\nworld\n");
    CHECK(!exists("twice.1") && !exists("/dev/stdout.1"));
}

static void stdout_of_the_daemon_can_be_a_pipe(void) {
    int ends[2];
    CHECK(pipe(ends) == 0);
    log_to_stdout(ends[1], "/dev/stdout");
    char text[32] = "";
    CHECK(read(ends[0], text, sizeof text - 1) == 12);
    CHECK_TEXT("hello\nworld\n", text);
    /* The daemon's own end stays as it was. */
    CHECK(!(fcntl(ends[1], F_GETFL) & O_NONBLOCK));
    close(ends[0]);
    close(ends[1]);
}

/* Stdout is root's pipe; the daemon is nobody by now. */
static void stdout_that_may_not_be_opened_again_is_used_as_it_is(void) {
    int ends[2];
    CHECK(pipe(ends) == 0);
    if (getuid() == 0)
        CHECK(setgid(65534) == 0 && setuid(65534) == 0);
    else
        CHECK(fchmod(ends[1], 0) == 0);
    log_to_stdout(ends[1], "/dev/stdout");
    char text[32] = "";
    CHECK(read(ends[0], text, sizeof text - 1) == 12);
    CHECK_TEXT("hello\nworld\n", text);
    CHECK(!(fcntl(ends[1], F_GETFL) & O_NONBLOCK));
    close(ends[0]);
    close(ends[1]);
}

static void stdout_of_the_daemon_can_be_a_socket(void) {
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    log_to_stdout(ends[1], "/proc/self/fd/1");
    char text[32] = "";
    CHECK(read(ends[0], text, sizeof text - 1) == 12);
    CHECK_TEXT("hello\nworld\n", text);
    CHECK(!(fcntl(ends[1], F_GETFL) & O_NONBLOCK));
    close(ends[0]);
    close(ends[1]);
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(fifo_needs_no_reader_and_a_full_one_holds_nobody),
        TEST(slow_reader_of_a_fifo_gets_everything_and_holds_nobody_else),
        TEST(exit_does_not_wait_for_a_reader_that_reads_nothing),
        TEST(next_reader_of_a_fifo_gets_what_comes_after_the_last_one_left),
        TEST(full_fifo_is_written_again_when_it_is_read),
        TEST(null_device_takes_everything_and_is_left_alone),
        TEST(socket_in_the_file_system_is_refused_not_waited_for),
        TEST(stdout_that_may_not_be_opened_again_is_used_as_it_is),
        TEST(reader_that_goes_away_is_an_error_not_a_signal),
        TEST(stdout_of_the_daemon_can_be_a_file),
        TEST(stdout_of_the_daemon_can_be_a_pipe),
        TEST(stdout_of_the_daemon_can_be_a_socket),
    };
    return RUN(tests);
}
