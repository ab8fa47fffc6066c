/* Stops that nobody else looks after: those that a control plane has begun before it went, and
 * those of all children when the keeper is told to end by itself. */
#include <signal.h>

#include "parts.h"

enum { NANOS = 1000000000, LOOK_NANOS = NANOS / 10 };

/* How a child is to be stopped. */
struct will {
    int32_t rank; /* the highest first, each when none of a higher one lives */
    int32_t number;
    uint8_t flags;
    int64_t wait;
};

/* As programs are stopped whose section says nothing, where the control plane has not said it. */
static const struct will usual = {999, SIGTERM, SV_WILL_KILL_GROUP, (int64_t)10 * NANOS};

static struct will will_of(const struct sv_known *known) {
    if (!known->will[0])
        return usual;
    struct sv_reader reader = {known->will + SV_HEADER_BYTES, known->will + SV_WILL_BYTES, false};
    struct will will;
    will.rank = sv_read_i32(&reader);
    will.number = sv_read_i32(&reader);
    will.flags = sv_read_u8(&reader);
    will.wait = sv_read_i64(&reader);
    return will;
}

static void send_signal(struct keeper *keeper, const struct sv_known *known, int number,
                        bool group) {
    uint8_t frame[SV_HEADER_BYTES + 5];
    sv_keeper_head(frame, sizeof frame, SV_COMMAND_KILL, known->child);
    sv_put_u32(frame + SV_HEADER_BYTES, (uint32_t)number);
    frame[SV_HEADER_BYTES + 4] = group;
    sv_engine_send(keeper->engine, frame, sizeof frame);
}

static void pursue(struct keeper *keeper, const struct sv_known *known, const struct will *will) {
    uint8_t frame[SV_HEADER_BYTES];
    sv_keeper_head(frame, sizeof frame, SV_COMMAND_PURSUE, known->child);
    if (will->flags & SV_WILL_PURSUE)
        sv_engine_send(keeper->engine, frame, sizeof frame);
}

static void begin(struct keeper *keeper, struct sv_known *known, const struct will *will,
                  int64_t now) {
    known->deadline = will->wait < INT64_MAX - now ? now + will->wait : INT64_MAX;
    pursue(keeper, known, will);
    send_signal(keeper, known, will->number, will->flags & SV_WILL_STOP_GROUP);
}

static void look_at(struct keeper *keeper, struct sv_known *known, int32_t rank, int64_t now) {
    struct will will = will_of(known);
    if (keeper->stopping && known->deadline == 0 && will.rank == rank)
        begin(keeper, known, &will, now);
    keeper->looks = keeper->looks || (known->deadline != 0 && !known->killed);
    if (known->deadline == 0 || known->killed || now < known->deadline)
        return;
    known->killed = true;
    pursue(keeper, known, &will);
    send_signal(keeper, known, SIGKILL, will.flags & SV_WILL_KILL_GROUP);
}

/* The highest rank of who lives. */
static int32_t highest_rank(const struct keeper *keeper) {
    int32_t highest = INT32_MIN;
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        const struct sv_known *known = keeper->records.children[i];
        for (; known; known = known->next) {
            struct will will = will_of(known);
            if (!known->ended && will.rank > highest)
                highest = will.rank;
        }
    }
    return highest;
}

void sv_stop_look(struct keeper *keeper) {
    int64_t now = sv_times_now().monotonic;
    if (!keeper->looks || keeper->version || now < keeper->look_nanos)
        return;
    int32_t rank = highest_rank(keeper);
    keeper->looks = keeper->stopping;
    keeper->look_nanos = now + LOOK_NANOS;
    for (int i = 0; i < SV_RECORD_BUCKETS; i++)
        for (struct sv_known *known = keeper->records.children[i]; known; known = known->next)
            if (!known->ended)
                look_at(keeper, known, rank, now);
}
