#include "capture.h"

#include <string.h>

static const char begin_token[] = "<!--XSUPERVISOR:BEGIN-->";
static const char end_token[] = "<!--XSUPERVISOR:END-->";

_Static_assert(sizeof begin_token - 1 <= SV_CAPTURE_HEADROOM, "the longer token fits");

void sv_capture_init(struct sv_capture *capture, size_t limit) {
    memset(capture, 0, sizeof *capture);
    sv_ring_init(&capture->kept, limit);
}

uint8_t *sv_capture_join(struct sv_capture *capture, uint8_t *bytes) {
    uint8_t *start = bytes - capture->withheld;
    memcpy(start, capture->tail, capture->withheld);
    capture->withheld = 0;
    return start;
}

/* How many bytes at the end are the begin of the token, all of it excluded. */
static size_t begun(const uint8_t *bytes, size_t length, const char *token, size_t size) {
    size_t n = length < size - 1 ? length : size - 1;
    while (n > 0 && memcmp(bytes + length - n, token, n) != 0)
        n--;
    return n;
}

/* The token in [at, end), or NULL. */
static uint8_t *find(uint8_t *at, uint8_t *end, const char *token, size_t size) {
    while ((size_t)(end - at) >= size &&
           (at = memchr(at, token[0], (size_t)(end - at) - size + 1))) {
        if (memcmp(at, token, size) == 0)
            return at;
        at++;
    }
    return NULL;
}

bool sv_capture_cut(struct sv_capture *capture, uint8_t **at, uint8_t *end,
                    struct sv_piece *piece) {
    if (*at == end)
        return false;
    *piece = (struct sv_piece){*at, (size_t)(end - *at), capture->inside, false};
    if (capture->kept.limit == 0) {
        *at = end;
        return true;
    }
    const char *token = capture->inside ? end_token : begin_token;
    size_t size = capture->inside ? sizeof end_token - 1 : sizeof begin_token - 1;
    uint8_t *found = find(*at, end, token, size);
    if (found) {
        piece->length = (size_t)(found - *at);
        piece->ends = capture->inside;
        capture->inside = !capture->inside;
        *at = found + size;
        return true;
    }
    capture->withheld = begun(*at, piece->length, token, size);
    memcpy(capture->tail, end - capture->withheld, capture->withheld);
    piece->length -= capture->withheld;
    *at = end;
    return true;
}

void sv_capture_keep(struct sv_capture *capture, const uint8_t *bytes, size_t length) {
    capture->seen += length;
    if (sv_ring_add(&capture->kept, bytes, length) < 0)
        capture->lost += length;
}

void sv_capture_restart(struct sv_capture *capture) {
    sv_ring_drop(&capture->kept);
    capture->seen = capture->lost = 0;
}

uint64_t sv_capture_finish(struct sv_capture *capture) {
    uint64_t dropped = capture->inside ? capture->seen + capture->withheld : 0;
    capture->inside = false;
    capture->withheld = 0;
    sv_capture_restart(capture);
    return dropped;
}
