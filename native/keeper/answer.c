#include "answer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "wire.h"

void sv_answer_begin(struct sv_answer *answer, int error) {
    memset(answer->frame, 0, SV_HEADER_BYTES);
    sv_put_u16(answer->frame + 4, SV_EVENT_ANSWER);
    sv_put_u32(answer->frame + SV_HEADER_BYTES, (uint32_t)error);
    answer->size = SV_HEADER_BYTES + 4;
}

static void put(struct sv_answer *answer, const char *text, size_t length) {
    sv_put_u32(answer->frame + answer->size, (uint32_t)length);
    memcpy(answer->frame + answer->size + 4, text, length);
    answer->size += 4 + length;
}

void sv_answer_text(struct sv_answer *answer, const char *name, const char *value) {
    size_t n = strlen(name), v = strlen(value);
    if (n + v + 8 > SV_ANSWER_BYTES - answer->size)
        return;
    put(answer, name, n);
    put(answer, value, v);
}

void sv_answer_number(struct sv_answer *answer, const char *name, uint64_t value) {
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, value);
    sv_answer_text(answer, name, digits);
}

void sv_answer_send(struct sv_answer *answer, int fd) {
    sv_put_u32(answer->frame, (uint32_t)answer->size);
    send(fd, answer->frame, answer->size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int sv_answer_read(const uint8_t *frame, size_t size,
                   void (*tell)(const char *name, size_t name_bytes, const char *value,
                                size_t value_bytes, void *context),
                   void *context) {
    if (size < SV_HEADER_BYTES + 4)
        return -EBADMSG;
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    int error = sv_read_i32(&reader);
    while (reader.at < reader.end) {
        size_t name_bytes, value_bytes;
        const uint8_t *name = sv_read_text(&reader, &name_bytes);
        const uint8_t *value = sv_read_text(&reader, &value_bytes);
        if (reader.bad)
            return -EBADMSG;
        tell((const char *)name, name_bytes, (const char *)value, value_bytes, context);
    }
    return error;
}
