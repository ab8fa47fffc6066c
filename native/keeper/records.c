#include "records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "rights.h"

/* Frames of the file only: where and when it was written, and the start of a process. */
enum { HERE = 0xFFF0, BORN = 0xFFF1, HERE_TEXT = 64, HERE_BYTES = SV_HEADER_BYTES + HERE_TEXT };
enum { BORN_BYTES = SV_HEADER_BYTES + 12, SLACK = 1 << 20 };
enum { NANOS = 1000000000, PAUSE_SECONDS = 30 };

static const char name[] = "records", fresh_name[] = "records.new";

static uint32_t hash(const uint8_t *bytes, size_t length) {
    uint32_t value = 2166136261U;
    for (size_t i = 0; i < length; i++)
        value = (value ^ bytes[i]) * 16777619U;
    return value % SV_RECORD_BUCKETS;
}

static uint32_t u32(const uint8_t *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void head(uint8_t *at, size_t size, uint16_t type, uint32_t child) {
    sv_put_u32(at, (uint32_t)size);
    sv_put_u16(at + 4, type);
    sv_put_u16(at + 6, 0);
    sv_put_u32(at + 8, child);
    sv_put_u32(at + 12, 0);
}

uint64_t sv_start_of(pid_t pid) {
    char path[32], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0)
        return 0;
    text[n] = '\0';
    /* The name may hold blanks and brackets; the last bracket ends it. Field 3 is next. */
    char *at = strrchr(text, ')');
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    return at ? strtoull(at + 1, NULL, 10) : 0;
}

/* The machine's start and the space of pids: elsewhere a pid means nothing. */
static void here(uint8_t *frame) {
    memset(frame, 0, HERE_BYTES);
    head(frame, HERE_BYTES, HERE, 0);
    char *text = (char *)frame + SV_HEADER_BYTES;
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, 36);
    if (fd >= 0)
        close(fd);
    struct stat space;
    if (n == 36 && stat("/proc/self/ns/pid", &space) == 0)
        snprintf(text + 36, HERE_TEXT - 36, " %lu", (unsigned long)space.st_ino);
}

static int64_t now_nanos(void) {
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * NANOS + now.tv_nsec;
}

/* What can't be written is not remembered beyond this keeper, and half of it would be worse than
 * nothing; there is nobody to be told. A full disk may have room again. */
static void give_up(struct sv_records *records) {
    records->again = now_nanos() + (int64_t)PAUSE_SECONDS * NANOS;
    if (records->file >= 0)
        close(records->file);
    records->file = -1;
    struct sv_rights before = sv_rights_raise();
    unlinkat(records->directory, name, 0);
    unlinkat(records->directory, fresh_name, 0);
    sv_rights_restore(before);
}

static void append(struct sv_records *records, const uint8_t *bytes, size_t size) {
    if (records->file < 0)
        return;
    ssize_t n;
    do
        n = write(records->file, bytes, size);
    while (n < 0 && errno == EINTR);
    if (n == (ssize_t)size)
        records->file_bytes += size;
    else
        give_up(records);
}

/* Both in one write: a child without its SPAWNED would be one that nobody can be told of. */
static void append_child(struct sv_records *records, const struct sv_known *known) {
    if (!known->pid)
        return;
    uint8_t born[BORN_BYTES + SV_SPAWNED_BYTES];
    head(born, BORN_BYTES, BORN, known->child);
    sv_put_u32(born + SV_HEADER_BYTES, (uint32_t)known->pid);
    sv_put_u64(born + SV_HEADER_BYTES + 4, known->start);
    memcpy(born + BORN_BYTES, known->spawned, SV_SPAWNED_BYTES);
    append(records, born, sizeof born);
    if (known->will[0])
        append(records, known->will, SV_WILL_BYTES);
    if (known->ended)
        append(records, known->exited, SV_EXITED_BYTES);
}

/* Everything that is known, in a file of its own that then takes the place of the old one. */
static void rewrite(struct sv_records *records) {
    struct sv_rights before = sv_rights_raise();
    if (records->file >= 0)
        close(records->file);
    unlinkat(records->directory, fresh_name, 0);
    records->file = openat(records->directory, fresh_name,
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    records->file_bytes = 0;
    uint8_t place[HERE_BYTES];
    here(place);
    append(records, place, HERE_BYTES);
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        for (struct sv_note *note = records->notes[i]; note; note = note->next)
            append(records, note->frame, note->size);
        for (struct sv_known *known = records->children[i]; known; known = known->next)
            append_child(records, known);
    }
    records->live_bytes = records->file_bytes;
    if (records->file < 0 || renameat(records->directory, fresh_name, records->directory, name) < 0)
        give_up(records); /* what the old one says is no longer so */
    sv_rights_restore(before);
}

void sv_records_look(struct sv_records *records) {
    if (records->file < 0 && now_nanos() >= records->again)
        rewrite(records);
}

static void keep(struct sv_records *records, const uint8_t *frame, size_t size) {
    append(records, frame, size);
    if (records->file >= 0 && records->file_bytes > 4 * records->live_bytes + SLACK)
        rewrite(records);
}

static struct sv_note **find_note(struct sv_records *records, const uint8_t *key, size_t length) {
    struct sv_note **at = &records->notes[hash(key, length)];
    while (*at &&
           ((*at)->key != length || memcmp((*at)->frame + SV_HEADER_BYTES + 4, key, length) != 0))
        at = &(*at)->next;
    return at;
}

static int take_note(struct sv_records *records, const uint8_t *frame, size_t size) {
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    size_t length;
    const uint8_t *key = sv_read_text(&reader, &length);
    if (reader.bad || length == 0 || length > SV_MAX_KEY_BYTES)
        return -EBADMSG;
    struct sv_note *note = NULL;
    struct sv_note **at = find_note(records, key, length);
    size_t before = *at ? (*at)->size : 0;
    if (reader.at < reader.end) {
        if (records->note_bytes - before + size > SV_MOST_NOTES)
            return -EAGAIN;
        note = malloc(sizeof *note + size);
        if (!note)
            return -ENOMEM;
        note->size = size;
        note->key = length;
        memcpy(note->frame, frame, size);
    }
    struct sv_note *old = *at;
    if (note)
        note->next = old ? old->next : NULL;
    *at = note ? note : old ? old->next : NULL;
    records->note_bytes += (note ? size : 0) - before;
    free(old);
    return 0;
}

int sv_records_note(struct sv_records *records, const uint8_t *frame, size_t size) {
    int result = take_note(records, frame, size);
    if (result == 0)
        keep(records, frame, size);
    return result;
}

static struct sv_known **find_child(struct sv_records *records, uint32_t child) {
    struct sv_known **at = &records->children[child % SV_RECORD_BUCKETS];
    while (*at && (*at)->child != child)
        at = &(*at)->next;
    return at;
}

int sv_records_child(struct sv_records *records, uint32_t child) {
    struct sv_known **at = find_child(records, child);
    if (*at)
        return 0;
    *at = calloc(1, sizeof **at);
    if (!*at)
        return -ENOMEM;
    (*at)->child = child;
    return 0;
}

static void drop_child(struct sv_known **at) {
    struct sv_known *old = *at;
    *at = old->next;
    free(old);
}

void sv_records_event(struct sv_records *records, const uint8_t *frame, size_t size) {
    uint16_t type = (uint16_t)(frame[4] | frame[5] << 8);
    struct sv_known **at = find_child(records, u32(frame + 8));
    if (!*at)
        return;
    if ((*at)->pid == 0 && type == SV_EVENT_SPAWN_FAILED) {
        drop_child(at);
    } else if ((*at)->pid == 0 && type == SV_EVENT_SPAWNED && size == SV_SPAWNED_BYTES) {
        (*at)->pid = (pid_t)u32(frame + SV_HEADER_BYTES);
        (*at)->start = sv_start_of((*at)->pid);
        memcpy((*at)->spawned, frame, size);
        append_child(records, *at);
    } else if (type == SV_EVENT_EXITED && size == SV_EXITED_BYTES) {
        (*at)->ended = true;
        memcpy((*at)->exited, frame, size);
        keep(records, frame, size);
    }
}

/* How it is to be stopped; of who is not known it is forgotten. */
static int take_will(struct sv_records *records, const uint8_t *frame, size_t size,
                     const struct sv_known **taken) {
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    sv_read_i32(&reader);
    int32_t number = sv_read_i32(&reader);
    uint8_t flags = sv_read_u8(&reader);
    int64_t wait = sv_read_i64(&reader);
    if (!sv_read_finished(&reader) || number < 1 || number > 64 || wait < 0 ||
        flags > (SV_WILL_STOP_GROUP | SV_WILL_KILL_GROUP | SV_WILL_PURSUE))
        return -EBADMSG;
    struct sv_known *known = *find_child(records, u32(frame + 8));
    if (known)
        memcpy(known->will, frame, SV_WILL_BYTES);
    *taken = known;
    return 0;
}

int sv_records_will(struct sv_records *records, const uint8_t *frame, size_t size) {
    const struct sv_known *known;
    int result = take_will(records, frame, size, &known);
    if (result == 0 && known && known->pid)
        keep(records, frame, size);
    return result;
}

int sv_records_stopping(struct sv_records *records, const uint8_t *frame, size_t size) {
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    int64_t deadline = sv_read_i64(&reader);
    if (!sv_read_finished(&reader) || deadline < 0)
        return -EBADMSG;
    struct sv_known *known = *find_child(records, u32(frame + 8));
    if (known) {
        known->deadline = deadline;
        known->killed = false;
    }
    return 0;
}

void sv_records_forget(struct sv_records *records, uint32_t child) {
    struct sv_known **at = find_child(records, child);
    if (!*at || !(*at)->ended)
        return;
    uint8_t frame[SV_HEADER_BYTES];
    head(frame, SV_HEADER_BYTES, SV_COMMAND_FORGET, child);
    drop_child(at);
    keep(records, frame, SV_HEADER_BYTES);
}

static size_t count(const struct sv_records *records, bool ended) {
    size_t children = 0;
    for (int i = 0; i < SV_RECORD_BUCKETS; i++)
        for (const struct sv_known *known = records->children[i]; known; known = known->next)
            children += known->ended == ended;
    return children;
}

size_t sv_records_living(const struct sv_records *records) { return count(records, false); }

size_t sv_records_ended(const struct sv_records *records) { return count(records, true); }

/* One frame of a file that another keeper wrote, perhaps not to its end. */
static int recall(struct sv_records *records, const uint8_t *frame, size_t size) {
    uint16_t type = (uint16_t)(frame[4] | frame[5] << 8);
    uint32_t child = u32(frame + 8);
    if (type == SV_COMMAND_NOTE)
        return take_note(records, frame, size);
    if (type == BORN && size == BORN_BYTES) {
        int result = sv_records_child(records, child);
        if (result == 0) {
            struct sv_known *known = *find_child(records, child);
            known->pid = (pid_t)u32(frame + SV_HEADER_BYTES);
            known->start =
                u32(frame + SV_HEADER_BYTES + 4) | (uint64_t)u32(frame + SV_HEADER_BYTES + 8) << 32;
        }
        return result;
    }
    struct sv_known **at = find_child(records, child);
    if (!*at)
        return 0;
    if (type == SV_EVENT_SPAWNED && size == SV_SPAWNED_BYTES) {
        memcpy((*at)->spawned, frame, size);
    } else if (type == SV_EVENT_EXITED && size == SV_EXITED_BYTES) {
        (*at)->ended = true;
        memcpy((*at)->exited, frame, size);
    } else if (type == SV_COMMAND_WILL) {
        const struct sv_known *taken;
        take_will(records, frame, size, &taken);
    } else if (type == SV_COMMAND_FORGET) {
        drop_child(at);
    }
    return 0;
}

/* Those that a damaged file says too little of. */
static void drop_unborn(struct sv_records *records) {
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        struct sv_known **at = &records->children[i];
        while (*at) {
            if ((*at)->pid > 0 && u32((*at)->spawned) == SV_SPAWNED_BYTES)
                at = &(*at)->next;
            else
                drop_child(at);
        }
    }
}

static int recall_all(struct sv_records *records, const uint8_t *bytes, size_t length) {
    uint8_t place[HERE_BYTES];
    here(place);
    if (length < HERE_BYTES || memcmp(bytes, place, HERE_BYTES) != 0)
        return 0;
    size_t at = HERE_BYTES;
    while (length - at >= SV_HEADER_BYTES) {
        size_t size = u32(bytes + at);
        if (size < SV_HEADER_BYTES || size > length - at)
            return 0;
        int result = recall(records, bytes + at, size);
        if (result == -ENOMEM)
            return result;
        at += size;
    }
    return 0;
}

static int read_file(struct sv_records *records) {
    int fd = openat(records->directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return 0;
    struct stat file;
    int result = 0;
    if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_uid == geteuid()) {
        size_t size = (size_t)file.st_size, got = 0;
        uint8_t *bytes = malloc(size + 1);
        ssize_t n = 1;
        while (bytes && got < size && n > 0) {
            n = read(fd, bytes + got, size - got);
            got += n > 0 ? (size_t)n : 0;
        }
        result = bytes ? recall_all(records, bytes, got) : -ENOMEM;
        free(bytes);
    }
    close(fd);
    return result;
}

int sv_records_open(struct sv_records *records, int directory) {
    memset(records, 0, sizeof *records);
    records->directory = directory;
    records->file = -1;
    int result = read_file(records);
    drop_unborn(records);
    if (result == 0)
        rewrite(records);
    return result;
}

void sv_records_remove(struct sv_records *records) { give_up(records); }

void sv_records_close(struct sv_records *records) {
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        while (records->children[i])
            drop_child(&records->children[i]);
        while (records->notes[i]) {
            struct sv_note *note = records->notes[i];
            records->notes[i] = note->next;
            free(note);
        }
    }
    if (records->file >= 0)
        close(records->file);
    records->file = -1;
}

void sv_records_clear(struct sv_records *records) {
    int directory = records->directory;
    sv_records_close(records);
    memset(records, 0, sizeof *records);
    records->file = -1;
    sv_records_go_on(records, directory);
}

static void save_all(struct sv_records *records, struct sv_archive *archive) {
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        for (struct sv_note *note = records->notes[i]; note; note = note->next) {
            uint8_t *frame = note->frame;
            sv_archive_more(archive, true);
            sv_archive_bytes(archive, &frame, &note->size);
        }
    }
    sv_archive_more(archive, false);
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        for (struct sv_known *known = records->children[i]; known; known = known->next) {
            sv_archive_more(archive, true);
            SV_PLAIN(archive, known->child);
            SV_PLAIN(archive, known->pid);
            SV_PLAIN(archive, known->start);
            sv_archive_flag(archive, &known->ended);
            SV_PLAIN(archive, known->spawned);
            SV_PLAIN(archive, known->exited);
            SV_PLAIN(archive, known->will);
            SV_PLAIN(archive, known->deadline);
            sv_archive_flag(archive, &known->killed);
        }
    }
    sv_archive_more(archive, false);
}

static void load_note(struct sv_records *records, struct sv_archive *archive) {
    uint8_t *frame;
    size_t size;
    sv_archive_bytes(archive, &frame, &size);
    if (size < SV_HEADER_BYTES || take_note(records, frame, size) < 0)
        archive->bad = true;
    free(frame);
}

static void load_child(struct sv_records *records, struct sv_archive *archive) {
    uint32_t child;
    SV_PLAIN(archive, child);
    if (archive->bad || sv_records_child(records, child) < 0) {
        archive->bad = true;
        return;
    }
    struct sv_known *known = *find_child(records, child);
    SV_PLAIN(archive, known->pid);
    SV_PLAIN(archive, known->start);
    sv_archive_flag(archive, &known->ended);
    SV_PLAIN(archive, known->spawned);
    SV_PLAIN(archive, known->exited);
    SV_PLAIN(archive, known->will);
    SV_PLAIN(archive, known->deadline);
    sv_archive_flag(archive, &known->killed);
}

void sv_records_archive(struct sv_records *records, struct sv_archive *archive) {
    if (!sv_archive_loads(archive)) {
        save_all(records, archive);
        return;
    }
    memset(records, 0, sizeof *records);
    records->file = -1;
    while (sv_archive_more(archive, false))
        load_note(records, archive);
    while (sv_archive_more(archive, false))
        load_child(records, archive);
}

void sv_records_go_on(struct sv_records *records, int directory) {
    records->directory = directory;
    rewrite(records);
}
