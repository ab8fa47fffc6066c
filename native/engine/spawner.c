#include "spawner.h"

#include <errno.h>
#include <stdint.h>
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

static void free_all(struct sv_spawn *spawn) {
    while (spawn) {
        struct sv_spawn *next = spawn->next;
        sv_spawn_free(spawn);
        spawn = next;
    }
}

void sv_spawner_close(struct sv_spawner *spawner) {
    free_all(spawner->asked);
    free_all(spawner->done);
    sv_cradle_close(&spawner->cradle);
    pthread_cond_destroy(&spawner->changed);
    pthread_mutex_destroy(&spawner->lock);
}

int sv_spawner_ask(struct sv_spawner *spawner, struct sv_spawn *spawn, size_t bytes) {
    int result = 0;
    pthread_mutex_lock(&spawner->lock);
    if (bytes > MOST_ASKED_BYTES - spawner->asked_bytes) {
        result = -EAGAIN;
    } else {
        spawn->bytes = bytes;
        spawn->next = NULL;
        spawner->asked_bytes += bytes;
        *spawner->asked_last = spawn;
        spawner->asked_last = &spawn->next;
        pthread_cond_signal(&spawner->changed);
    }
    pthread_mutex_unlock(&spawner->lock);
    return result;
}

static struct sv_spawn *unlink_first(struct sv_spawn **first, struct sv_spawn ***last) {
    struct sv_spawn *spawn = *first;
    if (spawn) {
        *first = spawn->next;
        if (!*first)
            *last = first;
        spawn->next = NULL;
    }
    return spawn;
}

struct sv_spawn *sv_spawner_take(struct sv_spawner *spawner) {
    pthread_mutex_lock(&spawner->lock);
    struct sv_spawn *spawn = unlink_first(&spawner->done, &spawner->done_last);
    pthread_mutex_unlock(&spawner->lock);
    return spawn;
}

static struct sv_spawn *next_asked(struct sv_spawner *spawner, bool wait) {
    struct sv_spawn *spawn = NULL;
    pthread_mutex_lock(&spawner->lock);
    while (wait && !spawner->asked && !spawner->ended)
        pthread_cond_wait(&spawner->changed, &spawner->lock);
    if (!spawner->ended)
        spawn = unlink_first(&spawner->asked, &spawner->asked_last);
    if (spawn)
        spawner->asked_bytes -= spawn->bytes;
    pthread_mutex_unlock(&spawner->lock);
    return spawn;
}

bool sv_spawner_work(struct sv_spawner *spawner, bool wait) {
    struct sv_spawn *spawn = next_asked(spawner, wait);
    if (!spawn)
        return false;
    sv_spawn_run(spawn, &spawner->cradle, &spawner->reserve);
    pthread_mutex_lock(&spawner->lock);
    *spawner->done_last = spawn;
    spawner->done_last = &spawn->next;
    pthread_mutex_unlock(&spawner->lock);
    sv_nudge(spawner->wake);
    return true;
}

void sv_spawner_end(struct sv_spawner *spawner) {
    pthread_mutex_lock(&spawner->lock);
    spawner->ended = true;
    pthread_cond_broadcast(&spawner->changed);
    pthread_mutex_unlock(&spawner->lock);
}
