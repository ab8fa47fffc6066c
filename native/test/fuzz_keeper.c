/*
 * libFuzzer: what the keeper alone decodes. The first byte says which: 0, a connection on which the
 * rest comes, in pieces, and whose frames go into the records; 1, a file of records whose rest it
 * is behind a good beginning. What is known after that is told to the next keeper and must be the
 * same.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "link.h"
#include "records.h"

enum { PIECE = 61 };

static struct sv_records records;
static int directory = -1;
static size_t start_bytes; /* of a file that knows nothing */

static void need(int good) {
    if (!good)
        abort();
}

static void open_directory(void) {
    need(mkdir("state", 0700) == 0 || errno == EEXIST);
    directory = open("state", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    need(directory >= 0);
    unlinkat(directory, "records", 0);
    need(sv_records_open(&records, directory) == 0);
    start_bytes = records.file_bytes;
    sv_records_close(&records);
}

/* All that is known, as a sum that no order changes. */
static uint64_t sum(void) {
    uint64_t total = 0;
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        for (const struct sv_note *note = records.notes[i]; note; note = note->next) {
            need(note->key > 0 && SV_HEADER_BYTES + 4 + note->key < note->size);
            uint64_t one = 1469598103934665603U;
            for (size_t b = 0; b < note->size; b++)
                one = (one ^ note->frame[b]) * 1099511628211U;
            total += one;
        }
        for (const struct sv_known *known = records.children[i]; known; known = known->next) {
            if (known->pid <= 0)
                continue;
            need(known->spawned[0] == SV_SPAWNED_BYTES);
            need(!known->ended || known->exited[0] == SV_EXITED_BYTES);
            for (size_t b = 0; b < SV_WILL_BYTES; b++)
                total += (uint64_t)known->will[b] * (b + 1);
            total += (uint64_t)known->child * 2654435761U + (uint64_t)known->pid +
                     known->start * 31 + known->ended;
        }
    }
    return total;
}

static void take(const uint8_t *frame, size_t size) {
    struct sv_reader reader = {frame + 4, frame + SV_HEADER_BYTES, false};
    uint16_t type = sv_read_u16(&reader);
    sv_read_u16(&reader);
    uint32_t child = sv_read_u32(&reader);
    if (type == SV_COMMAND_NOTE)
        sv_records_note(&records, frame, size);
    else if (type == SV_COMMAND_WILL)
        sv_records_will(&records, frame, size);
    else if (type == SV_COMMAND_STOPPING)
        sv_records_stopping(&records, frame, size);
    else if (type == SV_COMMAND_SPAWN)
        sv_records_child(&records, child);
    else if (type == SV_COMMAND_FORGET)
        sv_records_forget(&records, child);
    else
        sv_records_event(&records, frame, size);
}

static void converse(const uint8_t *data, size_t size) {
    int ends[2];
    need(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    struct sv_link link;
    sv_link_init(&link);
    sv_link_open(&link, ends[0], 1);
    bool bad = false;
    for (size_t at = 0; at < size && !bad; at += PIECE) {
        size_t part = size - at < PIECE ? size - at : PIECE;
        need(send(ends[1], data + at, part, MSG_NOSIGNAL) == (ssize_t)part);
        need(sv_link_read(&link));
        size_t whole;
        const uint8_t *frame;
        while ((frame = sv_link_frame(&link, &whole, &bad))) {
            take(frame, whole);
            sv_link_drop(&link, whole);
        }
    }
    close(ends[1]);
    sv_link_close(&link);
}

static void append_to_file(const uint8_t *data, size_t size) {
    int fd = openat(directory, "records", O_WRONLY | O_APPEND | O_CLOEXEC);
    need(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (directory < 0)
        open_directory();
    if (size < 1)
        return 0;
    unlinkat(directory, "records", 0);
    need(sv_records_open(&records, directory) == 0 && records.file_bytes == start_bytes);
    if (data[0] % 2 == 0) {
        converse(data + 1, size - 1);
    } else {
        append_to_file(data + 1, size - 1);
        sv_records_close(&records);
        need(sv_records_open(&records, directory) == 0);
    }
    uint64_t before = sum();
    sv_records_close(&records);
    need(sv_records_open(&records, directory) == 0);
    need(sum() == before);
    sv_records_remove(&records);
    sv_records_close(&records);
    return 0;
}
