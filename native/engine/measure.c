#include "measure.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "descriptor.h"
#include "state.h"

enum {
    PIECE_NANOS = 2000000, /* a piece ends when it has taken so long */
    FIRST_FIELD = 3,       /* of stat, behind the name */
    USER_FIELD = 14,
    SYSTEM_FIELD = 15,
    THREADS_FIELD = 20,
    RESIDENT_FIELD = 24,
};

/* By hand, for strtoll is another symbol in newer headers. */
static int64_t number_at(const char *text) {
    int64_t value = 0;
    while (isdigit((unsigned char)*text) && value < INT64_MAX / 16)
        value = value * 10 + (*text++ - '0');
    return value;
}

static int64_t micros(int64_t ticks, const struct sv_units *units) {
    return ticks / units->ticks_per_second * 1000000 +
           ticks % units->ticks_per_second * 1000000 / units->ticks_per_second;
}

bool sv_usage_parse(const char *stat, const struct sv_units *units, struct sv_usage *usage) {
    const char *at = strrchr(stat, ')'); /* the name before it may hold anything */
    if (!at || at[1] != ' ' || at[2] == 'Z' || at[2] == 'X')
        return false;
    at += 2;
    for (int field = FIRST_FIELD; field < RESIDENT_FIELD; field++) {
        if (field == USER_FIELD)
            usage->user_micros = micros(number_at(at), units);
        else if (field == SYSTEM_FIELD)
            usage->system_micros = micros(number_at(at), units);
        else if (field == THREADS_FIELD)
            usage->threads = (int32_t)number_at(at);
        at = strchr(at, ' ');
        if (!at)
            return false;
        at++;
    }
    usage->resident_bytes = number_at(at) * units->page_bytes;
    return true;
}

int32_t sv_descriptors_counted(pid_t pid) {
    enum { DOTS = 2 };
    _Alignas(struct dirent64) char bytes[8192];
    snprintf(bytes, sizeof bytes, "/proc/%d/fd", (int)pid);
    int folder = open(bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -1;
    int32_t total = -DOTS;
    long n = 0;
    while (total < SV_MOST_COUNTED &&
           (n = syscall(SYS_getdents64, folder, bytes, sizeof bytes)) > 0)
        for (long at = 0; at < n; total++)
            at += (long)((const struct dirent64 *)(bytes + at))->d_reclen;
    sv_close(&folder);
    if (n < 0 || total < 0)
        return -1;
    return total < SV_MOST_COUNTED ? total : SV_MOST_COUNTED;
}

int32_t sv_descriptors_of(pid_t pid) {
    char path[32];
    struct statx about;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    if (statx(AT_FDCWD, path, 0, STATX_SIZE, &about) == 0 && about.stx_size > 0)
        return about.stx_size < INT32_MAX ? (int32_t)about.stx_size : INT32_MAX;
    return sv_descriptors_counted(pid);
}

static bool read_stat(pid_t pid, char *text, size_t room) {
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, room - 1);
    sv_close(&fd);
    if (n <= 0)
        return false;
    text[n] = '\0';
    return true;
}

/* Alive afterwards means that the pid was its own all the while. */
static bool look(const struct sv_slot *slot, const struct sv_units *units, struct sv_usage *usage) {
    char text[1024];
    if (!read_stat(slot->pid, text, sizeof text) || !sv_usage_parse(text, units, usage))
        return false;
    usage->descriptors = sv_descriptors_of(slot->pid);
    struct pollfd one = {.fd = slot->exit.fd, .events = POLLIN};
    return poll(&one, 1, 0) == 0;
}

/* The next slot of the sweep, or NULL at its end. Children that come and go between two pieces may
 * be left out, or be seen twice. */
static const struct sv_slot *next_slot(const struct sv_engine *engine, struct sv_sweep *sweep) {
    for (; sweep->bucket < SV_BUCKETS; sweep->bucket++, sweep->passed = 0) {
        const struct sv_slot *slot = engine->slots.bucket[sweep->bucket];
        for (unsigned i = 0; slot && i < sweep->passed; i++)
            slot = slot->next;
        if (slot) {
            sweep->passed++;
            return slot;
        }
    }
    return NULL;
}

void sv_sweep_begin(struct sv_engine *engine, uint32_t seq) {
    engine->sweep = (struct sv_sweep){.going = true, .seq = seq};
}

static void end(struct sv_engine *engine) {
    engine->sweep.going = false;
    if (engine->sweep.seq)
        sv_say_done(&engine->outbox, 0, engine->sweep.seq, 0);
}

void sv_sweep_go_on(struct sv_engine *engine) {
    if (!engine->sweep.going)
        return;
    if (sv_outbox_room(&engine->outbox) < SV_SWEEP_SAYS) {
        sv_nudge(engine->wake.fd);
        return;
    }
    const struct sv_units units = {sysconf(_SC_CLK_TCK), sysconf(_SC_PAGESIZE)};
    struct sv_measured piece = {.at = sv_times_now().monotonic, .count = 0};
    const struct sv_slot *slot = NULL;
    /* Slots count as well as time: a clock that stands still must not make the piece endless. */
    for (int seen = 0; seen < SV_MOST_MEASURED; seen++) {
        slot = next_slot(engine, &engine->sweep);
        if (!slot)
            break;
        struct sv_measured_one *one = &piece.one[piece.count];
        if (slot->state == SV_SLOT_LIVING && look(slot, &units, &one->usage)) {
            one->child = slot->child;
            one->pid = slot->pid;
            piece.count++;
        }
        if (sv_times_now().monotonic > piece.at + PIECE_NANOS)
            break;
    }
    if (piece.count > 0)
        sv_say_measured(&engine->outbox, engine->sweep.seq, &piece);
    if (slot)
        sv_nudge(engine->wake.fd);
    else
        end(engine);
}
