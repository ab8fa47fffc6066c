/*
 * libFuzzer: the input is a series of frames, as a hostile control plane might send them, to an
 * engine that has one child of each kind: living, gone, and waiting to be spawned. No spawn that
 * the input asks for is carried out.
 *
 * Before each frame two bytes say how long it is; with the highest bit set the size field is made
 * right and the child one of those that exist, so that most frames get past the head.
 */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "listener.h"
#include "plan.h"
#include "wire.h"

enum { ROOM = 1 << 20, CHILDREN = 4, MOST_FRAME = 0x7fff, LIVING = 1, GONE = 2, WAITING = 3 };

static struct sv_engine *engine;
static uint8_t *buffer;
static int pids[2]; /* of the two that were spawned; the fuzzer has children of its own */
static int pid_count;

static void need(int good) {
    if (!good)
        abort();
}

/* Events must be whole frames: Java trusts them. */
static void step(void) {
    int filled = sv_engine_next(engine, buffer, ROOM, 0);
    need(filled >= 0);
    for (int at = 0; at < filled;) {
        struct sv_reader reader = {buffer + at, buffer + filled, false};
        uint32_t size = sv_read_u32(&reader);
        uint16_t type = sv_read_u16(&reader);
        need(size >= SV_HEADER_BYTES && size <= (uint32_t)(filled - at));
        need(type >= SV_EVENT_HELLO && type <= SV_EVENT_MEASURED);
        if (type == SV_EVENT_SPAWNED) {
            reader.at += 10;
            need(pid_count < 2);
            pids[pid_count++] = sv_read_i32(&reader);
        }
        at += (int)size;
    }
}

static void text(uint8_t **at, const char *bytes) {
    sv_put_u32(*at, (uint32_t)strlen(bytes));
    memcpy(*at + 4, bytes, strlen(bytes));
    *at += 4 + strlen(bytes);
}

static void spawn(uint32_t child, const char *program) {
    uint8_t frame[256] = {0}, *at = frame + SV_HEADER_BYTES + 16;
    sv_put_u16(frame + 4, SV_COMMAND_SPAWN);
    sv_put_u32(frame + 8, child);
    sv_put_u32(at, UINT32_MAX);
    sv_put_u64(at + 4, UINT64_MAX);
    at += 12 + 4;
    text(&at, program);
    sv_put_u32(at, 1);
    at += 4;
    text(&at, program);
    at += 4 + 4 + 2 * 32;
    sv_put_u32(frame, (uint32_t)(at - frame));
    need(sv_engine_send(engine, frame, (size_t)(at - frame)) == 0);
    step();
}

static void begin(void) {
    need(sv_engine_open(0, &engine) == 0);
    spawn(LIVING, "/bin/cat");
    spawn(GONE, "/bin/true");
    need(sv_engine_spawn_one(engine) == 1 && sv_engine_spawn_one(engine) == 1);
    spawn(WAITING, "/bin/true");
    step();
}

/* Kills what is left: the input may have closed its stdin, or not. */
static void finish(void) {
    uint8_t frame[SV_HEADER_BYTES + 5] = {0};
    sv_put_u32(frame, sizeof frame);
    sv_put_u16(frame + 4, SV_COMMAND_KILL);
    sv_put_u32(frame + 8, LIVING);
    sv_put_u32(frame + SV_HEADER_BYTES, SIGKILL);
    sv_engine_send(engine, frame, sizeof frame);
    step();
    sv_engine_close(engine);
    while (pid_count > 0)
        waitpid(pids[--pid_count], NULL, 0);
}

static void send_frame(const uint8_t *bytes, size_t length, int repaired) {
    uint8_t *copy = malloc(length + 1);
    need(copy != NULL);
    memcpy(copy, bytes, length);
    if (repaired && length >= SV_HEADER_BYTES) {
        sv_put_u32(copy, (uint32_t)length);
        sv_put_u16(copy + 4, (uint16_t)(1 + copy[4] % SV_COMMAND_LAST));
        sv_put_u16(copy + 6, 0);
        sv_put_u32(copy + 8, copy[8] % (CHILDREN + 1));
    }
    sv_engine_send(engine, copy, length);
    free(copy);
    struct sv_address address;
    sv_address_decode(bytes, length, &address);
    struct sv_plan *plan;
    if (sv_plan_decode(bytes, length, &plan) == 0)
        free(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!buffer)
        buffer = malloc(ROOM);
    begin();
    while (size > 2) {
        size_t length = (size_t)data[0] | (size_t)(data[1] & 0x7f) << 8;
        int repaired = data[1] & 0x80;
        data += 2;
        size -= 2;
        if (length > size)
            length = size;
        send_frame(data, length, repaired);
        step();
        data += length;
        size -= length;
    }
    finish();
    return 0;
}
