/*
 * What an engine and its owner are, as bytes, for the same process after it has executed another
 * program. One description of each thing does for both ways, so they can't come to differ.
 */
#ifndef SV_ARCHIVE_H
#define SV_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sv_archive_way {
    SV_SAVE,
    SV_LOAD,
    SV_TRY, /* load where the descriptors are not: to see whether all of it is understood */
};

struct sv_archive {
    enum sv_archive_way way;
    bool bad; /* it ended too early, said what can't be, or there was no memory */
    uint8_t *bytes;
    size_t length, room;
    size_t at;
    int *fds; /* descriptors that were named */
    size_t fd_count, fd_room;
};

void sv_archive_save(struct sv_archive *archive);

/* Borrows the bytes. */
void sv_archive_load(struct sv_archive *archive, enum sv_archive_way way, uint8_t *bytes,
                     size_t length);
void sv_archive_close(struct sv_archive *archive);

static inline bool sv_archive_loads(const struct sv_archive *archive) {
    return archive->way != SV_SAVE;
}

/* A value without pointers and flags; zero when it is not there. */
void sv_archive_plain(struct sv_archive *archive, void *value, size_t size);
void sv_archive_flag(struct sv_archive *archive, bool *flag);
#define SV_PLAIN(archive, value) sv_archive_plain(archive, &(value), sizeof(value))

/* Bytes behind a pointer, NULL for none. Loaded ones are the caller's, to be freed, with a NUL
 * behind them. */
void sv_archive_bytes(struct sv_archive *archive, uint8_t **bytes, size_t *length);

/* A descriptor, or -1, as which all are read in a try. A loaded one is open and close-on-exec. */
void sv_archive_fd(struct sv_archive *archive, int *fd);

/* Before each item of a list and at its end: whether another one follows. */
bool sv_archive_more(struct sv_archive *archive, bool more);

/* Whether the descriptors that were named stay open when another program is executed. */
void sv_archive_keep_open(const struct sv_archive *archive, bool open);

#endif
