/* A child from its adoption to its end: its pipes and its exit. */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "descriptor.h"
#include "engine.h"
#include "state.h"

/* An ended child's pipes are read on, and its logs waited for, no longer than this. */
enum { LAST_RUN_BYTES = 1 << 20, LAST_RUN_MILLIS = 2000, LOOK_MILLIS = 100 };

static void take_over(struct sv_engine *engine, struct sv_slot *slot, struct sv_spawn *spawn) {
    sv_slot_lives(&engine->slots, slot, spawn->pid);
    slot->input.fd = spawn->stdin_fd;
    spawn->stdin_fd = -1;
    for (int i = 0; i < 2; i++) {
        struct sv_channel *channel = &slot->channel[i];
        channel->watch.fd = spawn->output_fd[i];
        spawn->output_fd[i] = -1;
        channel->log = spawn->log[i];
        sv_log_open(&spawn->log[i], NULL, 0, 0);
        if (channel->watch.fd >= 0)
            sv_watch_start(&engine->watcher, &channel->watch, EPOLLIN);
    }
    slot->exit.fd = spawn->pidfd;
    spawn->pidfd = -1;
    sv_watch_start(&engine->watcher, &slot->exit, EPOLLIN);
}

void sv_adopt(struct sv_engine *engine, struct sv_spawn *spawn) {
    struct sv_slot *slot = sv_slot_find(&engine->slots, spawn->job.number);
    if (spawn->stage) {
        sv_say_spawn_failed(&engine->outbox, slot->child, spawn->stage, spawn->error, spawn->at);
        if (slot->enclosed)
            sv_cgroup_leave(&engine->cgroups, slot->child);
        sv_slot_drop(&engine->slots, slot); /* what waited for it is answered ESRCH below */
    } else {
        sv_say_spawned(&engine->outbox, slot->child, spawn->pid, spawn->at);
        take_over(engine, slot, spawn);
    }
    sv_spawn_free(spawn);
    engine->strangers_due = true;
    struct sv_letter *letter;
    while ((letter = sv_slot_next_deferred(slot)))
        sv_obey(engine, letter);
}

void sv_input_settle(struct sv_engine *engine, struct sv_slot *slot, int result) {
    if (result == -EPIPE) {
        sv_feed_drop(&slot->feed);
        sv_watch_close(&engine->watcher, &slot->input);
    } else if (slot->feed.waiting) {
        sv_watch_start(&engine->watcher, &slot->input, EPOLLOUT);
    } else {
        sv_watch_stop(&engine->watcher, &slot->input);
    }
}

void sv_input_ready(struct sv_engine *engine, struct sv_slot *slot) {
    sv_input_settle(engine, slot, sv_feed_flush(&slot->feed, slot->input.fd));
}

/*
 * The last bytes: until the pipe is empty, but no more than it can hold, for a grandchild may go on
 * writing for ever. One read a call. True when that is done.
 */
static bool drained(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel) {
    size_t n = sv_channel_pump(engine, slot, channel);
    channel->last_run += n;
    return !sv_log_waits(&channel->log) &&
           (n < sv_channel_most(channel) || channel->last_run >= LAST_RUN_BYTES);
}

void sv_slot_release(struct sv_engine *engine, struct sv_slot *slot) {
    sv_watch_close(&engine->watcher, &slot->exit);
    sv_feed_drop(&slot->feed);
    sv_watch_close(&engine->watcher, &slot->input);
    sv_escaped_close(&slot->escaped);
    for (int i = 0; i < 2; i++)
        sv_channel_close(engine, &slot->channel[i]);
}

void sv_exit_ready(struct sv_engine *engine, struct sv_slot *slot) {
    if (!slot->ending)
        slot->ended = sv_times_now();
    slot->ending = true;
    bool first = drained(engine, slot, &slot->channel[0]);
    bool second = drained(engine, slot, &slot->channel[1]);
    if (sv_log_waits(&slot->channel[0].log) || sv_log_waits(&slot->channel[1].log)) {
        sv_watch_stop(&engine->watcher, &slot->exit); /* it would stay ready all the while */
        return;
    }
    sv_watch_start(&engine->watcher, &slot->exit, EPOLLIN);
    struct sv_exit end;
    if (!first || !second || !sv_process_reap(slot, &end))
        return; /* the pidfd stays ready: the next round goes on */
    end.at = slot->ended;
    for (int i = 0; i < 2; i++)
        sv_channel_finish(engine, slot, &slot->channel[i]);
    sv_escaped_kill(&slot->escaped, slot->pid);
    if (slot->enclosed && slot->pursued)
        sv_cgroup_kill(&engine->cgroups, slot->child);
    if (slot->enclosed)
        sv_cgroup_leave(&engine->cgroups, slot->child);
    sv_slot_release(engine, slot);
    slot->state = SV_SLOT_GONE;
    engine->strangers_due = true;
    sv_say_exited(&engine->outbox, slot->child, &end);
}

static int64_t millis(struct sv_times times) { return times.monotonic / 1000000; }

static void look_at(struct sv_engine *engine, struct sv_slot *slot, int64_t now) {
    bool give_up = slot->ending && now >= millis(slot->ended) + LAST_RUN_MILLIS;
    for (int i = 0; i < 2; i++)
        if (sv_log_waits(&slot->channel[i].log))
            sv_channel_flush(engine, slot, &slot->channel[i], give_up);
}

void sv_look_at_stalled(struct sv_engine *engine) {
    int64_t now = millis(sv_times_now());
    if (engine->stalled == 0 || now < engine->look_millis)
        return;
    engine->look_millis = now + LOOK_MILLIS;
    for (int i = 0; i < SV_BUCKETS && engine->stalled; i++)
        for (struct sv_slot *slot = engine->slots.bucket[i]; slot; slot = slot->next)
            if (sv_outbox_room(&engine->outbox) >= SV_READY_SAYS)
                look_at(engine, slot, now);
}

int sv_engine_survivor(struct sv_engine *engine, uint32_t child, int pid, int pidfd) {
    struct sv_slot *slot;
    int result = sv_slot_add(&engine->slots, child, &slot);
    if (result < 0) {
        sv_close(&pidfd);
        return result;
    }
    slot->survivor = true;
    sv_slot_lives(&engine->slots, slot, pid);
    slot->exit.fd = pidfd;
    sv_watch_start(&engine->watcher, &slot->exit, EPOLLIN);
    return 0;
}
