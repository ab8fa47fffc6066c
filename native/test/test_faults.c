/*
 * Every call to the system that the engine makes fails once: the first, the second, ... call of
 * each function, with each of several errnos, while a scenario with three children runs. Whatever
 * fails, nothing crashes or hangs, no descriptor stays open, and each child that came to be is told
 * and has been reaped.
 *
 * The engine's calls come here by the linker's --wrap. Those made between clone and exec count,
 * too.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

static const char *target; /* the function that shall fail */
static int fail_at;        /* at this call of it; 0: never, just count */
static int fail_with;
static volatile int calls;
static bool in_engine;

static bool fails(const char *name) {
    if (!in_engine || !target || strcmp(name, target))
        return false;
    if (++calls != fail_at)
        return false;
    errno = fail_with;
    return true;
}

#define WRAP(type, name, failure, parameters, arguments)                                           \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters { return fails(#name) ? failure : __real_##name arguments; }

WRAP(int, access, -1, (const char *a, int b), (a, b))
WRAP(int, bind, -1, (int a, const struct sockaddr *b, socklen_t c), (a, b, c))
WRAP(void *, calloc, NULL, (size_t a, size_t b), (a, b))
WRAP(int, chmod, -1, (const char *a, mode_t b), (a, b))
WRAP(int, connect, -1, (int a, const struct sockaddr *b, socklen_t c), (a, b, c))
WRAP(int, dup3, -1, (int a, int b, int c), (a, b, c))
WRAP(int, epoll_create1, -1, (int a), (a))
WRAP(int, epoll_ctl, -1, (int a, int b, int c, struct epoll_event *d), (a, b, c, d))
WRAP(int, epoll_wait, -1, (int a, struct epoll_event *b, int c, int d), (a, b, c, d))
WRAP(int, eventfd, -1, (unsigned a, int b), (a, b))
WRAP(int, fchmod, -1, (int a, mode_t b), (a, b))
WRAP(int, fchownat, -1, (int a, const char *b, uid_t c, gid_t d, int e), (a, b, c, d, e))
WRAP(int, ftruncate64, -1, (int a, off_t b), (a, b))
WRAP(int, getrlimit64, -1, (int a, void *b), (a, b))
WRAP(int, kill, -1, (pid_t a, int b), (a, b))
WRAP(int, listen, -1, (int a, int b), (a, b))
WRAP(off_t, lseek64, -1, (int a, off_t b, int c), (a, b, c))
WRAP(void *, malloc, NULL, (size_t a), (a))
WRAP(void *, mmap64, (void *)-1, (void *a, size_t b, int c, int d, int e, off_t f),
     (a, b, c, d, e, f))
WRAP(int, mprotect, -1, (void *a, size_t b, int c), (a, b, c))
WRAP(int, pipe2, -1, (int *a, int b), (a, b))
WRAP(int, poll, -1, (struct pollfd * a, nfds_t b, int c), (a, b, c))
WRAP(ssize_t, read, -1, (int a, void *b, size_t c), (a, b, c))
WRAP(ssize_t, readlink, -1, (const char *a, char *b, size_t c), (a, b, c))
WRAP(void *, realloc, NULL, (void *a, size_t b), (a, b))
WRAP(int, rename, -1, (const char *a, const char *b), (a, b))
WRAP(ssize_t, sendmsg, -1, (int a, const struct msghdr *b, int c), (a, b, c))
WRAP(int, socket, -1, (int a, int b, int c), (a, b, c))
WRAP(ssize_t, send, -1, (int a, const void *b, size_t c, int d), (a, b, c, d))
WRAP(int, setsockopt, -1, (int a, int b, int c, const void *d, socklen_t e), (a, b, c, d, e))
WRAP(int, sigaction, -1, (int a, const struct sigaction *b, struct sigaction *c), (a, b, c))
WRAP(int, statx, -1, (int a, const char *b, int c, unsigned d, struct statx *e), (a, b, c, d, e))
WRAP(char *, strdup, NULL, (const char *a), (a))
WRAP(int, unlink, -1, (const char *a), (a))
WRAP(ssize_t, write, -1, (int a, const void *b, size_t c), (a, b, c))

/* Time goes faster, so that a log that waits for its reader is given up soon. */
int __real_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time) {
    enum { FASTER = 50 };
    int result = __real_clock_gettime(clock, time);
    if (clock != CLOCK_MONOTONIC)
        return result;
    time->tv_sec = time->tv_sec * FASTER + time->tv_nsec / (1000000000 / FASTER);
    time->tv_nsec = time->tv_nsec * FASTER % 1000000000;
    return result;
}

/* The kernel closes all the same. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd) {
    int result = __real_close(fd);
    return fails("close") ? -1 : result;
}

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, mode_t mode);
int __wrap_open64(const char *path, int flags, mode_t mode) {
    return fails("open64") ? -1 : __real_open64(path, flags, mode);
}

int __real_fcntl64(int fd, int command, ...);
int __wrap_fcntl64(int fd, int command, long argument);
int __wrap_fcntl64(int fd, int command, long argument) {
    return fails("fcntl64") ? -1 : __real_fcntl64(fd, command, argument);
}

int __real_clone(int (*run)(void *), void *stack, int flags, void *argument, ...);
int __wrap_clone(int (*run)(void *), void *stack, int flags, void *argument, int *pidfd);
int __wrap_clone(int (*run)(void *), void *stack, int flags, void *argument, int *pidfd) {
    return fails("clone") ? -1 : __real_clone(run, stack, flags, argument, pidfd);
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f) {
    return fails("syscall") ? -1 : __real_syscall(number, a, b, c, d, e, f);
}

/* Only what happens inside the engine fails. */
#define ENGINE(name, parameters, arguments)                                                        \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters {                                                                 \
        in_engine = true;                                                                          \
        int result = __real_##name arguments;                                                      \
        in_engine = false;                                                                         \
        return result;                                                                             \
    }

ENGINE(sv_engine_open, (uint32_t a, struct sv_engine **b), (a, b))
ENGINE(sv_engine_send, (struct sv_engine * a, const uint8_t *b, size_t c), (a, b, c))
ENGINE(sv_engine_next, (struct sv_engine * a, uint8_t *b, size_t c, int d), (a, b, c, d))
ENGINE(sv_engine_spawn_one, (struct sv_engine * a), (a))
ENGINE(sv_engine_install_signals, (struct sv_engine * a), (a))

void __real_sv_engine_close(struct sv_engine *engine);
void __wrap_sv_engine_close(struct sv_engine *engine);
void __wrap_sv_engine_close(struct sv_engine *engine) {
    in_engine = true;
    __real_sv_engine_close(engine);
    in_engine = false;
}

static const char *const envp[] = {"PATH=/usr/bin:/bin", NULL};
enum { CHILDREN = 5, UNIX_SOCKET = 10, TCP_SOCKET = 11, STEP_MILLIS = 4, LINES = 4 };

static void ask(struct world *world, uint16_t type, uint32_t child, const char *payload,
                size_t length) {
    struct frame frame = frame_begin(type, child, ++world->last_seq);
    frame_bytes(&frame, payload, length);
    frame_send(world, &frame); /* may be refused; so be it */
}

static void ask_spawn(struct world *world, uint32_t child, const struct spec *spec) {
    struct frame frame = frame_spawn(child, spec);
    frame_send(world, &frame);
}

/* One whose path a dead server has left, owned and permitted anew; and one of TCP, on any port. */
static void listen_all(struct world *world) {
    struct listening unix_socket = {
        .address = "stale", .mode = 0600, .has_owner = true, .uid = getuid(), .gid = getgid()};
    struct listening tcp = {.family = SV_FAMILY_INET, .address = "127.0.0.1"};
    struct frame first = frame_listen(UNIX_SOCKET, 0, &unix_socket);
    frame_send(world, &first);
    struct frame second = frame_listen(TCP_SOCKET, 0, &tcp);
    frame_send(world, &second);
}

static void unlisten_all(struct world *world) {
    ask(world, SV_COMMAND_UNLISTEN, UNIX_SOCKET, "", 0);
    ask(world, SV_COMMAND_UNLISTEN, TCP_SOCKET, "", 0);
}

/* What a server that has died leaves. */
static void leave_stale_socket(void) {
    struct sockaddr_un where = {.sun_family = AF_UNIX, .sun_path = "stale"};
    __real_unlink("stale");
    int fd = __real_socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(fd >= 0 && __real_bind(fd, (struct sockaddr *)&where, sizeof where) == 0);
    __real_close(fd);
}

static void spawn_all(struct world *world) {
    const char *cat[] = {"/bin/cat", NULL};
    const char *shell[] = {"/bin/sh", "-c",
                           "echo 'out<!--XSUPERVISOR:BEGIN-->'; seq 1 5000; echo "
                           "'<!--XSUPERVISOR:END-->'; echo err >&2; exit 3",
                           NULL};
    const char *absent[] = {"/no/such", NULL};
    const uint32_t groups[] = {65534, 77};
    struct spec rotated = {
        .argv = cat, .log = {"log", NULL}, .maxbytes = 6, .backups = 2, .report = true};
    struct spec other = {.argv = shell,
                         .envp = envp,
                         .directory = "/",
                         .has_umask = true,
                         .umask = 022,
                         .open_files = 100,
                         .has_user = getuid() == 0,
                         .uid = 65534,
                         .gid = 65534,
                         .groups = groups,
                         .group_count = 2,
                         .log = {"/dev/stdout", "fifo"},
                         .capture = 100000,
                         .strip = true};
    struct spec truncated = {.argv = absent, .log = {"log2", "log3"}, .maxbytes = 5};
    struct spec plain = {.argv = cat, .redirect = true, .log = {"fifo2", NULL}, .syslog = "plain"};
    ask_spawn(world, 1, &rotated);
    ask_spawn(world, 2, &other);
    ask_spawn(world, 3, &truncated);
    ask_spawn(world, 4, &plain);
    const char *nap[] = {"/bin/sleep", "1000", NULL};
    struct spec server = {.argv = nap, .socket = UNIX_SOCKET};
    ask_spawn(world, 5, &server);
}

static bool over(const struct world *world) {
    for (uint32_t child = 1; child <= CHILDREN; child++)
        if (find(world, SV_EVENT_SPAWNED, child, 0) && !find(world, SV_EVENT_EXITED, child, 0))
            return false;
    return true;
}

/* The child's own process only: a signal through the engine may be what fails. */
static void end_by_hand(struct world *world) {
    for (uint32_t child = 1; child <= CHILDREN; child++)
        if (find(world, SV_EVENT_SPAWNED, child, 0) && !find(world, SV_EVENT_EXITED, child, 0)) {
            in_engine = false;
            __real_kill(pid_of(world, child), SIGKILL);
        }
}

static void pump(struct world *world, int times) {
    for (int i = 0; i < times; i++)
        world_step(world, STEP_MILLIS);
}

/* The engine blocks signals, and restoring them may be what failed. */
static void unblock_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int scenario(void) {
    struct world world;
    memset(&world, 0, sizeof world);
    world.last = &world.events;
    if (sv_engine_open(0, &world.engine) < 0)
        return 0;
    sv_engine_use_syslog(world.engine, "dev-log");
    bool signals = sv_engine_install_signals(world.engine) == 0;
    ask(&world, SV_COMMAND_HELLO, 0, "\1\0\1\0", 4);
    leave_stale_socket();
    listen_all(&world);
    spawn_all(&world);
    for (int i = 0; i < LINES; i++) {
        ask(&world, SV_COMMAND_STDIN, 1, "line\n", 5);
        pump(&world, 1);
    }
    unblock_signals();
    if (signals)
        raise(SIGUSR2);
    ask(&world, SV_COMMAND_REOPEN, 1, "", 0);
    ask(&world, SV_COMMAND_CLEAR, 1, "", 0);
    ask(&world, SV_COMMAND_REPORT, 1, "\1\0", 2);
    char *much = calloc(1, 1 << 18);
    memset(much, '\n', 1000);
    ask(&world, SV_COMMAND_STDIN, 4, much, 1 << 18);
    free(much);
    ask(&world, SV_COMMAND_MEASURE, 0, "", 0);
    pump(&world, 8);
    ask(&world, SV_COMMAND_KILL, 1, "\x0f\0\0\0\1", 5);
    ask(&world, SV_COMMAND_KILL, 4, "\x0f\0\0\0\0", 5);
    ask(&world, SV_COMMAND_KILL, 5, "\x0f\0\0\0\0", 5);
    pump(&world, 3);
    end_by_hand(&world);
    time_t since = time(NULL);
    while (!over(&world)) {
        world_step(&world, STEP_MILLIS);
        if (time(NULL) - since > 5)
            return 1;
    }
    for (uint32_t child = 1; child <= CHILDREN; child++)
        ask(&world, SV_COMMAND_FORGET, child, "", 0);
    unlisten_all(&world);
    pump(&world, 1);
    world_close(&world);
    return 0;
}

/* Runs the scenario with one failure. Says what was wrong, or NULL. */
static const char *attempt(const char *name, int at, int error) {
    target = name;
    fail_at = at;
    fail_with = error;
    calls = 0;
    int before = open_descriptors();
    int result = scenario();
    target = NULL;
    unblock_signals();
    if (result)
        return "a child's exit was not told";
    if (open_descriptors() != before)
        return "a descriptor stayed open";
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
        return "a child was left behind";
    return NULL;
}

static int fail_each_call(const char *name, const int *errors, int most) {
    const char *wrong = attempt(name, 0, 0);
    int count = calls, runs = 0, failed = 0;
    if (wrong) {
        fprintf(stderr, "%s: with no failure at all, %s\n", name, wrong);
        return 1;
    }
    /* All calls, or so many of them evenly spread, from another start for each errno. */
    int step = count / most + 1;
    for (int at = 1; at <= count + 1; at += step) {
        for (int i = 0; errors[i]; i++, runs++) {
            int call = at + (i * 7 + 3) % step;
            wrong = attempt(name, call, errors[i]);
            if (wrong) {
                fprintf(stderr, "%s: call %d failing with %d: %s\n", name, call, errors[i], wrong);
                failed++;
            }
        }
    }
    fprintf(stderr, "%-14s %4d calls, %4d runs\n", name, count, runs);
    return failed;
}

struct victim {
    const char *name;
    int errors[5];
};

static const struct victim victims[] = {
    {"access", {EACCES}},
    {"bind", {EADDRINUSE, EACCES}},
    {"calloc", {ENOMEM}},
    {"chmod", {EPERM, ENOENT}},
    {"clone", {EAGAIN, ENOMEM, EPERM}},
    {"close", {EINTR, EIO}},
    {"connect", {EINTR, EACCES, ENOENT, ECONNREFUSED}},
    {"dup3", {EINTR, EMFILE}},
    {"epoll_create1", {EMFILE, ENOMEM}},
    {"epoll_ctl", {ENOMEM, ENOSPC}},
    {"epoll_wait", {EINTR, EBADF}},
    {"eventfd", {EMFILE, ENFILE}},
    {"fchmod", {EPERM}},
    {"fchownat", {EPERM}},
    {"fcntl64", {EPERM, EMFILE, EBUSY}},
    {"ftruncate64", {EIO, EPERM}},
    {"getrlimit64", {EPERM}},
    {"kill", {EPERM, ESRCH}},
    {"listen", {EADDRINUSE}},
    {"lseek64", {ESPIPE}},
    {"malloc", {ENOMEM}},
    {"mmap64", {ENOMEM}},
    {"mprotect", {ENOMEM}},
    {"open64", {EMFILE, EACCES, ENOENT, EINTR}},
    {"pipe2", {EMFILE, ENFILE}},
    {"poll", {EINTR, ENOMEM}},
    {"read", {EINTR, EIO, EAGAIN}},
    {"readlink", {EACCES}},
    {"realloc", {ENOMEM}},
    {"rename", {EACCES, ENOENT, EROFS}},
    {"sigaction", {EINVAL}},
    {"sendmsg", {EINTR, ECONNREFUSED, EAGAIN, ENOBUFS}},
    {"setsockopt", {ENOPROTOOPT}},
    {"socket", {EMFILE, EACCES}},
    {"statx", {EIO, ENOSYS}},
    {"strdup", {ENOMEM}},
    {"syscall", {EPERM, ENOSYS, EINTR}},
    {"unlink", {EACCES, ENOENT}},
    {"write", {EINTR, ENOSPC, EPIPE, EAGAIN}},
};

/* A syslogd that never reads. */
static int open_syslogd(void) {
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "dev-log"};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&name, sizeof name) == 0);
    return fd;
}

int main(int argc, char **argv) {
    char folder[] = "/tmp/warden-faults-XXXXXX";
    CHECK(mkdtemp(folder) && chdir(folder) == 0 && mkfifo("fifo", 0600) == 0 &&
          mkfifo("fifo2", 0600) == 0);
    int syslogd = open_syslogd();
    alarm(900);
    CHECK(freopen("/dev/null", "w", stdout)); /* a child logs to it */
    signal(SIGPIPE, SIG_IGN);                 /* blocking it may be what fails */
    int most = argc > 2 ? atoi(argv[2]) : 40;
    int failed = 0;
    for (size_t i = 0; i < sizeof victims / sizeof *victims; i++)
        if (argc < 2 || !strcmp(argv[1], "all") || !strcmp(argv[1], victims[i].name))
            failed += fail_each_call(victims[i].name, victims[i].errors, most);
    CHECK(system("rm -f log log.* log2* log3* fifo fifo2 stale dev-log") == 0 &&
          close(syslogd) == 0 && chdir("/") == 0);
    CHECK(rmdir(folder) == 0);
    return failed ? 1 : 0;
}
