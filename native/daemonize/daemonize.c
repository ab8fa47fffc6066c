/*
 * daemonize PROGRAM [ARGUMENT]...
 *
 * Starts PROGRAM in a session of its own and waits until it is ready, for a program that can't fork
 * by itself. WARDEN_READY tells PROGRAM the descriptor on which it writes one byte: 'r' when it is
 * ready, 'f' when it wants to run in the foreground. Exit status: 0 ready, 2 not; after 'f' PROGRAM
 * runs in this process.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FAILED = 2, SIGNALS = 4 };

static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static volatile sig_atomic_t received;

static void note(int number) { received = number; }

static int failed(const char *what) {
    fprintf(stderr, "Error: supervisord can't go into the background: %s: %s\n", what,
            strerror(errno));
    return FAILED;
}

/* A descriptor that is made later must not become 0, 1 or 2, which the program takes for its own.
 */
static int open_standard_descriptors(void) {
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd < 0)
        return -1;
    return close(fd);
}

/* What is ignored, as under nohup, stays ignored. */
static int catch_signals(void) {
    for (int i = 0; i < SIGNALS; i++) {
        struct sigaction before;
        if (sigaction(numbers[i], NULL, &before) < 0)
            return -1;
        struct sigaction action = {.sa_handler = note};
        if (before.sa_handler != SIG_IGN && sigaction(numbers[i], &action, NULL) < 0)
            return -1;
    }
    return 0;
}

static void let_signals_end_this(void) {
    for (int i = 0; i < SIGNALS; i++) {
        struct sigaction action;
        if (sigaction(numbers[i], NULL, &action) < 0 || action.sa_handler != note)
            continue;
        action.sa_handler = SIG_DFL;
        sigaction(numbers[i], &action, NULL);
    }
}

/* The program's word, 0 when it has none to say any more, -1 when a signal came first. The signals
 * are blocked but here. */
static int next_word(int fd, const sigset_t *open_mask) {
    char word;
    for (;;) {
        if (received)
            return -1;
        struct pollfd one = {.fd = fd, .events = POLLIN};
        if (ppoll(&one, 1, NULL, open_mask) < 0) {
            if (errno == EINTR)
                continue;
            return 0;
        }
        ssize_t n = read(fd, &word, 1);
        if (n >= 0 || errno != EINTR)
            return n == 1 ? word : 0;
    }
}

static int end_of(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return 0;
    }
    return status;
}

/* Exit status 2 means that the program has said itself what is wrong. */
static int explain(int status) {
    if (WIFSIGNALED(status))
        fprintf(stderr, "Error: supervisord was ended by signal %d (%s) before it was ready\n",
                WTERMSIG(status), strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != FAILED)
        fprintf(stderr, "Error: supervisord ended with exit status %d before it was ready\n",
                WEXITSTATUS(status));
    return FAILED;
}

/* The child is not reaped, so its pid can't be another's. */
static int end_with(pid_t child, const sigset_t *open_mask) {
    int number = received;
    let_signals_end_this();
    sigprocmask(SIG_SETMASK, open_mask, NULL);
    kill(child, SIGTERM);
    end_of(child);
    raise(number);
    return FAILED; /* where the signal is blocked by the caller */
}

static int become(char **program) {
    execv(program[0], program);
    return failed(program[0]);
}

static int be_the_daemon(int ready, const sigset_t *open_mask, char **program) {
    char number[16];
    snprintf(number, sizeof number, "%d", ready);
    let_signals_end_this();
    sigprocmask(SIG_SETMASK, open_mask, NULL);
    if (setsid() < 0)
        return failed("setsid");
    if (setenv("WARDEN_READY", number, 1) < 0)
        return failed("setenv");
    return become(program);
}

static int wait_for(pid_t child, int fd, const sigset_t *open_mask, char **program) {
    int word = next_word(fd, open_mask);
    if (word < 0)
        return end_with(child, open_mask);
    if (word == 'r')
        return 0;
    int status = end_of(child);
    if (word != 'f')
        return explain(status);
    let_signals_end_this();
    sigprocmask(SIG_SETMASK, open_mask, NULL);
    close(fd);
    return become(program);
}

int main(int count, char **arguments) {
    if (count < 2) {
        fputs("usage: daemonize PROGRAM [ARGUMENT]...\n", stderr);
        return FAILED;
    }
    int ends[2];
    if (open_standard_descriptors() < 0)
        return failed("/dev/null");
    if (pipe2(ends, 0) < 0)
        return failed("pipe");
    sigset_t blocked, open_mask;
    sigemptyset(&blocked);
    for (int i = 0; i < SIGNALS; i++)
        sigaddset(&blocked, numbers[i]);
    if (sigprocmask(SIG_BLOCK, &blocked, &open_mask) < 0 || catch_signals() < 0)
        return failed("signals");
    pid_t child = fork();
    if (child < 0)
        return failed("fork");
    if (child == 0) {
        close(ends[0]);
        return be_the_daemon(ends[1], &open_mask, arguments + 1);
    }
    close(ends[1]);
    return wait_for(child, ends[0], &open_mask, arguments + 1);
}
