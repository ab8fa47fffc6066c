/* What happens between clone and exec, described as plain data. */
#ifndef SV_CHILD_H
#define SV_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Prepared by the parent down to the texts: the child allocates nothing and looks nothing up. */
struct sv_child_plan {
    const char *path;
    char *const *argv;
    char *const *envp;
    const char *directory; /* NULL: stay */
    const char *cgroup;    /* the file of a cgroup's processes; NULL: stay */
    int fds[3];            /* become 0, 1, 2; each at least 3, so that none is in another's way */
    const char *user_refusal; /* why the user can't be changed, found out by the parent; or NULL */
    const char *uid_text;     /* the uid in decimal, for messages; NULL: stay the user one is */
    uint32_t uid;
    uint32_t gid;
    const uint32_t *groups;
    size_t group_count;
    int umask;           /* -1: inherit */
    bool has_open_files; /* open_files: soft and hard RLIMIT_NOFILE as the kernel takes them */
    uint64_t open_files[2];
    bool shares_table; /* born with CLONE_FILES: parts from the parent's descriptors first of all */
    int highest;       /* of fds: what lies above is not taken along then */
};

/* The child's main function for clone(); its argument is a struct sv_child_plan. Never returns. */
int sv_child_main(void *plan);

#endif
