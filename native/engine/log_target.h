/* Opening what a log path leads to, which is a regular file mostly, but not always. */
#ifndef SV_LOG_TARGET_H
#define SV_LOG_TARGET_H

#include <stdbool.h>

struct sv_log_target {
    int fd;      /* close-on-exec, never 0 to 2 */
    bool rotate; /* a regular file under a name of its own: may be renamed, removed, truncated */
    bool fifo;   /* under a name of its own: opened anew when its reader has gone */
    bool socket; /* shared with others, so it is kept blocking and written with MSG_DONTWAIT */
    bool shared; /* the same, but no socket: written only when and as much as a poll allows */
};

/*
 * Opens for appending, creates with 0666 and umask, never waits: not for a FIFO's reader nor for a
 * terminal. 0 or -errno.
 */
int sv_log_target_open(const char *path, struct sv_log_target *target);

/* Whether the path still leads to the file that is open. */
bool sv_log_target_is_current(const struct sv_log_target *target, const char *path);

/* From now on logs of this process are no descriptors of its own but 0 to 2, and nothing in /proc:
 * for one whose logs are named by somebody who may do less than it. Before the first is opened. */
void sv_log_target_confine(void);

#endif
