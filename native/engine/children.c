/* A child from its adoption to its end: its pipes and its exit. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "ansi.h"
#include "state.h"

enum { LARGE_PIPE_BYTES = 1 << 20, FULL_PIPE_BYTES = 64 << 10 };

void sv_tell_trouble(struct sv_engine *engine, const struct sv_slot *slot,
                     const struct sv_channel *channel, const struct sv_trouble *trouble) {
    if (trouble->operation)
        sv_say_log_trouble(&engine->outbox, slot->child, channel->number, trouble->operation,
                           trouble->error, trouble->lost);
}

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

/* A pipe that is found full is made larger, once: fewer, larger reads. Refused beyond a user's
 * share of memory. */
static void grow_if_full(struct sv_channel *channel, size_t length) {
    if (channel->grown || length < FULL_PIPE_BYTES)
        return;
    channel->grown = true;
    fcntl(channel->watch.fd, F_SETPIPE_SZ, LARGE_PIPE_BYTES);
}

/* An end token was seen. */
static void tell_captured(struct sv_engine *engine, const struct sv_slot *slot,
                          struct sv_channel *channel) {
    struct sv_capture *capture = &channel->capture;
    int result = sv_say_captured(&engine->outbox, slot->child, channel->number, &capture->kept);
    struct sv_trouble trouble = {0, ENOMEM, result < 0 ? capture->seen : capture->lost};
    if (trouble.lost)
        trouble.operation = SV_OPERATION_CAPTURE;
    sv_tell_trouble(engine, slot, channel, &trouble);
    sv_capture_restart(capture);
}

static void deliver(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel,
                    const struct sv_piece *piece) {
    size_t length = piece->length;
    if (channel->strip_ansi)
        length = sv_ansi_strip(piece->bytes, length);
    if (length == 0)
        return;
    struct sv_trouble trouble = {0, 0, 0};
    if (piece->captured)
        sv_capture_keep(&channel->capture, piece->bytes, length);
    else
        sv_log_write(&channel->log, piece->bytes, length, &trouble);
    if (channel->report)
        sv_say_output(&engine->outbox, slot->child, channel->number, piece->bytes, length);
    sv_tell_trouble(engine, slot, channel, &trouble);
}

/* One read, which lies at the start of the buffer. */
static void carry(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel,
                  size_t length) {
    uint8_t *end = engine->buffer + length;
    uint8_t *at = sv_capture_join(&channel->capture, engine->buffer);
    struct sv_piece piece;
    while (sv_capture_cut(&channel->capture, &at, end, &piece)) {
        deliver(engine, slot, channel, &piece);
        if (piece.ends)
            tell_captured(engine, slot, channel);
    }
}

/* The channel says no more: what was withheld is no token, and what was captured is dropped. */
static void finish(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel) {
    struct sv_capture *capture = &channel->capture;
    if (!capture->inside) {
        uint8_t *at = sv_capture_join(capture, engine->buffer);
        struct sv_piece piece = {at, (size_t)(engine->buffer - at), false, false};
        deliver(engine, slot, channel, &piece);
    }
    struct sv_trouble trouble = {SV_OPERATION_CAPTURE, 0, sv_capture_finish(capture)};
    if (trouble.lost)
        sv_tell_trouble(engine, slot, channel, &trouble);
}

static size_t most_a_read(const struct sv_channel *channel) {
    return channel->capture.kept.limit ? SV_CAPTURE_READ_BYTES : SV_MAX_OUTPUT_BYTES;
}

/* One read and what it leads to. Returns the bytes read; 0 when there are none for now, or will be
 * no more. */
static size_t pump(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel) {
    if (channel->watch.fd < 0)
        return 0;
    ssize_t n;
    do
        n = read(channel->watch.fd, engine->buffer, most_a_read(channel));
    while (n < 0 && errno == EINTR);
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        sv_watch_close(&engine->watcher, &channel->watch);
        finish(engine, slot, channel);
    }
    if (n <= 0)
        return 0;
    grow_if_full(channel, (size_t)n);
    carry(engine, slot, channel, (size_t)n);
    return (size_t)n;
}

void sv_channel_ready(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel) {
    pump(engine, slot, channel);
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
    size_t n = pump(engine, slot, channel);
    channel->last_run += n;
    return n < most_a_read(channel) || channel->last_run >= LARGE_PIPE_BYTES;
}

void sv_slot_release(struct sv_engine *engine, struct sv_slot *slot) {
    sv_watch_close(&engine->watcher, &slot->exit);
    sv_feed_drop(&slot->feed);
    sv_watch_close(&engine->watcher, &slot->input);
    for (int i = 0; i < 2; i++) {
        sv_watch_close(&engine->watcher, &slot->channel[i].watch);
        sv_log_close(&slot->channel[i].log);
        sv_capture_finish(&slot->channel[i].capture);
    }
}

void sv_exit_ready(struct sv_engine *engine, struct sv_slot *slot) {
    bool first = drained(engine, slot, &slot->channel[0]);
    bool second = drained(engine, slot, &slot->channel[1]);
    struct sv_exit end;
    if (!first || !second || !sv_process_reap(slot, &end))
        return; /* the pidfd stays ready: the next round goes on */
    for (int i = 0; i < 2; i++) {
        struct sv_trouble trouble = {0, 0, 0};
        finish(engine, slot, &slot->channel[i]);
        sv_log_last_words(&slot->channel[i].log, &trouble);
        sv_tell_trouble(engine, slot, &slot->channel[i], &trouble);
    }
    sv_slot_release(engine, slot);
    slot->state = SV_SLOT_GONE;
    engine->strangers_due = true;
    sv_say_exited(&engine->outbox, slot->child, &end);
}
