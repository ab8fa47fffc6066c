/*
 * A control plane that crashed and that nobody else starts again: the keeper does, where that was
 * asked for. One that ends by its own decision says so first, and stays away.
 */
#ifndef SV_REVIVE_H
#define SV_REVIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive.h"
#include "peer.h"

struct keeper;

struct sv_revival {
    uint8_t *frame; /* owned: REVIVE as it came; NULL: nobody is started again */
    size_t size;
    uint32_t count;         /* starts since a control plane was attached for long */
    struct sv_peer gone;    /* whose connection was lost; pid 0: nobody's, or it has ended */
    struct sv_peer starter; /* what was started last; pid 0: it has ended */
    int64_t due;            /* CLOCK_MONOTONIC nanoseconds; 0: no start is due */
};

void sv_revive_init(struct sv_revival *revival);

/* Takes a REVIVE frame of the control plane; one without payload ends it. 0 or -EBADMSG. */
int sv_revive_want(struct keeper *keeper, const uint8_t *frame, size_t size);

/* Nobody is to be started any more. What is on its way is told to end, where that is wanted. */
void sv_revive_never(struct keeper *keeper, bool ends_starter);

/* The connection of the control plane is lost. */
void sv_revive_lost(struct keeper *keeper);

/* There is a control plane. */
void sv_revive_attached(struct keeper *keeper);

/* Whether this REAPED frame is about what was started. */
bool sv_revive_reaped(struct keeper *keeper, const uint8_t *frame, size_t size);

/* Does what is due. */
void sv_revive_look(struct keeper *keeper);

/* Whether there may be something due soon. */
static inline bool sv_revive_waits(const struct sv_revival *revival) {
    return revival->frame && (revival->due || revival->gone.pid);
}

void sv_revive_archive(struct sv_revival *revival, struct sv_archive *archive);

#endif
