/*
 * Command frames on their way to the engine thread. Any thread adds, the engine thread takes.
 *
 * Limits: 64 MiB of frames and what it takes to keep them. Beyond that only the head of a frame is
 * kept, so that the command is answered with EAGAIN in its turn; beyond 65,536 such heads
 * sv_inbox_add refuses.
 */
#ifndef SV_INBOX_H
#define SV_INBOX_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire.h"

struct sv_letter {
    struct sv_letter *next;
    size_t kept; /* bytes of the frame that are here: all, or none when it was refused */
    struct sv_frame frame;
    uint8_t bytes[];
};

struct sv_inbox {
    pthread_mutex_t lock;
    struct sv_letter *first;
    struct sv_letter **last;
    size_t bytes;
    size_t refused;
};

void sv_inbox_open(struct sv_inbox *inbox);
void sv_inbox_close(struct sv_inbox *inbox);

/* Copies the frame. 0, -EBADMSG for what is no frame, -EAGAIN, -ENOMEM. */
int sv_inbox_add(struct sv_inbox *inbox, const uint8_t *frame, size_t length);

/* The oldest one, to be freed by the caller; NULL when there is none. */
struct sv_letter *sv_inbox_take(struct sv_inbox *inbox);

/* Whether none waits. */
bool sv_inbox_is_empty(struct sv_inbox *inbox);

#endif
