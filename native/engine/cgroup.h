/*
 * A group of processes in the kernel (cgroup v2) around a child: whoever is in it is certainly that
 * child's, whatever it has forked and however often. Engine thread, but for what is said of others.
 */
#ifndef SV_CGROUP_H
#define SV_CGROUP_H

#include <stddef.h>
#include <stdint.h>

struct sv_cgroups {
    char *base;     /* owned: the folder that holds them; NULL: there are none here */
    uint32_t *left; /* those of children that are gone, which were not empty then */
    size_t left_count;
};

/*
 * Begins to make them in a folder of its own in `parent`, a cgroup that this process may write;
 * NULL: its own cgroup. Does without where that can't be had: no cgroup v2, not writable, before
 * Linux 5.14.
 */
void sv_cgroups_open(struct sv_cgroups *cgroups, const char *parent);

/* Removes those that are empty. */
void sv_cgroups_close(struct sv_cgroups *cgroups);

/* Makes one. The file that a process writes "0" to to be in it, to be freed; NULL: there is none.
 */
char *sv_cgroup_make(struct sv_cgroups *cgroups, uint32_t child);

/* Kills all in it with SIGKILL. */
void sv_cgroup_kill(const struct sv_cgroups *cgroups, uint32_t child);

/* The child is gone: removes it, now or when it is empty and the next one goes. */
void sv_cgroup_leave(struct sv_cgroups *cgroups, uint32_t child);

#endif
