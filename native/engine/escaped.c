#include "escaped.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "descent.h"
#include "descriptor.h"

static bool is_known(const struct sv_escaped *escaped, pid_t pid) {
    for (size_t i = 0; i < escaped->count; i++) {
        struct pollfd one = {.fd = escaped->found[i].pidfd, .events = POLLIN};
        if (escaped->found[i].pid == pid && poll(&one, 1, 0) == 0)
            return true;
    }
    return false;
}

/* Whose children are asked for. */
struct family {
    struct sv_escaped *escaped;
    pid_t parent;
    pid_t leader;
};

static void take(void *context, pid_t pid);

static void below(struct sv_escaped *escaped, pid_t pid, pid_t leader) {
    struct family family = {escaped, pid, leader};
    sv_each_child(pid, take, &family);
}

/* The pidfd comes first, and the parent is read after that: so it is of the process that was told,
 * or of nobody. */
static void take(void *context, pid_t pid) {
    const struct family *family = context;
    struct sv_escaped *escaped = family->escaped;
    pid_t leader = family->leader;
    if (escaped->count == SV_MOST_ESCAPED || is_known(escaped, pid))
        return;
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0U);
    pid_t now, group;
    if (pidfd < 0 || !sv_descent_of(pid, &now, &group) || now != family->parent) {
        sv_close(&pidfd);
        return;
    }
    if (group == leader) {
        sv_close(&pidfd); /* the group's signals reach it; what it has hidden may be below */
        below(escaped, pid, leader);
        return;
    }
    struct sv_escaped_one *larger =
        realloc(escaped->found, (escaped->count + 1) * sizeof *escaped->found);
    if (!larger) {
        sv_close(&pidfd);
        return;
    }
    escaped->found = larger;
    escaped->found[escaped->count++] = (struct sv_escaped_one){pid, pidfd};
    below(escaped, pid, leader);
}

void sv_escaped_find(struct sv_escaped *escaped, pid_t leader) { below(escaped, leader, leader); }

void sv_escaped_kill(struct sv_escaped *escaped, pid_t leader) {
    for (size_t i = 0; i < escaped->count; i++) {
        /* While the pidfd says that it lives, the pid is its own. */
        struct pollfd one = {.fd = escaped->found[i].pidfd, .events = POLLIN};
        if (poll(&one, 1, 0) == 0)
            below(escaped, escaped->found[i].pid, leader);
    }
    for (size_t i = 0; i < escaped->count; i++)
        syscall(SYS_pidfd_send_signal, escaped->found[i].pidfd, SIGKILL, NULL, 0U);
    sv_escaped_close(escaped);
}

void sv_escaped_close(struct sv_escaped *escaped) {
    for (size_t i = 0; i < escaped->count; i++)
        sv_close(&escaped->found[i].pidfd);
    free(escaped->found);
    escaped->found = NULL;
    escaped->count = 0;
}
