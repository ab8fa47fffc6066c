/* One log: the bytes of a channel go into a file that is rotated. Used by one thread at a time. */
#ifndef SV_LOG_H
#define SV_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log_target.h"

enum { SV_LOG_PATIENCE_MILLIS = 500 };

/* Something to tell, unless operation is 0. */
struct sv_trouble {
    uint8_t operation; /* SV_OPERATION_* */
    int error;
    uint64_t lost; /* bytes that went nowhere since the last time this was told */
};

struct sv_log {
    char *path; /* owned; NULL: there is no log, writing does nothing */
    int64_t maxbytes;
    int32_t backups;
    struct sv_log_target target; /* fd -1 while it can't be opened */
    bool misplaced;              /* the open file is not the one that the path should lead to */
    bool stuck;                  /* the reader of a special file did not keep up the last time */
    uint8_t *waiting;            /* what it has not taken yet; owned */
    size_t waiting_length;
    int64_t patience_ends; /* CLOCK_MONOTONIC milliseconds */
    uint8_t told;          /* operations (1 << SV_OPERATION_*) that fail and were told */
    int last_error;
    int64_t rotate_at; /* the position from which on rotation is due */
    uint64_t lost;
};

/* Opens, or holds nothing when path is NULL. 0 or -errno, and then holds nothing. */
int sv_log_open(struct sv_log *log, const char *path, int64_t maxbytes, int32_t backups);
void sv_log_close(struct sv_log *log);

/*
 * Writes everything and then rotates if that is due. What can't be written is lost and counted;
 * whatever fails is told once until it works again. Never waits: what the reader of a special file
 * does not take at once is kept, and more should not be written until it has been flushed.
 */
void sv_log_write(struct sv_log *log, const uint8_t *bytes, size_t length,
                  struct sv_trouble *trouble);

static inline bool sv_log_waits(const struct sv_log *log) { return log->waiting_length > 0; }

/*
 * Writes on what waits. When nothing was taken for SV_LOG_PATIENCE_MILLIS, or `give_up`, it is
 * lost; and from then on until the reader takes a whole write nothing waits for it any more.
 */
void sv_log_flush(struct sv_log *log, bool give_up, struct sv_trouble *trouble);

/* Opens the path anew. On failure goes on with the open file and tries again at each write. 0 or
 * -errno. */
int sv_log_reopen(struct sv_log *log);

/* Removes the file, if it is one, and makes it anew. 0 or -errno. */
int sv_log_clear(struct sv_log *log);

/* At the end: what was lost and not told yet; what still waits is lost. */
void sv_log_last_words(struct sv_log *log, struct sv_trouble *trouble);

#endif
