#include "spawner.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST_ASKED_BYTES ((size_t)64 << 20)
enum { NUDGES = 8 };

void sv_nudge(int eventfd) {
    uint64_t one = 1;
    for (int i = 0; i < NUDGES && write(eventfd, &one, sizeof one) != sizeof one; i++)
        if (errno == EAGAIN)
            return;
}

int sv_spawner_open(struct sv_spawner *spawner, bool close_range, int wake) {
    *spawner = (struct sv_spawner){.wake = wake};
    spawner->asked_last = &spawner->asked;
    spawner->done_last = &spawner->done;
    int result = sv_cradle_open(&spawner->cradle, close_range);
    if (result < 0)
        return result;
    pthread_mutex_init(&spawner->lock, NULL);
    pthread_cond_init(&spawner->changed, NULL);
    return 0;
}

static void free_job(struct sv_job *job) {
    if (job->kind == SV_JOB_SPAWN)
        sv_spawn_free((struct sv_spawn *)(void *)job);
    else
        free(job);
}

/* A socket that was to be closed must not leave its path behind. */
static void free_all(struct sv_spawner *spawner, struct sv_job *job) {
    while (job) {
        struct sv_job *next = job->next;
        if (job->kind == SV_JOB_UNLISTEN)
            sv_listener_close(&spawner->listeners, job->number);
        free_job(job);
        job = next;
    }
}

void sv_spawner_close(struct sv_spawner *spawner) {
    free_all(spawner, spawner->asked);
    free_all(spawner, spawner->done);
    sv_listeners_abandon(&spawner->listeners);
    sv_cradle_close(&spawner->cradle);
    pthread_cond_destroy(&spawner->changed);
    pthread_mutex_destroy(&spawner->lock);
}

int sv_spawner_ask(struct sv_spawner *spawner, struct sv_job *job, size_t bytes) {
    int result = 0;
    pthread_mutex_lock(&spawner->lock);
    if (bytes > MOST_ASKED_BYTES - spawner->asked_bytes) {
        result = -EAGAIN;
    } else {
        job->bytes = bytes;
        job->next = NULL;
        spawner->asked_bytes += bytes;
        *spawner->asked_last = job;
        spawner->asked_last = &job->next;
        pthread_cond_signal(&spawner->changed);
    }
    pthread_mutex_unlock(&spawner->lock);
    return result;
}

static struct sv_job *unlink_first(struct sv_job **first, struct sv_job ***last) {
    struct sv_job *job = *first;
    if (job) {
        *first = job->next;
        if (!*first)
            *last = first;
        job->next = NULL;
    }
    return job;
}

struct sv_job *sv_spawner_take(struct sv_spawner *spawner) {
    pthread_mutex_lock(&spawner->lock);
    struct sv_job *job = unlink_first(&spawner->done, &spawner->done_last);
    pthread_mutex_unlock(&spawner->lock);
    return job;
}

static struct sv_job *next_asked(struct sv_spawner *spawner, bool wait) {
    struct sv_job *job = NULL;
    pthread_mutex_lock(&spawner->lock);
    while (wait && !spawner->asked && !spawner->ended)
        pthread_cond_wait(&spawner->changed, &spawner->lock);
    if (!spawner->ended)
        job = unlink_first(&spawner->asked, &spawner->asked_last);
    if (job)
        spawner->asked_bytes -= job->bytes;
    spawner->working = job;
    pthread_mutex_unlock(&spawner->lock);
    return job;
}

static void carry_out(struct sv_spawner *spawner, struct sv_job *job) {
    struct sv_listen *listen = (struct sv_listen *)(void *)job;
    switch (job->kind) {
    case SV_JOB_SPAWN:
        sv_spawn_run((struct sv_spawn *)(void *)job, &spawner->cradle, &spawner->listeners,
                     &spawner->reserve);
        break;
    case SV_JOB_LISTEN:
        listen->error =
            -sv_listener_open(&spawner->listeners, job->number, &listen->address, &listen->step);
        break;
    case SV_JOB_UNLISTEN:
        listen->error = -sv_listener_close(&spawner->listeners, job->number);
        break;
    }
}

bool sv_spawner_work(struct sv_spawner *spawner, bool wait) {
    struct sv_job *job = next_asked(spawner, wait);
    if (!job)
        return false;
    carry_out(spawner, job);
    pthread_mutex_lock(&spawner->lock);
    *spawner->done_last = job;
    spawner->done_last = &job->next;
    spawner->working = false;
    pthread_mutex_unlock(&spawner->lock);
    sv_nudge(spawner->wake);
    return true;
}

bool sv_spawner_is_idle(struct sv_spawner *spawner) {
    pthread_mutex_lock(&spawner->lock);
    bool idle = !spawner->asked && !spawner->done && !spawner->working;
    pthread_mutex_unlock(&spawner->lock);
    return idle;
}

void sv_spawner_end(struct sv_spawner *spawner) {
    pthread_mutex_lock(&spawner->lock);
    spawner->ended = true;
    pthread_cond_broadcast(&spawner->changed);
    pthread_mutex_unlock(&spawner->lock);
}
