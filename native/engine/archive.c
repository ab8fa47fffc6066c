#include "archive.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

void sv_archive_save(struct sv_archive *archive) { *archive = (struct sv_archive){.way = SV_SAVE}; }

void sv_archive_load(struct sv_archive *archive, enum sv_archive_way way, uint8_t *bytes,
                     size_t length) {
    *archive = (struct sv_archive){.way = way, .bytes = bytes, .length = length};
}

void sv_archive_close(struct sv_archive *archive) {
    if (archive->way == SV_SAVE)
        free(archive->bytes);
    free(archive->fds);
    *archive = (struct sv_archive){.way = archive->way, .bad = true};
}

static bool has_room(struct sv_archive *archive, size_t size) {
    if (size <= archive->room - archive->length)
        return true;
    size_t room = archive->room ? archive->room : 4096;
    while (room - archive->length < size)
        room *= 2;
    uint8_t *larger = realloc(archive->bytes, room);
    if (!larger)
        return false;
    archive->bytes = larger;
    archive->room = room;
    return true;
}

static void save(struct sv_archive *archive, const void *value, size_t size) {
    if (archive->bad || !has_room(archive, size)) {
        archive->bad = true;
        return;
    }
    memcpy(archive->bytes + archive->length, value, size);
    archive->length += size;
}

static void load(struct sv_archive *archive, void *value, size_t size) {
    if (archive->bad || size > archive->length - archive->at) {
        archive->bad = true;
        memset(value, 0, size);
        return;
    }
    memcpy(value, archive->bytes + archive->at, size);
    archive->at += size;
}

void sv_archive_plain(struct sv_archive *archive, void *value, size_t size) {
    if (archive->way == SV_SAVE)
        save(archive, value, size);
    else
        load(archive, value, size);
}

void sv_archive_flag(struct sv_archive *archive, bool *flag) {
    uint8_t byte = archive->way == SV_SAVE ? *flag : 0;
    SV_PLAIN(archive, byte);
    if (byte > 1)
        archive->bad = true;
    *flag = byte == 1;
}

static void load_bytes(struct sv_archive *archive, uint8_t **bytes, size_t *length) {
    *bytes = NULL;
    if (*length > archive->length - archive->at)
        archive->bad = true;
    if (!archive->bad && *length > 0)
        *bytes = malloc(*length + 1);
    if (!*bytes) {
        archive->bad = archive->bad || *length > 0;
        *length = 0;
        return;
    }
    load(archive, *bytes, *length);
    (*bytes)[*length] = 0;
}

void sv_archive_bytes(struct sv_archive *archive, uint8_t **bytes, size_t *length) {
    SV_PLAIN(archive, *length);
    if (archive->way != SV_SAVE)
        load_bytes(archive, bytes, length);
    else if (*length > 0)
        save(archive, *bytes, *length);
}

static void name(struct sv_archive *archive, int fd) {
    if (archive->fd_count == archive->fd_room) {
        size_t room = archive->fd_room ? 2 * archive->fd_room : 64;
        int *larger = realloc(archive->fds, room * sizeof *larger);
        if (!larger) {
            archive->bad = true;
            return;
        }
        archive->fds = larger;
        archive->fd_room = room;
    }
    archive->fds[archive->fd_count++] = fd;
}

void sv_archive_fd(struct sv_archive *archive, int *fd) {
    SV_PLAIN(archive, *fd);
    if (archive->bad || *fd < 0) {
        *fd = -1;
        return;
    }
    if (archive->way == SV_SAVE)
        name(archive, *fd);
    else if (archive->way == SV_TRY)
        *fd = -1;
    else if (fcntl(*fd, F_SETFD, FD_CLOEXEC) < 0) {
        archive->bad = true;
        *fd = -1;
    }
}

bool sv_archive_more(struct sv_archive *archive, bool more) {
    sv_archive_flag(archive, &more);
    return more && !archive->bad;
}

void sv_archive_keep_open(const struct sv_archive *archive, bool open) {
    for (size_t i = 0; i < archive->fd_count; i++)
        fcntl(archive->fds[i], F_SETFD, open ? 0 : FD_CLOEXEC);
}
