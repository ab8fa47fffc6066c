#include "wire.h"

#include <errno.h>
#include <string.h>

int sv_frame_parse(const uint8_t *bytes, size_t length, struct sv_frame *frame) {
    if (length < SV_HEADER_BYTES || length > SV_MAX_FRAME_BYTES)
        return -EBADMSG;
    struct sv_reader reader = {bytes, bytes + SV_HEADER_BYTES, false};
    uint32_t size = sv_read_u32(&reader);
    frame->type = sv_read_u16(&reader);
    uint16_t zero = sv_read_u16(&reader);
    frame->child = sv_read_u32(&reader);
    frame->seq = sv_read_u32(&reader);
    frame->payload = bytes + SV_HEADER_BYTES;
    frame->length = length - SV_HEADER_BYTES;
    if (size != length || zero != 0 || frame->type < SV_COMMAND_HELLO ||
        frame->type > SV_COMMAND_LAST)
        return -EBADMSG;
    return 0;
}

static const uint8_t *take(struct sv_reader *reader, size_t n) {
    if (reader->bad || n > (size_t)(reader->end - reader->at)) {
        reader->bad = true;
        return NULL;
    }
    const uint8_t *start = reader->at;
    reader->at += n;
    return start;
}

static uint64_t number(struct sv_reader *reader, size_t bytes) {
    const uint8_t *at = take(reader, bytes);
    uint64_t value = 0;
    for (size_t i = 0; at && i < bytes; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

uint8_t sv_read_u8(struct sv_reader *reader) { return (uint8_t)number(reader, 1); }

uint16_t sv_read_u16(struct sv_reader *reader) { return (uint16_t)number(reader, 2); }

uint32_t sv_read_u32(struct sv_reader *reader) { return (uint32_t)number(reader, 4); }

int32_t sv_read_i32(struct sv_reader *reader) { return (int32_t)number(reader, 4); }

int64_t sv_read_i64(struct sv_reader *reader) { return (int64_t)number(reader, 8); }

const uint8_t *sv_read_text(struct sv_reader *reader, size_t *length) {
    uint32_t n = sv_read_u32(reader);
    const uint8_t *text = take(reader, n);
    if (text && memchr(text, 0, n)) {
        reader->bad = true;
        text = NULL;
    }
    *length = text ? n : 0;
    return text;
}

bool sv_read_finished(const struct sv_reader *reader) {
    return !reader->bad && reader->at == reader->end;
}

static void put(uint8_t *at, uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

void sv_put_u16(uint8_t *at, uint16_t value) { put(at, value, 2); }

void sv_put_u32(uint8_t *at, uint32_t value) { put(at, value, 4); }

void sv_put_u64(uint8_t *at, uint64_t value) { put(at, value, 8); }
