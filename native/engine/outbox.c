#include "outbox.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture.h"
#include "wire.h"

static int64_t nanos(clockid_t clock) {
    struct timespec now = {0, 0};
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct sv_times sv_times_now(void) {
    return (struct sv_times){nanos(CLOCK_MONOTONIC), nanos(CLOCK_REALTIME)};
}

int sv_outbox_open(struct sv_outbox *outbox, size_t capacity) {
    outbox->bytes = malloc(capacity);
    outbox->start = outbox->end = outbox->extra = 0;
    outbox->capacity = outbox->bytes ? capacity : 0;
    return outbox->bytes ? 0 : -ENOMEM;
}

void sv_outbox_close(struct sv_outbox *outbox) {
    free(outbox->bytes);
    outbox->bytes = NULL;
}

/* Head of a frame; returns where its payload goes. */
static uint8_t *frame(struct sv_outbox *outbox, uint16_t type, uint32_t child, uint32_t seq,
                      size_t payload) {
    size_t size = SV_HEADER_BYTES + payload;
    if (size > outbox->capacity - outbox->end)
        abort();
    uint8_t *at = outbox->bytes + outbox->end;
    outbox->end += size;
    sv_put_u32(at, (uint32_t)size);
    sv_put_u16(at + 4, type);
    sv_put_u16(at + 6, 0);
    sv_put_u32(at + 8, child);
    sv_put_u32(at + 12, seq);
    return at + SV_HEADER_BYTES;
}

static void put_times(uint8_t *at, struct sv_times times) {
    sv_put_u64(at, (uint64_t)times.monotonic);
    sv_put_u64(at + 8, (uint64_t)times.real);
}

void sv_say_hello(struct sv_outbox *outbox, uint32_t seq, uint16_t version, uint32_t capabilities) {
    uint8_t *at = frame(outbox, SV_EVENT_HELLO, 0, seq, 6);
    sv_put_u16(at, version);
    sv_put_u32(at + 2, capabilities);
}

void sv_say_spawned(struct sv_outbox *outbox, uint32_t child, pid_t pid, struct sv_times times) {
    uint8_t *at = frame(outbox, SV_EVENT_SPAWNED, child, 0, 20);
    sv_put_u32(at, (uint32_t)pid);
    put_times(at + 4, times);
}

void sv_say_spawn_failed(struct sv_outbox *outbox, uint32_t child, uint8_t stage, int error,
                         struct sv_times times) {
    uint8_t *at = frame(outbox, SV_EVENT_SPAWN_FAILED, child, 0, 21);
    at[0] = stage;
    sv_put_u32(at + 1, (uint32_t)error);
    put_times(at + 5, times);
}

void sv_say_exited(struct sv_outbox *outbox, uint32_t child, const struct sv_exit *end) {
    uint8_t *at = frame(outbox, SV_EVENT_EXITED, child, 0, 49);
    sv_put_u32(at, (uint32_t)end->pid);
    at[4] = end->kind;
    sv_put_u32(at + 5, (uint32_t)end->value);
    put_times(at + 9, end->at);
    sv_put_u64(at + 25, (uint64_t)end->user_micros);
    sv_put_u64(at + 33, (uint64_t)end->system_micros);
    sv_put_u64(at + 41, (uint64_t)end->maxrss_kib);
}

void sv_say_output(struct sv_outbox *outbox, uint32_t child, uint8_t channel, const uint8_t *bytes,
                   size_t length) {
    uint8_t *at = frame(outbox, SV_EVENT_OUTPUT, child, 0, 1 + length);
    at[0] = channel;
    memcpy(at + 1, bytes, length);
}

static int make_room(struct sv_outbox *outbox, size_t size) {
    uint8_t *larger = realloc(outbox->bytes, outbox->capacity + size);
    if (!larger)
        return -ENOMEM;
    outbox->bytes = larger;
    outbox->capacity += size;
    outbox->extra += size;
    return 0;
}

int sv_say_captured(struct sv_outbox *outbox, uint32_t child, uint8_t channel,
                    const struct sv_ring *captured) {
    enum { PAYLOAD_HEAD = 2 };
    size_t frames = captured->length / SV_MAX_OUTPUT_BYTES + 1;
    size_t size = captured->length + frames * (SV_HEADER_BYTES + PAYLOAD_HEAD);
    if (captured->length > SV_CAPTURE_READ_BYTES && make_room(outbox, size) < 0)
        return -ENOMEM;
    for (size_t from = 0; frames > 0; frames--) {
        size_t rest = captured->length - from;
        size_t n = rest < SV_MAX_OUTPUT_BYTES ? rest : SV_MAX_OUTPUT_BYTES;
        uint8_t *at = frame(outbox, SV_EVENT_CAPTURED, child, 0, PAYLOAD_HEAD + n);
        at[0] = channel;
        at[1] = frames > 1;
        sv_ring_copy(captured, from, at + PAYLOAD_HEAD, n);
        from += n;
    }
    return 0;
}

void sv_say_done(struct sv_outbox *outbox, uint32_t child, uint32_t seq, int error) {
    sv_put_u32(frame(outbox, SV_EVENT_DONE, child, seq, 4), (uint32_t)error);
}

void sv_say_log_trouble(struct sv_outbox *outbox, uint32_t child, uint8_t channel,
                        uint8_t operation, int error, uint64_t lost) {
    uint8_t *at = frame(outbox, SV_EVENT_LOG_TROUBLE, child, 0, 14);
    at[0] = channel;
    at[1] = operation;
    sv_put_u32(at + 2, (uint32_t)error);
    sv_put_u64(at + 6, lost);
}

void sv_say_listening(struct sv_outbox *outbox, uint32_t socket, uint32_t seq, uint8_t step,
                      int error) {
    uint8_t *at = frame(outbox, SV_EVENT_LISTENING, socket, seq, 5);
    at[0] = error ? step : 0;
    sv_put_u32(at + 1, (uint32_t)error);
}

void sv_say_signal(struct sv_outbox *outbox, int number) {
    sv_put_u32(frame(outbox, SV_EVENT_SIGNAL, 0, 0, 4), (uint32_t)number);
}

void sv_say_reaped(struct sv_outbox *outbox, const struct sv_exit *end) {
    uint8_t *at = frame(outbox, SV_EVENT_REAPED, 0, 0, 9);
    sv_put_u32(at, (uint32_t)end->pid);
    at[4] = end->kind;
    sv_put_u32(at + 5, (uint32_t)end->value);
}

void sv_say_measured(struct sv_outbox *outbox, uint32_t seq, const struct sv_measured *piece) {
    uint8_t *at = frame(outbox, SV_EVENT_MEASURED, 0, seq, 8 + piece->count * SV_MEASURED_BYTES);
    sv_put_u64(at, (uint64_t)piece->at);
    at += 8;
    for (size_t i = 0; i < piece->count; i++, at += SV_MEASURED_BYTES) {
        const struct sv_measured_one *one = &piece->one[i];
        sv_put_u32(at, one->child);
        sv_put_u32(at + 4, (uint32_t)one->pid);
        sv_put_u64(at + 8, (uint64_t)one->usage.user_micros);
        sv_put_u64(at + 16, (uint64_t)one->usage.system_micros);
        sv_put_u64(at + 24, (uint64_t)one->usage.resident_bytes);
        sv_put_u32(at + 32, (uint32_t)one->usage.threads);
        sv_put_u32(at + 36, (uint32_t)one->usage.descriptors);
    }
}

static size_t size_at(const struct sv_outbox *outbox, size_t at) {
    struct sv_reader head = {outbox->bytes + at, outbox->bytes + outbox->end, false};
    return sv_read_u32(&head);
}

/* Empty: the room that was made gives its memory back, and if not, it stays, which is no harm. */
static void start_over(struct sv_outbox *outbox) {
    outbox->start = outbox->end = 0;
    if (outbox->extra == 0)
        return;
    uint8_t *smaller = realloc(outbox->bytes, outbox->capacity - outbox->extra);
    if (smaller) {
        outbox->bytes = smaller;
        outbox->capacity -= outbox->extra;
        outbox->extra = 0;
    }
}

int sv_outbox_take(struct sv_outbox *outbox, uint8_t *buffer, size_t capacity) {
    if (capacity > INT_MAX)
        capacity = INT_MAX;
    size_t n = 0;
    while (outbox->start + n < outbox->end) {
        size_t size = size_at(outbox, outbox->start + n);
        if (n + size > capacity)
            break;
        n += size;
    }
    if (n == 0)
        return outbox->start < outbox->end ? -EMSGSIZE : 0;
    memcpy(buffer, outbox->bytes + outbox->start, n);
    outbox->start += n;
    if (outbox->start == outbox->end)
        start_over(outbox);
    return (int)n;
}
