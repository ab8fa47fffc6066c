/* Logs that are no regular files: FIFOs, and the daemon's own stdout. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
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
        TEST(reader_that_goes_away_is_an_error_not_a_signal),
        TEST(stdout_of_the_daemon_can_be_a_file),
        TEST(stdout_of_the_daemon_can_be_a_pipe),
        TEST(stdout_of_the_daemon_can_be_a_socket),
    };
    return RUN(tests);
}
