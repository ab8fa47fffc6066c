/*
 * pidproxy <pidfile> <command> [<argument> ...]: runs a command that starts a daemon, and passes
 * the signals it is sent itself to that daemon, whose pid is in the pidfile. See
 * docs/manual/pidproxy.md.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USAGE = 1, CANNOT_START = 1, NOT_EXECUTED = 127, KILLED = 128, MOST_PIDFILE_BYTES = 64 };

static const int passed[] = {SIGTERM, SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGQUIT};
enum { PASSED = sizeof passed / sizeof *passed };

static void say(const char *what, const char *whom, const char *why) {
    printf("%s%s%s\n", what, whom, why);
    fflush(stdout);
}

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/*
 * A pid that may be signalled, in digits with blanks around them and nothing else; or -1. 0 and 1
 * are never a daemon's, and a signal to oneself would come back for ever.
 */
static pid_t parse_pid(const char *text, size_t length) {
    const char *end = text + length;
    while (text < end && is_blank(*text))
        text++;
    while (end > text && is_blank(end[-1]))
        end--;
    long pid = 0;
    for (; text < end; text++) {
        if (*text < '0' || *text > '9' || pid > INT_MAX / 10 - 1)
            return -1;
        pid = pid * 10 + (*text - '0');
    }
    return pid > 1 && pid != getpid() ? (pid_t)pid : -1;
}

/* What the pidfile says now, or -1. */
static pid_t read_pidfile(const char *path) {
    /* Without waiting: it may be a FIFO. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return -1;
    char text[MOST_PIDFILE_BYTES + 1];
    size_t length = 0;
    ssize_t n;
    while ((n = read(fd, text + length, sizeof text - length)) > 0 || (n < 0 && errno == EINTR))
        length += n > 0 ? (size_t)n : 0;
    close(fd);
    return n < 0 || length > MOST_PIDFILE_BYTES ? -1 : parse_pid(text, length);
}

/* True when the daemon was sent the signal. */
static bool pass_on(const char *pidfile, int signal) {
    pid_t pid = read_pidfile(pidfile);
    if (pid < 0) {
        say("Can't read child pidfile ", pidfile, "!");
        return false;
    }
    if (kill(pid, signal) == 0)
        return true;
    const char *why = errno == ESRCH ? ": no such process" : ": not permitted";
    say("Can't signal the process in child pidfile ", pidfile, why);
    return false;
}

/*
 * The path as an absolute one without "." and "..", by its text alone: a script finds it as its $0.
 * NULL when it would be too long.
 */
static const char *absolute(const char *path) {
    static char whole[2 * PATH_MAX], plain[2 * PATH_MAX];
    char folder[PATH_MAX] = "";
    if (path[0] != '/' && !getcwd(folder, sizeof folder))
        return NULL;
    if (snprintf(whole, sizeof whole, "%s/%s", folder, path) >= (int)sizeof whole)
        return NULL;
    size_t length = 0;
    for (char *part = strtok(whole, "/"); part; part = strtok(NULL, "/")) {
        if (!strcmp(part, "..")) {
            while (length && plain[--length] != '/') {
            }
        } else if (strcmp(part, ".")) {
            plain[length++] = '/';
            memcpy(plain + length, part, strlen(part));
            length += strlen(part);
        }
    }
    if (length == 0)
        plain[length++] = '/';
    plain[length] = '\0';
    return plain;
}

static void set_all(void (*handler)(int)) {
    for (int i = 0; i < PASSED; i++)
        signal(passed[i], handler);
    signal(SIGCHLD, handler);
}

/* The command with signals as a program expects them. Does not return. */
static void run(char **argv, const sigset_t *mask) {
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    const char *path = absolute(argv[0]);
    if (!path)
        errno = ENAMETOOLONG;
    else
        execv(path, argv);
    fprintf(stderr, "pidproxy: can't execute %s: %s\n", path ? path : argv[0], strerror(errno));
    fflush(stderr);
    _exit(NOT_EXECUTED);
}

static bool ends_us(int signal) {
    return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT;
}

/* Until the command ends or a signal to end was passed on; the exit status. */
static int serve(const char *pidfile, pid_t child, const sigset_t *awaited) {
    for (;;) {
        int status;
        if (waitpid(child, &status, WNOHANG) == child)
            return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : WEXITSTATUS(status);
        int signal = sigwaitinfo(awaited, NULL);
        if (signal > 0 && signal != SIGCHLD && pass_on(pidfile, signal) && ends_us(signal))
            return 0;
    }
}

int main(int argc, char **argv) {
    if (argc < 3) {
        printf("\npidproxy -- starts a command and passes signals to the process in a pidfile.\n\n"
               "TERM, HUP, INT, USR1, USR2 and QUIT go to whatever pid the file holds when they\n"
               "come; after TERM, INT and QUIT pidproxy ends.\n\n"
               "Usage: %s <pidfile name> <command> [<cmdarg1> ...]\n\n",
               argc > 0 ? argv[0] : "pidproxy");
        return USAGE;
    }
    sigset_t awaited, before;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    for (int i = 0; i < PASSED; i++)
        sigaddset(&awaited, passed[i]);
    sigprocmask(SIG_BLOCK, &awaited, &before);
    set_all(SIG_DFL); /* whoever started us may have ignored them */
    signal(SIGPIPE, SIG_IGN);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        run(argv + 2, &before);
    if (child < 0) {
        fprintf(stderr, "pidproxy: can't start %s: %s\n", argv[2], strerror(errno));
        return CANNOT_START;
    }
    return serve(argv[1], child, &awaited);
}
