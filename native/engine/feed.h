/* Bytes on their way to a child's stdin. Engine thread only. */
#ifndef SV_FEED_H
#define SV_FEED_H

#include <stddef.h>
#include <stdint.h>

#include "archive.h"

struct sv_portion;

struct sv_feed {
    struct sv_portion *first;
    struct sv_portion **last;
    size_t waiting; /* at most SV_MAX_STDIN_BYTES */
};

void sv_feed_init(struct sv_feed *feed);

/* Forgets what waits. */
void sv_feed_drop(struct sv_feed *feed);

/*
 * Writes what the pipe (non-blocking; -1: closed) takes at once and keeps the rest. 0; -EPIPE when
 * the child's end is closed; -EAGAIN or -ENOMEM when there is no room for the rest, nothing having
 * been written.
 */
int sv_feed_add(struct sv_feed *feed, int fd, const uint8_t *bytes, size_t length);

/* Writes on; what to do when the pipe has room. 0, or -errno when it never will again. */
int sv_feed_flush(struct sv_feed *feed, int fd);

/* What waits, in its order. */
void sv_feed_archive(struct sv_feed *feed, struct sv_archive *archive);

#endif
