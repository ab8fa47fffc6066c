#include "ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 4096 };

void sv_ring_init(struct sv_ring *ring, size_t limit) { *ring = (struct sv_ring){.limit = limit}; }

void sv_ring_copy(const struct sv_ring *ring, size_t from, uint8_t *to, size_t length) {
    if (length == 0)
        return;
    size_t at = (ring->start + from) % ring->room;
    size_t straight = ring->room - at < length ? ring->room - at : length;
    memcpy(to, ring->bytes + at, straight);
    memcpy(to + straight, ring->bytes, length - straight);
}

/* The room is at least `needed`, then twice as large as before, but not for nothing beyond the
 * limit. */
static int grow(struct sv_ring *ring, size_t needed) {
    size_t room = ring->room ? 2 * ring->room : FIRST_ROOM;
    if (room > ring->limit)
        room = ring->limit;
    if (room < needed)
        room = needed;
    uint8_t *larger = malloc(room);
    if (!larger)
        return -ENOMEM;
    sv_ring_copy(ring, 0, larger, ring->length);
    free(ring->bytes);
    ring->bytes = larger;
    ring->room = room;
    ring->start = 0;
    return 0;
}

int sv_ring_add(struct sv_ring *ring, const uint8_t *bytes, size_t length) {
    size_t dropped = 0;
    if (ring->length + length > ring->limit)
        dropped = length < ring->length ? length : ring->length;
    size_t needed = ring->length - dropped + length;
    if (needed > ring->room) {
        int result = grow(ring, needed);
        if (result < 0)
            return result;
    }
    if (length == 0)
        return 0;
    ring->start = (ring->start + dropped) % ring->room;
    ring->length -= dropped;
    size_t at = (ring->start + ring->length) % ring->room;
    size_t straight = ring->room - at < length ? ring->room - at : length;
    memcpy(ring->bytes + at, bytes, straight);
    memcpy(ring->bytes, bytes + straight, length - straight);
    ring->length = needed;
    return 0;
}

void sv_ring_drop(struct sv_ring *ring) {
    free(ring->bytes);
    sv_ring_init(ring, ring->limit);
}
