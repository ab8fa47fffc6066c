/* A child's output, from the pipe to its log and to Java. */
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "ansi.h"
#include "state.h"

enum { LARGE_PIPE_BYTES = 1 << 20, FULL_PIPE_BYTES = 64 << 10 };

static void tell_trouble(struct sv_engine *engine, const struct sv_slot *slot,
                         const struct sv_channel *channel, const struct sv_trouble *trouble) {
    if (trouble->operation)
        sv_say_log_trouble(&engine->outbox, slot->child, channel->number, trouble->operation,
                           trouble->error, trouble->lost);
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
    tell_trouble(engine, slot, channel, &trouble);
    sv_capture_restart(capture);
}

static void deliver(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel,
                    const struct sv_piece *piece) {
    size_t length = piece->length;
    if (channel->strip_ansi)
        length = sv_ansi_strip(piece->bytes, length);
    if (length == 0)
        return;
    struct sv_trouble trouble = {0, 0, 0}, unsent = {0, 0, 0};
    if (piece->captured) {
        sv_capture_keep(&channel->capture, piece->bytes, length);
    } else {
        sv_log_write(&channel->log, piece->bytes, length, &trouble);
        sv_syslog_lines_write(&channel->syslog, &engine->syslog, piece->bytes, length, &unsent);
    }
    if (channel->report)
        sv_say_output(&engine->outbox, slot->child, channel->number, piece->bytes, length);
    tell_trouble(engine, slot, channel, &trouble);
    tell_trouble(engine, slot, channel, &unsent);
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
static void end_output(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel) {
    struct sv_capture *capture = &channel->capture;
    if (!capture->inside) {
        uint8_t *at = sv_capture_join(capture, engine->buffer);
        struct sv_piece piece = {at, (size_t)(engine->buffer - at), false, false};
        deliver(engine, slot, channel, &piece);
    }
    struct sv_trouble trouble = {SV_OPERATION_CAPTURE, 0, sv_capture_finish(capture)};
    if (trouble.lost)
        tell_trouble(engine, slot, channel, &trouble);
    struct sv_trouble unsent = {0, 0, 0};
    sv_syslog_lines_finish(&channel->syslog, &engine->syslog, &unsent);
    tell_trouble(engine, slot, channel, &unsent);
}

/* What nobody hears waits in the pipe; but what an ended child has said last is not waited for. */
static bool is_held(const struct sv_engine *engine, const struct sv_slot *slot,
                    const struct sv_channel *channel) {
    return engine->alone && channel->hold && !slot->ending;
}

size_t sv_channel_most(const struct sv_channel *channel) {
    return channel->capture.kept.limit ? SV_CAPTURE_READ_BYTES : SV_MAX_OUTPUT_BYTES;
}

size_t sv_channel_pump(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel) {
    if (channel->watch.fd < 0 || sv_log_waits(&channel->log))
        return 0;
    if (is_held(engine, slot, channel)) {
        sv_watch_stop(&engine->watcher, &channel->watch);
        return 0;
    }
    ssize_t n;
    do
        n = read(channel->watch.fd, engine->buffer, sv_channel_most(channel));
    while (n < 0 && errno == EINTR);
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        sv_watch_close(&engine->watcher, &channel->watch);
        end_output(engine, slot, channel);
    }
    if (n > 0) {
        grow_if_full(channel, (size_t)n);
        carry(engine, slot, channel, (size_t)n);
    }
    sv_channel_settle(engine, slot, channel);
    return n > 0 ? (size_t)n : 0;
}

/* While its log waits for its reader the program is not read, so that its pipe pushes back. */
void sv_channel_settle(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel) {
    bool waits = sv_log_waits(&channel->log);
    bool waited = channel->outlet.fd >= 0;
    if (channel->outlet.fd != (waits ? channel->log.target.fd : -1))
        sv_watch_let_go(&engine->watcher, &channel->outlet);
    if (waits) {
        channel->outlet.fd = channel->log.target.fd;
        sv_watch_start(&engine->watcher, &channel->outlet, EPOLLOUT);
        sv_watch_stop(&engine->watcher, &channel->watch);
    } else if (channel->watch.fd >= 0) {
        sv_watch_start(&engine->watcher, &channel->watch, EPOLLIN);
    }
    engine->stalled += waits;
    engine->stalled -= waited;
    if (waited && !waits && slot->ending)
        sv_watch_start(&engine->watcher, &slot->exit, EPOLLIN);
}

void sv_channel_flush(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel,
                      bool give_up) {
    struct sv_trouble trouble = {0, 0, 0};
    sv_log_flush(&channel->log, give_up, &trouble);
    tell_trouble(engine, slot, channel, &trouble);
    sv_channel_settle(engine, slot, channel);
}

void sv_channel_finish(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel) {
    end_output(engine, slot, channel);
    struct sv_trouble trouble = {0, 0, 0};
    sv_log_last_words(&channel->log, &trouble);
    tell_trouble(engine, slot, channel, &trouble);
}

void sv_channel_close(struct sv_engine *engine, struct sv_channel *channel) {
    engine->stalled -= channel->outlet.fd >= 0;
    sv_watch_let_go(&engine->watcher, &channel->outlet);
    sv_watch_close(&engine->watcher, &channel->watch);
    sv_log_close(&channel->log);
    sv_capture_finish(&channel->capture);
    sv_syslog_lines_close(&channel->syslog);
}
