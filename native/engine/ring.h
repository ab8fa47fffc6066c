/* The last bytes of a stream, as stock's capture buffer keeps them. One thread at a time. */
#ifndef SV_RING_H
#define SV_RING_H

#include <stddef.h>
#include <stdint.h>

struct sv_ring {
    uint8_t *bytes; /* owned */
    size_t room;
    size_t start;
    size_t length;
    size_t limit;
};

void sv_ring_init(struct sv_ring *ring, size_t limit);

/*
 * Adds a chunk. Where it would make more than the limit, as many bytes as it has are dropped from
 * the front first; a chunk larger than the limit is kept whole. Memory: the larger of the two. 0,
 * or -ENOMEM and nothing has changed.
 */
int sv_ring_add(struct sv_ring *ring, const uint8_t *bytes, size_t length);

/* Copies `length` bytes that lie `from` bytes behind the oldest. They must be there. */
void sv_ring_copy(const struct sv_ring *ring, size_t from, uint8_t *to, size_t length);

/* Empties it and frees its memory. */
void sv_ring_drop(struct sv_ring *ring);

#endif
