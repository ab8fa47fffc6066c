/*
 * What living children use of the machine, read from /proc: one sweep over all of them, in pieces
 * that are so short that it holds up nothing else. Engine thread.
 */
#ifndef SV_MEASURE_H
#define SV_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* How far a sweep has come: `passed` slots of a bucket, all of those before it. */
struct sv_sweep {
    bool going;
    uint32_t seq;
    unsigned bucket;
    unsigned passed;
};

struct sv_usage {
    int64_t user_micros;
    int64_t system_micros;
    int64_t resident_bytes;
    int32_t threads;
    int32_t descriptors; /* -1: not for us to see */
};

/* What a machine counts in. */
struct sv_units {
    int64_t ticks_per_second;
    int64_t page_bytes;
};

/* All but the descriptors, from the text of a /proc/PID/stat. False for one of a process that has
 * ended, and for what is no such text. */
bool sv_usage_parse(const char *stat, const struct sv_units *units, struct sv_usage *usage);

/* How many descriptors a process has open; -1 when that is not for us to see. Where the kernel does
 * not know the number (before 6.2) they are counted, SV_MOST_COUNTED at most. */
int32_t sv_descriptors_of(pid_t pid);

/* Counts them whatever the kernel knows. */
int32_t sv_descriptors_counted(pid_t pid);

enum { SV_MOST_COUNTED = 16384 };

#endif
