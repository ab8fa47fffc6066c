/* Frames as bytes: reading commands, which are hostile until proved good. Little-endian on every
 * machine. */
#ifndef SV_WIRE_H
#define SV_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire_numbers.h"

struct sv_frame {
    uint16_t type;
    uint32_t child;
    uint32_t seq;
    const uint8_t *payload; /* inside the bytes that were parsed */
    size_t length;
};

/* Takes the head off one whole frame. 0, or -EBADMSG: wrong size, unknown type, a bit set that must
 * be zero. */
int sv_frame_parse(const uint8_t *bytes, size_t length, struct sv_frame *frame);

/* Reads on; once something was missing, everything reads as zero and `bad` stays set. */
struct sv_reader {
    const uint8_t *at;
    const uint8_t *end;
    bool bad;
};

uint8_t sv_read_u8(struct sv_reader *reader);
uint16_t sv_read_u16(struct sv_reader *reader);
uint32_t sv_read_u32(struct sv_reader *reader);
int32_t sv_read_i32(struct sv_reader *reader);
int64_t sv_read_i64(struct sv_reader *reader);

/* u32 n and n bytes, none of them NUL. Gives where they lie and how many they are. */
const uint8_t *sv_read_text(struct sv_reader *reader, size_t *length);

/* Whether everything was there and nothing is left. */
bool sv_read_finished(const struct sv_reader *reader);

void sv_put_u16(uint8_t *at, uint16_t value);
void sv_put_u32(uint8_t *at, uint32_t value);
void sv_put_u64(uint8_t *at, uint64_t value);

#endif
