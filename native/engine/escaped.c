#include "escaped.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "descriptor.h"

/* Numbers by hand, for strtol is another symbol in newer headers. */
static pid_t next_pid(const char **at) {
    pid_t pid = 0;
    while (**at && !isdigit((unsigned char)**at))
        (*at)++;
    while (isdigit((unsigned char)**at))
        pid = pid * 10 + (*(*at)++ - '0');
    return pid;
}

static size_t read_text(const char *path, char *text, size_t room) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    size_t length = 0;
    ssize_t n;
    while (length < room - 1 && (n = read(fd, text + length, room - 1 - length)) > 0)
        length += (size_t)n;
    sv_close(&fd);
    text[length] = '\0';
    return length;
}

/* The parent and the group, as the kernel has them now. */
static bool look_at(pid_t pid, pid_t *parent, pid_t *group) {
    char path[32], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (read_text(path, text, sizeof text) == 0)
        return false;
    const char *at = strrchr(text, ')'); /* the name before it may hold anything */
    if (!at)
        return false;
    at++;
    *parent = next_pid(&at);
    *group = next_pid(&at);
    return true;
}

static bool is_known(const struct sv_escaped *escaped, pid_t pid) {
    for (size_t i = 0; i < escaped->count; i++) {
        struct pollfd one = {.fd = escaped->found[i].pidfd, .events = POLLIN};
        if (escaped->found[i].pid == pid && poll(&one, 1, 0) == 0)
            return true;
    }
    return false;
}

static void take(struct sv_escaped *escaped, pid_t pid, pid_t parent, pid_t leader);

/* The children of all threads of a process. */
static void below(struct sv_escaped *escaped, pid_t pid, pid_t leader) {
    enum { CHILDREN_BYTES = 16 << 10 };
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *threads = opendir(path);
    char *text = malloc(CHILDREN_BYTES);
    struct dirent *entry;
    while (threads && text && (entry = readdir(threads))) {
        const char *name = entry->d_name;
        pid_t thread = next_pid(&name);
        if (thread == 0)
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)thread);
        if (read_text(path, text, CHILDREN_BYTES) == 0)
            continue;
        const char *at = text;
        for (pid_t child; (child = next_pid(&at)) != 0;)
            take(escaped, child, pid, leader);
    }
    free(text);
    if (threads)
        closedir(threads);
}

/* The pidfd comes first, and the parent is read after that: so it is of the process that was told,
 * or of nobody. */
static void take(struct sv_escaped *escaped, pid_t pid, pid_t parent, pid_t leader) {
    if (escaped->count == SV_MOST_ESCAPED || is_known(escaped, pid))
        return;
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0U);
    pid_t now, group;
    if (pidfd < 0 || !look_at(pid, &now, &group) || now != parent) {
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
