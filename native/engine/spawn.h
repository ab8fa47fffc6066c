/* One spawn from the plan to the running child. Spawner thread. */
#ifndef SV_SPAWN_H
#define SV_SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "cradle.h"
#include "job.h"
#include "listener.h"
#include "log.h"
#include "outbox.h"
#include "plan.h"
#include "reserve.h"

struct sv_spawn {
    struct sv_job job;    /* first: a job of kind SV_JOB_SPAWN is one of these */
    struct sv_plan *plan; /* owned */
    char *cgroup;         /* owned: as of a struct sv_child_plan */

    /* What came of it. */
    uint8_t stage; /* SV_STAGE_* when it failed, else 0 */
    int error;
    struct sv_times at;
    pid_t pid;
    int pidfd;
    int stdin_fd;     /* -1: a socket is its stdin */
    int output_fd[2]; /* -1: none (redirected) */
    struct sv_log log[2];
};

/* Takes over the plan. NULL when there is no memory, and then the plan is still the caller's. */
struct sv_spawn *sv_spawn_new(uint32_t child, struct sv_plan *plan);

/* Closes what nobody has taken over (by setting it to -1) and frees. */
void sv_spawn_free(struct sv_spawn *spawn);

/*
 * Makes pipes, opens logs and clones; blocks until the child has executed its program or failed to.
 * Fills in either stage and error, or pid and descriptors.
 */
void sv_spawn_run(struct sv_spawn *spawn, const struct sv_cradle *cradle,
                  const struct sv_listeners *listeners, struct sv_reserve *reserve);

#endif
