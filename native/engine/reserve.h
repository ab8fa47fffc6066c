/*
 * Descriptors that no spawn may take: the daemon needs some for its clients, its logs and for
 * reading its configuration, whatever its programs use up. Spawner thread.
 */
#ifndef SV_RESERVE_H
#define SV_RESERVE_H

#include <sys/resource.h>

enum { SV_RESERVE = 64, SV_RESERVE_SHARE = 8 }; /* an eighth of a limit below 512 */

struct sv_reserve {
    rlim_t limit;     /* for which the last count was */
    rlim_t unchecked; /* how many more spawns are allowed by it */
};

/*
 * Whether the daemon may open `needed` more for good: 0, or -EMFILE. Counting takes a walk through
 * /proc/self/fd, so a count that finds much room is good for many calls.
 */
int sv_reserve_ask(struct sv_reserve *reserve, unsigned needed);

#endif
