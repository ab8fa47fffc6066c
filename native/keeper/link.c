#include "link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "wire.h"

/* One read; and what a buffer may have grown to and is kept when it is empty. */
enum { READ_BYTES = 64 << 10, KEPT_BYTES = 16 * READ_BYTES };

void sv_link_init(struct sv_link *link) {
    memset(link, 0, sizeof *link);
    link->fd = -1;
}

void sv_link_open(struct sv_link *link, int fd, int peer) {
    link->fd = fd;
    link->peer = peer;
}

static void close_passed(struct sv_link *link) {
    while (link->passed_count > 0)
        close(link->passed[--link->passed_count]);
}

void sv_link_close(struct sv_link *link) {
    if (link->fd >= 0)
        close(link->fd);
    close_passed(link);
    free(link->in);
    free(link->out);
    sv_link_init(link);
}

static bool grow(uint8_t **bytes, size_t *room, size_t needed) {
    if (needed <= *room)
        return true;
    size_t size = *room ? *room : READ_BYTES;
    while (size < needed)
        size *= 2;
    uint8_t *larger = realloc(*bytes, size);
    if (!larger)
        return false;
    *bytes = larger;
    *room = size;
    return true;
}

/* An empty buffer that was once large. */
static void give_back(uint8_t **bytes, size_t *room) {
    if (*room <= KEPT_BYTES)
        return;
    free(*bytes);
    *bytes = NULL;
    *room = 0;
}

/* More than are asked for are not kept. */
static void take_passed(struct sv_link *link, struct msghdr *message) {
    for (struct cmsghdr *one = CMSG_FIRSTHDR(message); one; one = CMSG_NXTHDR(message, one)) {
        if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (one->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(one) + i * sizeof fd, sizeof fd);
            if (link->passed_count < SV_PASSED)
                link->passed[link->passed_count++] = fd;
            else
                close(fd);
        }
    }
}

/* What was dropped makes room, once for each read and not for each frame. */
static void close_gap(struct sv_link *link) {
    if (link->in_start > 0 && link->in_bytes > 0)
        memmove(link->in, link->in + link->in_start, link->in_bytes);
    link->in_start = 0;
}

bool sv_link_read(struct sv_link *link) {
    close_gap(link);
    if (link->in_bytes > SV_MAX_FRAME_BYTES ||
        !grow(&link->in, &link->in_room, link->in_bytes + READ_BYTES))
        return link->in_bytes > SV_MAX_FRAME_BYTES; /* what is there has to be dealt with first */
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(SV_PASSED * sizeof(int))];
    } control;
    struct iovec part = {link->in + link->in_bytes, READ_BYTES};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t n = recvmsg(link->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    take_passed(link, &message);
    link->in_bytes += (size_t)n;
    return n > 0;
}

const uint8_t *sv_link_frame(const struct sv_link *link, size_t *size, bool *bad) {
    *bad = false;
    if (link->in_bytes < SV_HEADER_BYTES)
        return NULL;
    const uint8_t *frame = link->in + link->in_start;
    struct sv_reader reader = {frame, frame + SV_HEADER_BYTES, false};
    *size = sv_read_u32(&reader);
    *bad = *size < SV_HEADER_BYTES || *size > SV_MAX_FRAME_BYTES;
    return *bad || *size > link->in_bytes ? NULL : frame;
}

void sv_link_drop(struct sv_link *link, size_t size) {
    link->in_start += size;
    link->in_bytes -= size;
    if (link->in_bytes == 0) {
        link->in_start = 0;
        give_back(&link->in, &link->in_room);
    }
}

int sv_link_put(struct sv_link *link, const uint8_t *bytes, size_t size) {
    if (link->out_start > 0 && link->out_start + link->out_bytes + size > link->out_room) {
        memmove(link->out, link->out + link->out_start, link->out_bytes);
        link->out_start = 0;
    }
    if (!grow(&link->out, &link->out_room, link->out_start + link->out_bytes + size))
        return -ENOMEM;
    memcpy(link->out + link->out_start + link->out_bytes, bytes, size);
    link->out_bytes += size;
    return 0;
}

bool sv_link_flush(struct sv_link *link) {
    while (link->out_bytes > 0) {
        ssize_t n = send(link->fd, link->out + link->out_start, link->out_bytes,
                         MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN;
        link->out_start += (size_t)n;
        link->out_bytes -= (size_t)n;
    }
    link->out_start = 0;
    give_back(&link->out, &link->out_room);
    return true;
}

static void archive_buffer(struct sv_archive *archive, uint8_t **bytes, size_t start,
                           size_t *length, size_t *room) {
    uint8_t *at = *bytes ? *bytes + start : NULL;
    sv_archive_bytes(archive, &at, length);
    if (sv_archive_loads(archive)) {
        *bytes = at;
        *room = *length;
    }
}

void sv_link_archive(struct sv_link *link, struct sv_archive *archive) {
    sv_archive_fd(archive, &link->fd);
    SV_PLAIN(archive, link->peer);
    archive_buffer(archive, &link->in, link->in_start, &link->in_bytes, &link->in_room);
    archive_buffer(archive, &link->out, link->out_start, &link->out_bytes, &link->out_room);
    SV_PLAIN(archive, link->passed_count);
    if (link->passed_count < 0 || link->passed_count > SV_PASSED) {
        archive->bad = true;
        link->passed_count = 0;
    }
    for (int i = 0; i < link->passed_count; i++)
        sv_archive_fd(archive, &link->passed[i]);
}
