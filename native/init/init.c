/*
 * init PROGRAM [ARGUMENT]...
 *
 * Process 1 of a container in PROGRAM's place: starts it, hands it the signals that come, and
 * collects every child that ends, also those that the kernel hands over. Exit status: PROGRAM's, or
 * 128 and the number of the signal that ended it; 2 when it can't be started.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FAILED = 2, BY_SIGNAL = 128 };

static int failed(const char *what) {
    fprintf(stderr, "Error: supervisord can't be started as process 1: %s: %s\n", what,
            strerror(errno));
    return FAILED;
}

/* The program leads a group of its own, which gets the terminal if there is one: what is typed
 * there reaches it once. */
static int become(const sigset_t *open_mask, char **program) {
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpgrp()); /* not blocked: TTOU is */
    sigprocmask(SIG_SETMASK, open_mask, NULL);
    execv(program[0], program);
    return failed(program[0]);
}

/* Collects what has ended. Whether the program was among it. */
static int collect(pid_t program, int *status) {
    int found = 0, one;
    pid_t pid;
    while ((pid = waitpid(-1, &one, WNOHANG)) > 0) {
        if (pid == program) {
            *status = one;
            found = 1;
        }
    }
    return found;
}

/* The program is not collected before this ends, so its pid can't be another's. */
static int watch(pid_t program, const sigset_t *all) {
    int status;
    for (;;) {
        int number = sigwaitinfo(all, NULL);
        if (number != SIGCHLD) {
            if (number > 0)
                kill(program, number);
        } else if (collect(program, &status)) {
            return WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
        }
    }
}

int main(int count, char **arguments) {
    if (count < 2) {
        fputs("usage: init PROGRAM [ARGUMENT]...\n", stderr);
        return FAILED;
    }
    sigset_t all, open_mask;
    sigfillset(&all);
    if (sigprocmask(SIG_BLOCK, &all, &open_mask) < 0)
        return failed("signals");
    pid_t program = fork();
    if (program < 0)
        return failed("fork");
    return program == 0 ? become(&open_mask, arguments + 1) : watch(program, &all);
}
