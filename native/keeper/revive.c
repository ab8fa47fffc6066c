#include "revive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "parts.h"

enum { MOST_STARTS = 1000, LINE_BYTES = 256 };

/* Who was attached for so long begins a new count. The first start comes at once. */
static const int64_t nanos = 1000000000, calm = 600, longest_wait = 60;

/* A REVIVE frame, decoded into one piece of memory. */
struct origin {
    uint32_t most;
    int64_t open_files; /* -1: as they are */
    bool on_stdout;     /* the activity log is there, too */
    const char *log;    /* "" none */
    const char *directory;
    char **argv;
    char **environment;
};

void sv_revive_init(struct sv_revival *revival) {
    memset(revival, 0, sizeof *revival);
    sv_peer_init(&revival->gone);
    sv_peer_init(&revival->starter);
}

struct arena {
    char **pointers;
    char *texts;
};

static char *take_text(struct arena *arena, struct sv_reader *reader) {
    size_t length;
    const uint8_t *bytes = sv_read_text(reader, &length);
    char *text = arena->texts;
    if (length)
        memcpy(text, bytes, length);
    text[length] = '\0';
    arena->texts += length + 1;
    return text;
}

static char **take_list(struct arena *arena, struct sv_reader *reader) {
    uint32_t count = sv_read_u32(reader);
    if (count > (size_t)(reader->end - reader->at) / 4)
        reader->bad = true;
    char **list = arena->pointers;
    for (uint32_t i = 0; i < count && !reader->bad; i++)
        *arena->pointers++ = take_text(arena, reader);
    *arena->pointers++ = NULL;
    return list;
}

/* NULL when anything is wrong with it; else to be freed. */
static struct origin *decode(const uint8_t *frame, size_t size) {
    size_t length = size - SV_HEADER_BYTES;
    /* Each text takes four bytes of payload at least, and a pointer and a NUL here. */
    size_t things = length / 4 + 4;
    struct origin *origin = calloc(1, sizeof *origin + things * sizeof(char *) + length + things);
    if (!origin)
        return NULL;
    char **pointers = (char **)(origin + 1);
    struct arena arena = {pointers, (char *)(pointers + things)};
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    origin->most = sv_read_u32(&reader);
    origin->open_files = sv_read_i64(&reader);
    uint8_t on_stdout = sv_read_u8(&reader);
    origin->on_stdout = on_stdout;
    origin->log = take_text(&arena, &reader);
    origin->directory = take_text(&arena, &reader);
    origin->argv = take_list(&arena, &reader);
    origin->environment = take_list(&arena, &reader);
    if (sv_read_finished(&reader) && origin->most >= 1 && origin->most <= MOST_STARTS &&
        origin->open_files >= -1 && on_stdout <= 1 && origin->directory[0] == '/' &&
        origin->argv[0] && origin->argv[0][0] == '/')
        return origin;
    free(origin);
    return NULL;
}

int sv_revive_want(struct keeper *keeper, const uint8_t *frame, size_t size) {
    struct sv_revival *revival = &keeper->revival;
    if (size == SV_HEADER_BYTES) {
        sv_revive_never(keeper, false);
        return 0;
    }
    struct origin *origin = decode(frame, size);
    uint8_t *copy = origin ? malloc(size) : NULL;
    free(origin);
    if (!copy)
        return -EBADMSG;
    memcpy(copy, frame, size);
    free(revival->frame);
    revival->frame = copy;
    revival->size = size;
    return 0;
}

static void tell_to_end(const struct sv_peer *peer) {
    if (peer->pidfd >= 0)
        syscall(SYS_pidfd_send_signal, peer->pidfd, SIGTERM, NULL, 0U);
}

void sv_revive_never(struct keeper *keeper, bool ends_starter) {
    struct sv_revival *revival = &keeper->revival;
    if (ends_starter)
        tell_to_end(&revival->starter);
    free(revival->frame);
    revival->frame = NULL;
    revival->size = 0;
    revival->due = 0;
    revival->count = 0;
    sv_peer_close(&revival->gone);
    if (!keeper->version)
        sv_keeper_leave_terminal();
}

void sv_revive_lost(struct keeper *keeper) {
    struct sv_revival *revival = &keeper->revival;
    if (!revival->frame)
        return;
    if (sv_times_now().monotonic - keeper->attached_at.monotonic > calm * nanos)
        revival->count = 0;
    sv_peer_close(&revival->gone);
    revival->gone = keeper->peer;
    sv_peer_init(&keeper->peer);
}

void sv_revive_attached(struct keeper *keeper) {
    keeper->revival.due = 0;
    sv_peer_close(&keeper->revival.gone);
}

/* In the words of the activity log. Ends with a newline, whatever is cut off. */
static size_t write_line(char *line, const char *level, const char *text) {
    struct timespec now;
    struct tm local;
    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &local);
    size_t length = strftime(line, LINE_BYTES, "%Y-%m-%d %H:%M:%S", &local);
    int more = snprintf(line + length, LINE_BYTES - length, ",%03d %s %s\n",
                        (int)(now.tv_nsec / 1000000), level, text);
    length += (size_t)more;
    if (length >= LINE_BYTES)
        length = LINE_BYTES - 1;
    line[length - 1] = '\n';
    return length;
}

/* In a child, which nobody waits for: a file may hang. What takes nothing at once gets nothing. */
static void say(int fd, const char *line, size_t length) {
    struct pollfd one = {fd, POLLOUT, 0};
    if (poll(&one, 1, 0) == 1 && one.revents & POLLOUT && write(fd, line, length) < 0)
        return;
}

static void log_line(const struct origin *origin, const char *line, size_t length) {
    signal(SIGPIPE, SIG_IGN);
    if (origin->on_stdout)
        say(STDOUT_FILENO, line, length);
    int fd = !origin->log[0]
                 ? -1
                 : open(origin->log,
                        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
    if (fd >= 0)
        say(fd, line, length);
    signal(SIGPIPE, SIG_DFL);
}

/* As where it was started first. Only what may be called between fork and exec in a process of two
 * threads. */
static void become(const struct origin *origin) {
    syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U, 0U);
    struct rlimit limit;
    if (origin->open_files >= 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        rlim_t wanted = (rlim_t)origin->open_files;
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (chdir(origin->directory) == 0)
        execve(origin->argv[0], origin->argv, origin->environment);
}

/* A child that says the line, and becomes the control plane where it is to. Its pid, or -1. */
static pid_t fork_child(const struct origin *origin, const char *line, size_t length, bool starts) {
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    setsid();
    log_line(origin, line, length);
    if (starts)
        become(origin);
    _exit(127);
}

static void give_up(struct keeper *keeper, const struct origin *origin) {
    char text[LINE_BYTES / 2], line[LINE_BYTES];
    snprintf(text, sizeof text,
             "supervisord has ended once more and is not started again: keeper_restarts=%" PRIu32
             "; programs run on",
             origin->most);
    fork_child(origin, line, write_line(line, "CRIT", text), false);
    sv_revive_never(keeper, false);
}

/* It has ended, and nobody has sent it away. */
static void plan(struct keeper *keeper) {
    struct sv_revival *revival = &keeper->revival;
    struct origin *origin = decode(revival->frame, revival->size);
    sv_peer_close(&revival->gone);
    if (!origin)
        return;
    if (revival->count >= origin->most) {
        give_up(keeper, origin);
    } else {
        int64_t wait = 0;
        if (revival->count > 0)
            wait = revival->count > 6 ? longest_wait : (int64_t)1 << (revival->count - 1);
        revival->due =
            sv_times_now().monotonic + (wait < longest_wait ? wait : longest_wait) * nanos;
    }
    free(origin);
}

static void start(struct keeper *keeper) {
    struct sv_revival *revival = &keeper->revival;
    struct origin *origin = decode(revival->frame, revival->size);
    revival->due = 0;
    if (!origin)
        return;
    char text[LINE_BYTES / 2], line[LINE_BYTES];
    snprintf(
        text, sizeof text,
        "supervisord has ended without a word; the keeper (process %d) starts it again (%" PRIu32
        " of at most %" PRIu32 ")",
        (int)getpid(), ++revival->count, origin->most);
    pid_t pid = fork_child(origin, line, write_line(line, "WARN", text), true);
    sv_peer_close(&revival->starter);
    if (pid > 0)
        revival->starter = (struct sv_peer){pid, (int)syscall(SYS_pidfd_open, pid, 0U), geteuid()};
    else
        plan(keeper);
    free(origin);
}

bool sv_revive_reaped(struct keeper *keeper, const uint8_t *frame, size_t size) {
    struct sv_revival *revival = &keeper->revival;
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    if (revival->starter.pid == 0 || sv_read_i32(&reader) != revival->starter.pid)
        return false;
    sv_peer_close(&revival->starter);
    /* One that was attached is known to be gone, or is there. */
    if (revival->frame && !keeper->version && !revival->gone.pid && !revival->due)
        plan(keeper);
    return true;
}

void sv_revive_look(struct keeper *keeper) {
    struct sv_revival *revival = &keeper->revival;
    if (keeper->version || !revival->frame)
        return;
    if (revival->gone.pid && !sv_peer_lives(&revival->gone))
        plan(keeper);
    else if (revival->due && sv_times_now().monotonic >= revival->due)
        start(keeper);
}

void sv_revive_archive(struct sv_revival *revival, struct sv_archive *archive) {
    sv_archive_bytes(archive, &revival->frame, &revival->size);
    SV_PLAIN(archive, revival->count);
    SV_PLAIN(archive, revival->due);
    sv_peer_archive(&revival->gone, archive);
    sv_peer_archive(&revival->starter, archive);
    if (!sv_archive_loads(archive) || !revival->frame)
        return;
    struct origin *origin =
        revival->size < SV_HEADER_BYTES ? NULL : decode(revival->frame, revival->size);
    archive->bad = archive->bad || !origin;
    free(origin);
}
