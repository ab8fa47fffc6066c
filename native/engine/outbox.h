/* Event frames on their way to Java: one fixed buffer, filled and emptied by the engine thread. */
#ifndef SV_OUTBOX_H
#define SV_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "measure.h"
#include "ring.h"

enum { SV_MOST_MEASURED = 64, SV_MEASURED_BYTES = 40 }; /* children in a piece, bytes of each */

/* The times of an event: CLOCK_MONOTONIC and CLOCK_REALTIME in nanoseconds. */
struct sv_times {
    int64_t monotonic;
    int64_t real;
};

struct sv_times sv_times_now(void);

struct sv_exit {
    pid_t pid;
    uint8_t kind; /* SV_KIND_* */
    int32_t value;
    struct sv_times at;
    int64_t user_micros;
    int64_t system_micros;
    int64_t maxrss_kib;
};

/* What a piece of a sweep has found. */
struct sv_measured_one {
    uint32_t child;
    pid_t pid;
    struct sv_usage usage;
};

struct sv_measured {
    int64_t at; /* CLOCK_MONOTONIC */
    size_t count;
    struct sv_measured_one one[SV_MOST_MEASURED];
};

struct sv_outbox {
    uint8_t *bytes;
    size_t start;
    size_t end;
    size_t capacity;
    size_t extra; /* how much of the capacity was made for CAPTURED frames; gone when it is empty */
};

/* 0 or -ENOMEM. */
int sv_outbox_open(struct sv_outbox *outbox, size_t capacity);
void sv_outbox_close(struct sv_outbox *outbox);

/*
 * Each of these adds one frame. There must be room: the loop asks for no more from the kernel than
 * what the answers to it fit into. A frame for which there is none all the same is dropped and the
 * process aborted, for a lost exit would be worse.
 */
void sv_say_hello(struct sv_outbox *outbox, uint32_t seq, uint16_t version, uint32_t capabilities);
void sv_say_spawned(struct sv_outbox *outbox, uint32_t child, pid_t pid, struct sv_times at);
void sv_say_spawn_failed(struct sv_outbox *outbox, uint32_t child, uint8_t stage, int error,
                         struct sv_times at);
void sv_say_exited(struct sv_outbox *outbox, uint32_t child, const struct sv_exit *end);
void sv_say_output(struct sv_outbox *outbox, uint32_t child, uint8_t channel, const uint8_t *bytes,
                   size_t length);

/* What was captured, in as many frames as it takes. Makes room of its own: 0, or -ENOMEM and says
 * nothing. */
int sv_say_captured(struct sv_outbox *outbox, uint32_t child, uint8_t channel,
                    const struct sv_ring *captured);
void sv_say_done(struct sv_outbox *outbox, uint32_t child, uint32_t seq, int error);
void sv_say_log_trouble(struct sv_outbox *outbox, uint32_t child, uint8_t channel,
                        uint8_t operation, int error, uint64_t lost);
void sv_say_listening(struct sv_outbox *outbox, uint32_t socket, uint32_t seq, uint8_t step,
                      int error);
void sv_say_signal(struct sv_outbox *outbox, int number);
void sv_say_measured(struct sv_outbox *outbox, uint32_t seq, const struct sv_measured *piece);
void sv_say_reaped(struct sv_outbox *outbox, const struct sv_exit *end);

static inline size_t sv_outbox_room(const struct sv_outbox *outbox) {
    return outbox->capacity - outbox->end;
}

static inline bool sv_outbox_is_empty(const struct sv_outbox *outbox) { return outbox->end == 0; }

/* Moves as many whole frames as fit. Returns the bytes moved; -EMSGSIZE when not even the first one
 * fits. */
int sv_outbox_take(struct sv_outbox *outbox, uint8_t *buffer, size_t capacity);

#endif
