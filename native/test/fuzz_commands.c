/*
 * Fuzzes what the engine is told: bytes in, cut into frames, through the decoder and everything a
 * command can reach. The spawner's thread does not run, so nothing that is asked for is ever
 * executed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "plan.h"
#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD_BYTES = 16, MOST_ROUNDS = 64 };

static uint8_t events[1 << 20];

static void pump(struct sv_engine *engine) {
    for (int i = 0; i < MOST_ROUNDS && sv_engine_next(engine, events, sizeof events, 0) > 0; i++) {
    }
}

/* The rest of the input as one frame whose head is right, so that payloads are reached, too. */
static void send_framed(struct sv_engine *engine, uint8_t type, const uint8_t *payload,
                        size_t size) {
    uint8_t *frame = calloc(1, HEAD_BYTES + size);
    if (!frame)
        return;
    sv_put_u32(frame, (uint32_t)(HEAD_BYTES + size));
    sv_put_u16(frame + 4, type % 10);
    frame[8] = 1;
    frame[12] = 1;
    memcpy(frame + HEAD_BYTES, payload, size);
    sv_engine_send(engine, frame, HEAD_BYTES + size);
    free(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    struct sv_engine *engine;
    if (sv_engine_open(0, &engine) < 0)
        return 0;
    sv_engine_send(engine, data, size);
    size_t first = data[0] % size;
    send_framed(engine, data[1], data + 2, size - 2);
    send_framed(engine, data[first], data + first, size - first);
    pump(engine);
    sv_engine_close(engine);
    struct sv_plan *plan;
    if (sv_plan_decode(data, size, &plan) == 0)
        free(plan);
    return 0;
}
