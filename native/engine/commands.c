/* What each command does. A frame that is not exactly right does nothing and is answered EBADMSG.
 */
#include <errno.h>
#include <stdlib.h>

#include "state.h"

static void answer(struct sv_engine *engine, const struct sv_frame *frame, int error) {
    int failures_only = (int32_t)frame->seq < 0;
    if (failures_only ? error != 0 : frame->seq != 0)
        sv_say_done(&engine->outbox, frame->child, frame->seq, error);
}

/* A broken frame and a full inbox are answered even where no answer was asked for. */
static void refuse(struct sv_engine *engine, const struct sv_frame *frame, int error) {
    if (frame->type == SV_COMMAND_SPAWN)
        sv_say_spawn_failed(&engine->outbox, frame->child, SV_STAGE_FORK, error, sv_times_now());
    else if (frame->type == SV_COMMAND_LISTEN)
        sv_say_listening(&engine->outbox, frame->child, frame->seq, SV_LISTEN_BIND, error);
    else
        sv_say_done(&engine->outbox, frame->child, frame->seq, error);
}

static int hello(struct sv_engine *engine, const struct sv_frame *frame, struct sv_reader *reader) {
    uint16_t lowest = sv_read_u16(reader);
    uint16_t highest = sv_read_u16(reader);
    if (!sv_read_finished(reader) || lowest > highest)
        return -EBADMSG;
    if (lowest > SV_VERSION || highest < SV_VERSION)
        return -EPROTONOSUPPORT;
    sv_say_hello(&engine->outbox, frame->seq, SV_VERSION, engine->capabilities);
    return 0;
}

/* Takes over the plan, whatever happens. */
static int ask(struct sv_engine *engine, const struct sv_frame *frame, struct sv_plan *plan) {
    struct sv_slot *slot;
    int result = sv_slot_add(&engine->slots, frame->child, &slot);
    if (result < 0) {
        free(plan);
        return result;
    }
    for (int i = 0; i < 2; i++) {
        slot->channel[i].strip_ansi = plan->output[i].strip_ansi;
        slot->channel[i].report = plan->output[i].report;
        sv_capture_init(&slot->channel[i].capture, plan->output[i].capture);
        if (result == 0 && plan->output[i].syslog)
            result = sv_syslog_lines_open(&slot->channel[i].syslog, plan->output[i].syslog);
    }
    struct sv_spawn *spawn = result == 0 ? sv_spawn_new(frame->child, plan) : NULL;
    if (spawn && plan->enclosed)
        spawn->cgroup = sv_cgroup_make(&engine->cgroups, frame->child);
    slot->enclosed = spawn && spawn->cgroup;
    if (!spawn)
        free(plan);
    result = spawn ? sv_spawner_ask(&engine->spawner, &spawn->job, frame->length) : -ENOMEM;
    if (result < 0) {
        if (slot->enclosed)
            sv_cgroup_leave(&engine->cgroups, frame->child);
        sv_slot_drop(&engine->slots, slot);
        if (spawn)
            sv_spawn_free(spawn);
    }
    return result;
}

static int spawn_command(struct sv_engine *engine, const struct sv_frame *frame) {
    struct sv_plan *plan;
    int result = sv_plan_decode(frame->payload, frame->length, &plan);
    return result < 0 ? result : ask(engine, frame, plan);
}

/* Both are carried out between the spawns, in the order in which they came. */
static int socket_command(struct sv_engine *engine, const struct sv_frame *frame) {
    struct sv_listen *listen = calloc(1, sizeof *listen);
    if (!listen)
        return -ENOMEM;
    listen->job.number = frame->child;
    listen->seq = frame->seq;
    int result = 0;
    if (frame->type == SV_COMMAND_LISTEN) {
        listen->job.kind = SV_JOB_LISTEN;
        result = sv_address_decode(frame->payload, frame->length, &listen->address);
    } else {
        listen->job.kind = SV_JOB_UNLISTEN;
        result = frame->length ? -EBADMSG : 0;
    }
    if (result == 0 && frame->child == 0)
        result = -EBADMSG; /* a spawn's way to say that it wants none */
    if (result == 0)
        result = sv_spawner_ask(&engine->spawner, &listen->job, sizeof *listen);
    if (result < 0)
        free(listen);
    return result;
}

void sv_tell_listening(struct sv_engine *engine, struct sv_listen *listen) {
    if (listen->job.kind == SV_JOB_LISTEN)
        sv_say_listening(&engine->outbox, listen->job.number, listen->seq, listen->step,
                         listen->error);
    else if (listen->seq)
        sv_say_done(&engine->outbox, listen->job.number, listen->seq, listen->error);
    free(listen);
}

static int kill_command(struct sv_engine *engine, const struct sv_frame *frame,
                        struct sv_slot *slot, struct sv_reader *reader) {
    enum { LAST_SIGNAL = 64 };
    int32_t signal = sv_read_i32(reader);
    uint8_t group = sv_read_u8(reader);
    if (!sv_read_finished(reader) || signal < 0 || signal > LAST_SIGNAL || group > 1)
        return -EBADMSG;
    answer(engine, frame, sv_process_signal(slot, signal, group));
    return 0;
}

static void stdin_command(struct sv_engine *engine, const struct sv_frame *frame,
                          struct sv_slot *slot) {
    int result = sv_feed_add(&slot->feed, slot->input.fd, frame->payload, frame->length);
    sv_input_settle(engine, slot, result);
    answer(engine, frame, -result);
}

static int logs_command(struct sv_engine *engine, const struct sv_frame *frame,
                        struct sv_slot *slot, int (*act)(struct sv_log *)) {
    if (frame->length != 0)
        return -EBADMSG;
    int result = 0;
    for (int i = 0; i < 2; i++) {
        int one = act(&slot->channel[i].log);
        if (slot->state == SV_SLOT_LIVING)
            sv_channel_settle(engine, slot, &slot->channel[i]);
        if (result == 0)
            result = one;
    }
    answer(engine, frame, -result);
    return 0;
}

static int report_command(struct sv_engine *engine, const struct sv_frame *frame,
                          struct sv_slot *slot, struct sv_reader *reader) {
    uint8_t number = sv_read_u8(reader);
    uint8_t on = sv_read_u8(reader);
    if (!sv_read_finished(reader) || on > 1)
        return -EBADMSG;
    for (int i = 0; i < 2; i++) {
        if (slot->channel[i].number != number)
            continue;
        slot->channel[i].report = on;
        answer(engine, frame, 0);
        return 0;
    }
    return -EBADMSG;
}

static int hold_command(struct sv_engine *engine, const struct sv_frame *frame,
                        struct sv_slot *slot, struct sv_reader *reader) {
    uint8_t number = sv_read_u8(reader);
    if (!sv_read_finished(reader))
        return -EBADMSG;
    for (int i = 0; i < 2; i++) {
        if (slot->channel[i].number != number)
            continue;
        slot->channel[i].hold = true;
        answer(engine, frame, 0);
        return 0;
    }
    return -EBADMSG;
}

static int pursue_command(struct sv_engine *engine, const struct sv_frame *frame,
                          struct sv_slot *slot) {
    if (frame->length != 0)
        return -EBADMSG;
    slot->pursued = true;
    if (slot->state == SV_SLOT_LIVING && !slot->survivor)
        sv_escaped_find(&slot->escaped, slot->pid);
    answer(engine, frame, 0);
    return 0;
}

static int forget_command(struct sv_engine *engine, const struct sv_frame *frame,
                          struct sv_slot *slot) {
    if (frame->length != 0)
        return -EBADMSG;
    if (slot->state != SV_SLOT_GONE) {
        answer(engine, frame, EBUSY);
        return 0;
    }
    sv_slot_drop(&engine->slots, slot);
    answer(engine, frame, 0);
    return 0;
}

/* One sweep at a time: who asks faster than it goes is told so. */
static int measure_command(struct sv_engine *engine, const struct sv_frame *frame) {
    if (frame->length != 0 || frame->child != 0)
        return -EBADMSG;
    if (engine->sweep.going)
        answer(engine, frame, EBUSY);
    else
        sv_sweep_begin(engine, frame->seq);
    return 0;
}

static int child_command(struct sv_engine *engine, const struct sv_frame *frame,
                         struct sv_slot *slot) {
    struct sv_reader reader = {frame->payload, frame->payload + frame->length, false};
    switch (frame->type) {
    case SV_COMMAND_KILL:
        return kill_command(engine, frame, slot, &reader);
    case SV_COMMAND_STDIN:
        stdin_command(engine, frame, slot);
        return 0;
    case SV_COMMAND_REOPEN:
        return logs_command(engine, frame, slot, sv_log_reopen);
    case SV_COMMAND_CLEAR:
        return logs_command(engine, frame, slot, sv_log_clear);
    case SV_COMMAND_REPORT:
        return report_command(engine, frame, slot, &reader);
    case SV_COMMAND_HOLD:
        return hold_command(engine, frame, slot, &reader);
    case SV_COMMAND_PURSUE:
        return pursue_command(engine, frame, slot);
    case SV_COMMAND_FORGET:
        return forget_command(engine, frame, slot);
    default:
        return -EBADMSG; /* one of the keeper's */
    }
}

/* 0, or why it is refused; *kept when the letter was put aside. */
static int obey(struct sv_engine *engine, struct sv_letter *letter, bool *kept) {
    const struct sv_frame *frame = &letter->frame;
    if (!letter->kept)
        return -EAGAIN;
    if (frame->type == SV_COMMAND_HELLO) {
        struct sv_reader reader = {frame->payload, frame->payload + frame->length, false};
        return hello(engine, frame, &reader);
    }
    if (frame->type == SV_COMMAND_SPAWN)
        return spawn_command(engine, frame);
    if (frame->type == SV_COMMAND_LISTEN || frame->type == SV_COMMAND_UNLISTEN)
        return socket_command(engine, frame);
    if (frame->type == SV_COMMAND_MEASURE)
        return measure_command(engine, frame);
    struct sv_slot *slot = sv_slot_find(&engine->slots, frame->child);
    if (!slot) {
        answer(engine, frame, ESRCH);
        return 0;
    }
    if (slot->state != SV_SLOT_SPAWNING)
        return child_command(engine, frame, slot);
    int result = sv_slot_defer(slot, letter);
    *kept = result == 0;
    return result;
}

void sv_obey(struct sv_engine *engine, struct sv_letter *letter) {
    bool kept = false;
    int result = obey(engine, letter, &kept);
    if (result < 0)
        refuse(engine, &letter->frame, -result);
    if (!kept)
        free(letter);
}
