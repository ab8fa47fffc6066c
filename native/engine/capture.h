/*
 * Capture mode: text between two tokens in the output of a channel is told instead of logged. The
 * output is cut into pieces at the tokens, wherever the reads may have cut the tokens. Engine
 * thread.
 */
#ifndef SV_CAPTURE_H
#define SV_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ring.h"

/* What must be free in front of the bytes of a read, for it is the most that may be withheld; and
 * the most that is read at once in capture mode. */
enum { SV_CAPTURE_HEADROOM = 24, SV_CAPTURE_READ_BYTES = 16 << 10 };

struct sv_capture {
    struct sv_ring kept; /* limit 0: no capture mode, every read is one piece */
    bool inside;
    size_t withheld;
    uint8_t tail[SV_CAPTURE_HEADROOM]; /* what is withheld: it may be the begin of a token */
    uint64_t seen;                     /* bytes since the begin token, those not kept included */
    uint64_t lost;                     /* of these, how many there was no memory for */
};

struct sv_piece {
    uint8_t *bytes;
    size_t length; /* may be 0 */
    bool captured; /* it stands between the tokens */
    bool ends;     /* an end token follows */
};

void sv_capture_init(struct sv_capture *capture, size_t limit);

/*
 * Puts what was withheld in front of the bytes of a read. Returns where the cutting begins.
 */
uint8_t *sv_capture_join(struct sv_capture *capture, uint8_t *bytes);

/*
 * Cuts the next piece off [*at, end); false when there is none. What may be the begin of the token
 * that is looked for, and nothing longer, is withheld until sv_capture_join. Every byte outside the
 * tokens is in exactly one piece.
 */
bool sv_capture_cut(struct sv_capture *capture, uint8_t **at, uint8_t *end, struct sv_piece *piece);

/* Keeps a captured piece; what there is no memory for is counted as lost. */
void sv_capture_keep(struct sv_capture *capture, const uint8_t *bytes, size_t length);

/* After an event: begins to keep anew. */
void sv_capture_restart(struct sv_capture *capture);

/*
 * Nothing more will come. Inside: gives how many captured bytes are dropped, and nothing is
 * withheld any more. Outside: what was withheld is to be taken by sv_capture_join before.
 */
uint64_t sv_capture_finish(struct sv_capture *capture);

#endif
