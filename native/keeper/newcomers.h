/* Connections that have not said yet what they want; none of them is waited for. */
#ifndef SV_NEWCOMERS_H
#define SV_NEWCOMERS_H

#include <stdint.h>

#include "link.h"

/* Who says nothing goes when another one comes and there is no room. A first frame is small. */
enum { SV_MOST_NEWCOMERS = 8, SV_FIRST_FRAME_BYTES = 8 << 10 };

struct sv_newcomers {
    struct sv_link at[SV_MOST_NEWCOMERS];
    uint64_t came[SV_MOST_NEWCOMERS];
    uint64_t count;
};

void sv_newcomers_init(struct sv_newcomers *newcomers);

/* Accepts one that is of a user or root; others are closed. */
void sv_newcomers_accept(struct sv_newcomers *newcomers, int listener, uint32_t uid);

/*
 * Reads what one has said. Gives its first frame, when that is whole; it stays at the front of the
 * link. NULL when it is not; whoever is gone or keeps to no rules is closed.
 */
const uint8_t *sv_newcomers_hear(struct sv_link *newcomer, size_t *size);

#endif
