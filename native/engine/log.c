#include "log.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "descriptor.h"
#include "rotate.h"
#include "wire_numbers.h"

int sv_log_open(struct sv_log *log, const char *path, int64_t maxbytes, int32_t backups) {
    memset(log, 0, sizeof *log);
    log->target.fd = -1;
    log->maxbytes = log->rotate_at = maxbytes;
    log->backups = backups;
    if (!path)
        return 0;
    log->path = strdup(path);
    int result = log->path ? sv_log_target_open(path, &log->target) : -ENOMEM;
    if (result < 0)
        sv_log_close(log);
    return result;
}

static void forget_waiting(struct sv_log *log) {
    free(log->waiting);
    log->waiting = NULL;
    log->waiting_length = 0;
}

void sv_log_close(struct sv_log *log) {
    sv_close(&log->target.fd);
    forget_waiting(log);
    free(log->path);
    log->path = NULL;
}

static void tell(struct sv_log *log, uint8_t operation, int error, struct sv_trouble *trouble) {
    log->last_error = error;
    if (log->told & (1U << operation))
        return;
    log->told |= (uint8_t)(1U << operation);
    if (trouble->operation == 0) {
        *trouble = (struct sv_trouble){operation, error, log->lost};
        log->lost = 0;
    }
}

int sv_log_reopen(struct sv_log *log) {
    if (!log->path)
        return 0;
    struct sv_log_target opened;
    int result = sv_log_target_open(log->path, &opened);
    log->misplaced = result < 0;
    if (result == 0) {
        sv_close(&log->target.fd);
        log->target = opened;
        log->rotate_at = log->maxbytes;
        log->stuck = false;
    }
    return result;
}

int sv_log_clear(struct sv_log *log) {
    bool open = log->path && log->target.fd >= 0;
    if (open && !log->target.rotate)
        return 0;
    int result = 0;
    if (open && unlink(log->path) < 0 && errno != ENOENT)
        result = -errno;
    int reopened = sv_log_reopen(log);
    return result < 0 ? result : reopened;
}

/* Of a shared pipe a poll promises room for so much and no more. */
static ssize_t put_shared(int fd, const uint8_t *bytes, size_t length) {
    enum { PROMISED = 4096 };
    struct pollfd one = {.fd = fd, .events = POLLOUT};
    int ready = poll(&one, 1, 0);
    if (ready < 0)
        return -1;
    if (ready == 0) {
        errno = EAGAIN;
        return -1;
    }
    return write(fd, bytes, length < PROMISED ? length : PROMISED);
}

static ssize_t put(const struct sv_log *log, const uint8_t *bytes, size_t length) {
    if (log->target.socket)
        return send(log->target.fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (log->target.shared)
        return put_shared(log->target.fd, bytes, length);
    return write(log->target.fd, bytes, length);
}

static int64_t millis(void) {
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Returns how many bytes were written; when not all, *error says why. */
static size_t put_all(struct sv_log *log, const uint8_t *bytes, size_t length, int *error) {
    size_t done = 0;
    bool opened = false;
    while (done < length) {
        ssize_t n = put(log, bytes + done, length - done);
        if (n > 0) {
            done += (size_t)n;
            continue;
        }
        *error = n == 0 ? EIO : errno;
        if (*error == EINTR)
            continue;
        /* A FIFO's reader has gone: the next one shall find what comes now. */
        if (*error != EPIPE || !log->target.fifo || opened || sv_log_reopen(log) < 0)
            break;
        opened = true;
    }
    return done;
}

/* Keeps what was not taken, behind what waits already. False when there is no memory for it. */
static bool keep(struct sv_log *log, const uint8_t *bytes, size_t length) {
    uint8_t *larger = realloc(log->waiting, log->waiting_length + length);
    if (!larger)
        return false;
    if (!sv_log_waits(log))
        log->patience_ends = millis() + SV_LOG_PATIENCE_MILLIS;
    memcpy(larger + log->waiting_length, bytes, length);
    log->waiting = larger;
    log->waiting_length += length;
    return true;
}

static void lose(struct sv_log *log, size_t length, int error, struct sv_trouble *trouble) {
    log->lost += length;
    tell(log, SV_OPERATION_WRITE, error, trouble);
}

static void worked(struct sv_log *log) {
    log->stuck = false;
    log->told &= (uint8_t) ~(1U << SV_OPERATION_WRITE);
}

static void write_now(struct sv_log *log, const uint8_t *bytes, size_t length,
                      struct sv_trouble *trouble) {
    int error = 0;
    size_t done = put_all(log, bytes, length, &error);
    if (done == length)
        worked(log);
    else if (error != EAGAIN || log->stuck || !keep(log, bytes + done, length - done))
        lose(log, length - done, error, trouble);
}

void sv_log_flush(struct sv_log *log, bool give_up, struct sv_trouble *trouble) {
    if (!sv_log_waits(log))
        return;
    int error = 0;
    size_t done = put_all(log, log->waiting, log->waiting_length, &error);
    size_t rest = log->waiting_length - done;
    if (done > 0)
        log->patience_ends = millis() + SV_LOG_PATIENCE_MILLIS;
    if (rest == 0) {
        forget_waiting(log);
        worked(log);
    } else if (error != EAGAIN || give_up || millis() >= log->patience_ends) {
        log->stuck = true;
        forget_waiting(log);
        lose(log, rest, error, trouble);
    } else {
        memmove(log->waiting, log->waiting + done, rest);
        log->waiting_length = rest;
    }
}

static void rotate_if_due(struct sv_log *log, struct sv_trouble *trouble) {
    if (log->maxbytes == 0 || !log->target.rotate)
        return;
    off_t position = lseek(log->target.fd, 0, SEEK_CUR);
    if (position < log->rotate_at)
        return;
    int result = sv_log_rotate(log);
    if (result < 0) {
        /* The directory may be gone or not ours: not to be tried at every write. */
        log->rotate_at = position + log->maxbytes;
        tell(log, SV_OPERATION_ROTATE, -result, trouble);
    } else {
        log->told &= (uint8_t) ~(1U << SV_OPERATION_ROTATE);
    }
}

void sv_log_write(struct sv_log *log, const uint8_t *bytes, size_t length,
                  struct sv_trouble *trouble) {
    if (!log->path || length == 0)
        return;
    int open_error = 0;
    if (log->misplaced || log->target.fd < 0)
        open_error = -sv_log_reopen(log);
    if (log->target.fd < 0) {
        log->lost += length;
        tell(log, SV_OPERATION_OPEN, open_error, trouble);
        return;
    }
    if (open_error)
        tell(log, SV_OPERATION_OPEN, open_error, trouble);
    else
        log->told &= (uint8_t) ~(1U << SV_OPERATION_OPEN);
    if (!sv_log_waits(log))
        write_now(log, bytes, length, trouble);
    else if (!keep(log, bytes, length))
        lose(log, length, ENOMEM, trouble);
    rotate_if_due(log, trouble);
}

void sv_log_last_words(struct sv_log *log, struct sv_trouble *trouble) {
    log->lost += log->waiting_length;
    forget_waiting(log);
    if (log->lost == 0)
        return;
    *trouble = (struct sv_trouble){SV_OPERATION_WRITE, log->last_error, log->lost};
    log->lost = 0;
}
