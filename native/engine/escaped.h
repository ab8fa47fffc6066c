/*
 * What a child has hidden from its process group: descendants in groups and sessions of their own.
 * Only what is certain counts: whose descent the kernel tells while the child, or one that was
 * found before, still lives. Each is pinned by a pidfd. Engine thread only.
 */
#ifndef SV_ESCAPED_H
#define SV_ESCAPED_H

#include <stddef.h>
#include <sys/types.h>

enum { SV_MOST_ESCAPED = 1024 };

struct sv_escaped_one {
    pid_t pid;
    int pidfd;
};

struct sv_escaped {
    struct sv_escaped_one *found;
    size_t count;
};

/* Looks for what descends from a process that is not reaped and has left its group. What there is
 * no memory or descriptor for is not found. */
void sv_escaped_find(struct sv_escaped *escaped, pid_t leader);

/* Looks once more, below those that were found; then kills all and lets go of them. */
void sv_escaped_kill(struct sv_escaped *escaped, pid_t leader);

/* Lets go of them. */
void sv_escaped_close(struct sv_escaped *escaped);

#endif
