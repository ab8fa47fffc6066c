/*
 * What the keeper remembers for the next control plane: notes, whose bytes are none of its
 * business, and what became of each child. Everything goes into a file too, from which the next
 * keeper reads it when this one is killed. Its frames are those of the wire, and two of its own.
 */
#ifndef SV_RECORDS_H
#define SV_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "archive.h"
#include "wire.h"

enum { SV_RECORD_BUCKETS = 4096, SV_SPAWNED_BYTES = 36, SV_EXITED_BYTES = 65, SV_WILL_BYTES = 33 };

struct sv_note {
    struct sv_note *next;
    size_t size;
    size_t key;      /* bytes of the key */
    uint8_t frame[]; /* the NOTE frame as it came */
};

struct sv_known {
    struct sv_known *next;
    uint32_t child;
    pid_t pid;      /* 0: being spawned */
    uint64_t start; /* when, in ticks since the machine's start: field 22 of /proc/PID/stat */
    bool ended;
    uint8_t spawned[SV_SPAWNED_BYTES];
    uint8_t exited[SV_EXITED_BYTES];
    uint8_t will[SV_WILL_BYTES]; /* the WILL frame; all zero when there is none */
    int64_t deadline;            /* of a stop that was begun, CLOCK_MONOTONIC; 0: none was */
    bool killed;                 /* when that was over */
};

struct sv_records {
    struct sv_note *notes[SV_RECORD_BUCKETS];
    struct sv_known *children[SV_RECORD_BUCKETS];
    size_t note_bytes; /* at most SV_MOST_NOTES */
    size_t live_bytes; /* what a file that was just written would hold */
    size_t file_bytes;
    int directory; /* borrowed */
    int file;      /* -1: it could not be written, and nothing outlives this keeper until it can */
    int64_t again; /* when that is tried again, CLOCK_MONOTONIC nanoseconds */
};

#define SV_MOST_NOTES ((size_t)256 << 20)

/*
 * Reads what a keeper before this one has left, if it was on this machine since its last start and
 * among the same processes; and begins a new file. 0, or -ENOMEM.
 */
int sv_records_open(struct sv_records *records, int directory);

/* All that is known; the file is not touched. */
void sv_records_archive(struct sv_records *records, struct sv_archive *archive);

/* After they were loaded: begins a new file. */
void sv_records_go_on(struct sv_records *records, int directory);

/* Takes a NOTE frame: keeps it, or forgets what is under its key. 0, -EBADMSG, -EAGAIN (too many),
 * -ENOMEM. */
int sv_records_note(struct sv_records *records, const uint8_t *frame, size_t size);

/* A spawn was asked for. 0 or -ENOMEM. */
int sv_records_child(struct sv_records *records, uint32_t child);

/* Takes SPAWNED, SPAWN_FAILED and EXITED frames. */
void sv_records_event(struct sv_records *records, const uint8_t *frame, size_t size);

/* Takes WILL and STOPPING frames. 0 or -EBADMSG. */
int sv_records_will(struct sv_records *records, const uint8_t *frame, size_t size);
int sv_records_stopping(struct sv_records *records, const uint8_t *frame, size_t size);

/* The child's exit was acknowledged. */
void sv_records_forget(struct sv_records *records, uint32_t child);

/* Begins a new file where the last one could not be written, from time to time. */
void sv_records_look(struct sv_records *records);

/* How many children have not ended. */
size_t sv_records_living(const struct sv_records *records);

/* How many have, and were not acknowledged. */
size_t sv_records_ended(const struct sv_records *records);

/* Forgets everything and begins a new file. */
void sv_records_clear(struct sv_records *records);

/* Removes the file. */
void sv_records_remove(struct sv_records *records);

/* Forgets everything and leaves the file. */
void sv_records_close(struct sv_records *records);

/* When a process was started, in ticks; 0 when there is none of that pid. */
uint64_t sv_start_of(pid_t pid);

#endif
