/* Who comes to the keeper's door: the next control plane, or somebody who asks something. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "parts.h"

static void put_number(struct keeper *keeper, uint16_t type, uint32_t child) {
    uint8_t frame[SV_HEADER_BYTES];
    sv_keeper_head(frame, sizeof frame, type, child);
    sv_keeper_put(keeper, frame, sizeof frame);
}

/* Everything that the one before has left. */
static void put_all(struct keeper *keeper) {
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        for (struct sv_note *note = keeper->records.notes[i]; note; note = note->next) {
            uint8_t start[SV_HEADER_BYTES];
            sv_keeper_head(start, note->size, SV_EVENT_NOTED, 0);
            sv_keeper_put(keeper, start, sizeof start);
            sv_keeper_put(keeper, note->frame + SV_HEADER_BYTES, note->size - SV_HEADER_BYTES);
        }
        for (struct sv_known *known = keeper->records.children[i]; known; known = known->next) {
            put_number(keeper, SV_EVENT_KNOWN, known->child);
            if (known->pid)
                sv_keeper_put(keeper, known->spawned, SV_SPAWNED_BYTES);
            if (known->ended)
                sv_keeper_put(keeper, known->exited, SV_EXITED_BYTES);
        }
    }
    for (size_t i = 0; i < keeper->socket_count; i++)
        put_number(keeper, SV_EVENT_OPEN, keeper->sockets[i]);
}

static void attach(struct keeper *keeper, uint16_t version) {
    keeper->version = version;
    /* What was to end by itself is looked after again. */
    keeper->ending = keeper->stopping = keeper->looks = false;
    keeper->attached_at = sv_times_now();
    sv_revive_attached(keeper);
    put_all(keeper);
    uint8_t frame[SV_HEADER_BYTES + 18];
    sv_keeper_head(frame, sizeof frame, SV_EVENT_ATTACHED, 0);
    sv_put_u16(frame + SV_HEADER_BYTES, version);
    sv_put_u32(frame + SV_HEADER_BYTES + 2,
               sv_engine_capabilities(keeper->engine) |
                   (keeper->policy ? SV_CAPABILITY_POLICY : SV_CAPABILITY_REVIVES));
    sv_put_u32(frame + SV_HEADER_BYTES + 6, (uint32_t)getpid());
    sv_put_u64(frame + SV_HEADER_BYTES + 10, keeper->lost);
    sv_keeper_put(keeper, frame, sizeof frame);
    keeper->lost = 0;
}

static void say_busy(const struct keeper *keeper, int fd) {
    uint8_t frame[SV_HEADER_BYTES + 4];
    sv_keeper_head(frame, sizeof frame, SV_EVENT_BUSY, 0);
    sv_put_u32(frame + SV_HEADER_BYTES, (uint32_t)keeper->link.peer);
    send(fd, frame, sizeof frame, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* No version is spoken by both. */
static void say_versions(int fd) {
    uint8_t frame[SV_HEADER_BYTES + 8];
    sv_keeper_head(frame, sizeof frame, SV_EVENT_VERSIONS, 0);
    sv_put_u16(frame + SV_HEADER_BYTES, SV_KEEPER_OLDEST);
    sv_put_u16(frame + SV_HEADER_BYTES + 2, SV_KEEPER_VERSION);
    sv_put_u32(frame + SV_HEADER_BYTES + 4, (uint32_t)getpid());
    send(fd, frame, sizeof frame, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void say_dismissed(int fd) {
    uint8_t frame[SV_HEADER_BYTES];
    sv_keeper_head(frame, sizeof frame, SV_EVENT_DISMISSED, 0);
    send(fd, frame, sizeof frame, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* It hears of it now, if it takes anything; else when it wants to come back. */
static void dismiss(struct keeper *keeper) {
    uint8_t frame[SV_HEADER_BYTES];
    sv_keeper_head(frame, sizeof frame, SV_EVENT_DISMISSED, 0);
    if (keeper->version >= 2 && sv_link_put(&keeper->link, frame, sizeof frame) == 0)
        sv_link_flush(&keeper->link);
    sv_peer_close(&keeper->dismissed);
    keeper->dismissed = keeper->peer;
    sv_peer_init(&keeper->peer);
    sv_revive_never(keeper, false);
    sv_keeper_leave(keeper);
}

static bool is_dismissed(const struct keeper *keeper, int pid) {
    return keeper->dismissed.pid == pid && sv_peer_lives(&keeper->dismissed);
}

/* The highest version that both speak, or 0. */
static uint16_t common_version(uint16_t lowest, uint16_t highest) {
    uint16_t most = highest < SV_KEEPER_VERSION ? highest : SV_KEEPER_VERSION;
    return most >= lowest && most >= SV_KEEPER_OLDEST ? most : 0;
}

/* A newcomer that wants to be the control plane. Its connection is the keeper's from then on. */
static void attach_command(struct keeper *keeper, struct sv_link *newcomer, const uint8_t *frame,
                           size_t size) {
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    uint16_t lowest = sv_read_u16(&reader);
    uint16_t highest = sv_read_u16(&reader);
    uint32_t flags = sv_read_u32(&reader);
    uint16_t version = common_version(lowest, highest);
    if (!sv_read_finished(&reader))
        return;
    if (!version) {
        say_versions(newcomer->fd);
        return;
    }
    if (flags & SV_ATTACH_AGAIN && is_dismissed(keeper, newcomer->peer)) {
        say_dismissed(newcomer->fd);
        return;
    }
    if (keeper->version) {
        say_busy(keeper, newcomer->fd);
        return;
    }
    keeper->link = *newcomer;
    sv_peer_close(&keeper->peer);
    keeper->peer = sv_peer_of(newcomer->fd);
    sv_link_init(newcomer);
    sv_link_drop(&keeper->link, size);
    /* Another control plane in the same process is not the one that was sent away. */
    if (keeper->dismissed.pid == keeper->link.peer)
        sv_peer_close(&keeper->dismissed);
    attach(keeper, version);
}

/* What this process has in memory, in KiB. */
static uint64_t memory_kib(void) {
    char text[128];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    text[n > 0 ? n : 0] = '\0';
    char *resident = strchr(text, ' ');
    long page = sysconf(_SC_PAGESIZE);
    return resident && page > 0 ? strtoull(resident, NULL, 10) * (uint64_t)page / 1024 : 0;
}

static void put_program(struct sv_answer *answer) {
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    sv_answer_text(answer, "program", path);
}

/* Children that are no programs and nothing of the keeper's own: what programs have left
 * behind, and whose that was can't be told for sure. */
static void put_orphans(const struct keeper *keeper, struct sv_answer *answer) {
    enum { MOST = 256, DIGITS = 11 };
    pid_t pids[MOST];
    size_t count = sv_engine_strangers(keeper->engine, pids, MOST), length = 0;
    char text[MOST * DIGITS + 1] = "";
    for (size_t i = 0; i < count; i++)
        if (pids[i] != keeper->upgrade.trial.pid && pids[i] != keeper->revival.starter.pid &&
            pids[i] != keeper->peer.pid)
            length += (size_t)snprintf(text + length, sizeof text - length, length ? " %d" : "%d",
                                       (int)pids[i]);
    sv_answer_text(answer, "orphans", text);
}

enum { NANOS = 1000000000 };

static void tell_status(const struct keeper *keeper, int fd) {
    struct sv_answer answer;
    sv_answer_begin(&answer, 0);
    sv_answer_number(&answer, "pid", (uint64_t)getpid());
    sv_answer_text(&answer, "version", WARDEN_VERSION);
    sv_answer_number(&answer, "oldest_protocol", SV_KEEPER_OLDEST);
    sv_answer_number(&answer, "newest_protocol", SV_KEEPER_VERSION);
    sv_answer_number(&answer, "started", (uint64_t)(keeper->started.real / NANOS));
    if (keeper->version) {
        sv_answer_number(&answer, "attached", (uint64_t)keeper->link.peer);
        sv_answer_number(&answer, "attached_protocol", keeper->version);
        sv_answer_number(&answer, "attached_since", (uint64_t)(keeper->attached_at.real / NANOS));
    }
    sv_answer_number(&answer, "upgrades", keeper->upgrades);
    sv_answer_number(&answer, "children", sv_records_living(&keeper->records));
    sv_answer_number(&answer, "unacknowledged_exits", sv_records_ended(&keeper->records));
    sv_answer_number(&answer, "unheard_outputs", keeper->lost);
    put_orphans(keeper, &answer);
    sv_answer_number(&answer, "memory_kib", memory_kib());
    sv_answer_text(&answer, "directory", keeper->place.path);
    put_program(&answer);
    sv_answer_send(&answer, fd);
}

static void kill_dismissed(const struct keeper *keeper, struct sv_answer *answer) {
    uint64_t start = sv_start_of(keeper->dismissed.pid);
    int error = sv_peer_kill(&keeper->dismissed);
    if (error == 0) {
        sv_answer_number(answer, "killed", (uint64_t)keeper->dismissed.pid);
        sv_answer_number(answer, "killed_start", start);
    } else if (error != ESRCH) {
        sv_answer_text(answer, "not_killed", strerror(error));
    }
}

/* Whoever asks for this is allowed to, or would not have been heard. */
static void takeover_command(struct keeper *keeper, int fd, const uint8_t *frame, size_t size) {
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    uint32_t flags = sv_read_u32(&reader);
    if (!sv_read_finished(&reader))
        return;
    struct sv_answer answer;
    sv_answer_begin(&answer, 0);
    sv_answer_number(&answer, "pid", (uint64_t)getpid());
    sv_answer_number(&answer, "children", sv_records_living(&keeper->records));
    if (keeper->version) {
        sv_answer_number(&answer, "dismissed", (uint64_t)keeper->link.peer);
        dismiss(keeper);
    }
    uint32_t asker = sv_peer_uid(fd);
    bool may_kill = !keeper->policy || asker == 0 || asker == keeper->dismissed.uid;
    if (flags & SV_TAKEOVER_KILL && may_kill && sv_peer_lives(&keeper->dismissed))
        kill_dismissed(keeper, &answer);
    else if (sv_peer_lives(&keeper->dismissed))
        sv_answer_number(&answer, "still_there", (uint64_t)keeper->dismissed.pid);
    sv_answer_send(&answer, fd);
}

/* The first frame of a newcomer says what it is: the next control plane, or somebody who asks. */
void sv_keeper_welcome(struct keeper *keeper, struct sv_link *newcomer) {
    size_t size;
    const uint8_t *frame = sv_newcomers_hear(newcomer, &size);
    if (!frame)
        return;
    if (sv_keeper_type(frame) == SV_COMMAND_ATTACH)
        attach_command(keeper, newcomer, frame, size);
    else if (sv_keeper_type(frame) == SV_COMMAND_STATUS)
        tell_status(keeper, newcomer->fd);
    else if (sv_keeper_type(frame) == SV_COMMAND_TAKEOVER)
        takeover_command(keeper, newcomer->fd, frame, size);
    else if (sv_keeper_type(frame) == SV_COMMAND_UPGRADE)
        sv_upgrade_want(keeper, newcomer, frame, size);
    sv_link_close(newcomer); /* nobody's any more if it was taken over */
}
