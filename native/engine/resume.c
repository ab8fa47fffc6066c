/* An engine as bytes: what its children are, with their descriptors, and nothing that is under way.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "archive.h"
#include "engine.h"
#include "state.h"

static void archive_log_target(struct sv_archive *archive, struct sv_log_target *target) {
    sv_archive_fd(archive, &target->fd);
    sv_archive_flag(archive, &target->rotate);
    sv_archive_flag(archive, &target->fifo);
    sv_archive_flag(archive, &target->socket);
    sv_archive_flag(archive, &target->shared);
}

static void archive_log(struct sv_archive *archive, struct sv_log *log) {
    uint8_t *path = (uint8_t *)log->path;
    size_t length = path ? strlen(log->path) : 0;
    sv_archive_bytes(archive, &path, &length);
    log->path = (char *)path;
    SV_PLAIN(archive, log->maxbytes);
    SV_PLAIN(archive, log->backups);
    archive_log_target(archive, &log->target);
    sv_archive_flag(archive, &log->misplaced);
    sv_archive_flag(archive, &log->stuck);
    sv_archive_bytes(archive, &log->waiting, &log->waiting_length);
    SV_PLAIN(archive, log->patience_ends);
    SV_PLAIN(archive, log->told);
    SV_PLAIN(archive, log->last_error);
    SV_PLAIN(archive, log->rotate_at);
    SV_PLAIN(archive, log->lost);
}

static void archive_ring(struct sv_archive *archive, struct sv_ring *ring) {
    size_t limit = ring->limit, length = ring->length;
    SV_PLAIN(archive, limit);
    uint8_t *bytes = NULL;
    if (!sv_archive_loads(archive) && length > 0) {
        bytes = malloc(length);
        if (bytes)
            sv_ring_copy(ring, 0, bytes, length);
        else
            archive->bad = true;
    }
    sv_archive_bytes(archive, &bytes, &length);
    if (sv_archive_loads(archive)) {
        sv_ring_init(ring, limit);
        if (length > 0 && sv_ring_add(ring, bytes, length) < 0)
            archive->bad = true;
    }
    free(bytes);
}

static void archive_capture(struct sv_archive *archive, struct sv_capture *capture) {
    archive_ring(archive, &capture->kept);
    sv_archive_flag(archive, &capture->inside);
    SV_PLAIN(archive, capture->withheld);
    SV_PLAIN(archive, capture->tail);
    SV_PLAIN(archive, capture->seen);
    SV_PLAIN(archive, capture->lost);
    if (capture->withheld > sizeof capture->tail) {
        archive->bad = true;
        capture->withheld = 0;
    }
}

/* The line's room is that of the longest one. */
static void archive_syslog_lines(struct sv_archive *archive, struct sv_syslog_lines *lines) {
    uint8_t *line = lines->line;
    size_t length = lines->length;
    sv_archive_bytes(archive, &line, &length);
    SV_PLAIN(archive, lines->prefix);
    sv_archive_flag(archive, &lines->told);
    SV_PLAIN(archive, lines->last_error);
    SV_PLAIN(archive, lines->lost);
    if (!sv_archive_loads(archive) || !line)
        return;
    lines->length = length;
    bool possible = lines->prefix <= length && length - lines->prefix <= SV_SYSLOG_LINE_BYTES;
    lines->line = possible ? realloc(line, lines->prefix + SV_SYSLOG_LINE_BYTES) : NULL;
    if (!lines->line) {
        free(line);
        memset(lines, 0, sizeof *lines);
        archive->bad = true;
    }
}

static void archive_channel(struct sv_archive *archive, struct sv_channel *channel) {
    sv_archive_fd(archive, &channel->watch.fd);
    archive_log(archive, &channel->log);
    archive_capture(archive, &channel->capture);
    archive_syslog_lines(archive, &channel->syslog);
    sv_archive_flag(archive, &channel->strip_ansi);
    sv_archive_flag(archive, &channel->report);
    sv_archive_flag(archive, &channel->hold);
    sv_archive_flag(archive, &channel->grown);
    SV_PLAIN(archive, channel->last_run);
}

static void archive_escaped(struct sv_archive *archive, struct sv_escaped *escaped) {
    size_t count = escaped->count;
    SV_PLAIN(archive, count);
    if (sv_archive_loads(archive)) {
        escaped->found =
            count > 0 && count <= SV_MOST_ESCAPED ? calloc(count, sizeof *escaped->found) : NULL;
        escaped->count = escaped->found ? count : 0;
        archive->bad = archive->bad || escaped->count != count;
    }
    for (size_t i = 0; i < escaped->count; i++) {
        SV_PLAIN(archive, escaped->found[i].pid);
        sv_archive_fd(archive, &escaped->found[i].pidfd);
    }
}

static void archive_slot(struct sv_archive *archive, struct sv_slot *slot) {
    sv_archive_fd(archive, &slot->exit.fd);
    sv_archive_flag(archive, &slot->survivor);
    archive_escaped(archive, &slot->escaped);
    sv_archive_flag(archive, &slot->enclosed);
    sv_archive_flag(archive, &slot->pursued);
    sv_archive_flag(archive, &slot->ending);
    SV_PLAIN(archive, slot->ended);
    sv_archive_fd(archive, &slot->input.fd);
    sv_feed_archive(&slot->feed, archive);
    for (int i = 0; i < 2; i++)
        archive_channel(archive, &slot->channel[i]);
}

static void save_slots(struct sv_engine *engine, struct sv_archive *archive) {
    for (int i = 0; i < SV_BUCKETS; i++) {
        for (struct sv_slot *one = engine->slots.bucket[i]; one; one = one->next) {
            bool lives = one->state == SV_SLOT_LIVING;
            sv_archive_more(archive, true);
            SV_PLAIN(archive, one->child);
            SV_PLAIN(archive, one->pid);
            sv_archive_flag(archive, &lives);
            archive_slot(archive, one);
        }
    }
    sv_archive_more(archive, false);
}

static void load_slots(struct sv_engine *engine, struct sv_archive *archive) {
    while (sv_archive_more(archive, false)) {
        uint32_t child;
        pid_t pid;
        bool lives;
        struct sv_slot *one;
        SV_PLAIN(archive, child);
        SV_PLAIN(archive, pid);
        sv_archive_flag(archive, &lives);
        if (archive->bad || sv_slot_add(&engine->slots, child, &one) < 0) {
            archive->bad = true;
            return;
        }
        sv_slot_lives(&engine->slots, one, pid);
        if (!lives)
            one->state = SV_SLOT_GONE;
        archive_slot(archive, one);
    }
}

static bool has_signals(const struct sv_engine *engine) {
    struct pollfd one = {engine->signals.fd, POLLIN, 0};
    return poll(&one, 1, 0) > 0;
}

bool sv_engine_is_quiet(struct sv_engine *engine) {
    return !has_signals(engine) && sv_outbox_is_empty(&engine->outbox) &&
           engine->slots.spawning == 0 && sv_inbox_is_empty(&engine->inbox) &&
           sv_spawner_is_idle(&engine->spawner);
}

void sv_engine_archive(struct sv_engine *engine, struct sv_archive *archive) {
    if (sv_archive_loads(archive))
        load_slots(engine, archive);
    else
        save_slots(engine, archive);
    sv_listeners_archive(&engine->spawner.listeners, archive);
}

static void go_on(struct sv_engine *engine, struct sv_slot *slot) {
    sv_watch_start(&engine->watcher, &slot->exit, EPOLLIN);
    if (slot->input.fd >= 0)
        sv_input_settle(engine, slot, 0);
    for (int i = 0; i < 2; i++)
        sv_channel_settle(engine, slot, &slot->channel[i]);
}

void sv_engine_go_on(struct sv_engine *engine) {
    for (int i = 0; i < SV_BUCKETS; i++)
        for (struct sv_slot *slot = engine->slots.bucket[i]; slot; slot = slot->next)
            if (slot->state == SV_SLOT_LIVING)
                go_on(engine, slot);
}
