#include "feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wire_numbers.h"

struct sv_portion {
    struct sv_portion *next;
    size_t at;
    size_t length;
    uint8_t bytes[];
};

void sv_feed_init(struct sv_feed *feed) {
    feed->first = NULL;
    feed->last = &feed->first;
    feed->waiting = 0;
}

static void drop_first(struct sv_feed *feed) {
    struct sv_portion *portion = feed->first;
    feed->waiting -= portion->length - portion->at;
    feed->first = portion->next;
    if (!feed->first)
        feed->last = &feed->first;
    free(portion);
}

void sv_feed_drop(struct sv_feed *feed) {
    while (feed->first)
        drop_first(feed);
}

/* 0 or -ENOMEM. */
static int append(struct sv_feed *feed, const uint8_t *bytes, size_t length) {
    struct sv_portion *portion = malloc(sizeof *portion + length);
    if (!portion)
        return -ENOMEM;
    portion->next = NULL;
    portion->at = 0;
    portion->length = length;
    memcpy(portion->bytes, bytes, length);
    *feed->last = portion;
    feed->last = &portion->next;
    feed->waiting += length;
    return 0;
}

int sv_feed_add(struct sv_feed *feed, int fd, const uint8_t *bytes, size_t length) {
    if (fd < 0)
        return -EPIPE;
    if (length > SV_MAX_STDIN_BYTES - feed->waiting)
        return -EAGAIN;
    if (length == 0)
        return 0;
    int result = append(feed, bytes, length);
    return result < 0 ? result : sv_feed_flush(feed, fd);
}

int sv_feed_flush(struct sv_feed *feed, int fd) {
    while (feed->first) {
        struct sv_portion *portion = feed->first;
        ssize_t n = write(fd, portion->bytes + portion->at, portion->length - portion->at);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return errno == EAGAIN ? 0 : -EPIPE;
        }
        portion->at += (size_t)n;
        feed->waiting -= (size_t)n;
        if (portion->at == portion->length)
            drop_first(feed);
    }
    return 0;
}

void sv_feed_archive(struct sv_feed *feed, struct sv_archive *archive) {
    struct sv_portion *portion = feed->first;
    while (sv_archive_more(archive, portion)) {
        uint8_t *bytes = portion ? portion->bytes + portion->at : NULL;
        size_t length = portion ? portion->length - portion->at : 0;
        sv_archive_bytes(archive, &bytes, &length);
        if (portion) {
            portion = portion->next;
            continue;
        }
        if (length == 0 || append(feed, bytes, length) < 0)
            archive->bad = true;
        free(bytes);
    }
}
