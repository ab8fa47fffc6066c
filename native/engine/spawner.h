/* The queue between the engine thread, which asks for spawns and for listening sockets, and the
 * spawner thread, which may be held up by one. */
#ifndef SV_SPAWNER_H
#define SV_SPAWNER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "job.h"
#include "listen.h"
#include "reserve.h"
#include "spawn.h"

struct sv_spawner {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct sv_job *asked; /* oldest first */
    struct sv_job **asked_last;
    struct sv_job *done;
    struct sv_job **done_last;
    size_t asked_bytes;
    bool ended;
    bool working;            /* on a job that is in none of the two lists */
    struct sv_cradle cradle; /* the spawner thread's, with what follows */
    struct sv_listeners listeners;
    struct sv_reserve reserve;
    int wake; /* eventfd of the engine thread, borrowed */
};

/* 0 or -errno. */
int sv_spawner_open(struct sv_spawner *spawner, bool close_range, int wake);

/* Carries out what is queued of closing sockets, and frees what is queued and what was not taken.
 */
void sv_spawner_close(struct sv_spawner *spawner);

/* Queues. `bytes` is what the job weighs; 0, or -EAGAIN when more than 64 MiB wait: a spawn hangs.
 */
int sv_spawner_ask(struct sv_spawner *spawner, struct sv_job *job, size_t bytes);

/* The oldest finished one, for the caller to free; or NULL. */
struct sv_job *sv_spawner_take(struct sv_spawner *spawner);

/* Carries out the oldest one. False when there is none: at once, or with `wait` after
 * sv_spawner_end. */
bool sv_spawner_work(struct sv_spawner *spawner, bool wait);

/* Whether nothing is asked, worked on, or not taken. */
bool sv_spawner_is_idle(struct sv_spawner *spawner);

void sv_spawner_end(struct sv_spawner *spawner);

/* Adds one to an eventfd. It can't fail but by a full counter, which wakes as well. */
void sv_nudge(int eventfd);

#endif
