/* What the engine knows of one child, and the table of all of them. Engine thread only. */
#ifndef SV_SLOT_H
#define SV_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "capture.h"
#include "escaped.h"
#include "feed.h"
#include "inbox.h"
#include "log.h"
#include "outbox.h"
#include "syslog.h"
#include "watch.h"

enum { SV_BUCKETS = 4096, SV_MOST_CHILDREN = 65536, SV_MOST_DEFERRED = 256 };

enum sv_slot_state {
    SV_SLOT_SPAWNING, /* commands wait */
    SV_SLOT_LIVING,   /* not reaped */
    SV_SLOT_GONE,     /* reaped; kept until FORGET */
};

struct sv_channel {
    struct sv_watch watch; /* of the pipe's reading end */
    struct sv_log log;
    struct sv_watch outlet; /* of the log, while something waits to be taken by its reader */
    struct sv_capture capture;
    struct sv_syslog_lines syslog;
    uint8_t number; /* SV_CHANNEL_* */
    bool strip_ansi;
    bool report;
    bool hold;       /* not read while the engine is alone */
    bool grown;      /* the pipe was made larger, or that was refused */
    size_t last_run; /* bytes read since the child's exit was seen */
};

struct sv_slot {
    struct sv_slot *next; /* in its bucket, or in the list of those to be freed */
    uint32_t child;
    enum sv_slot_state state;
    pid_t pid;
    struct sv_watch exit; /* of the pidfd */
    bool survivor;        /* started by an engine before this one: no child of this process */
    struct sv_escaped escaped;
    bool enclosed; /* it has a cgroup */
    bool pursued;  /* what is left of it when it ends is killed */
    bool ending;   /* the exit was seen, at this time */
    struct sv_times ended;
    struct sv_watch input;
    struct sv_feed feed;
    struct sv_channel channel[2];

    /* Commands that came before the spawn was done. */
    struct sv_letter *first;
    struct sv_letter **last;
    unsigned deferred;
    size_t deferred_bytes;
};

struct sv_slots {
    struct sv_slot *bucket[SV_BUCKETS];
    struct sv_slot
        *dropped; /* freed at the end of a round: the round's events may still name them */
    size_t count;
    size_t spawning; /* of them in state SPAWNING: children whose pids are not known here */
};

struct sv_slot *sv_slot_find(const struct sv_slots *slots, uint32_t child);

/* A new one in state SPAWNING. 0, -EEXIST, -EAGAIN when there are SV_MOST_CHILDREN, -ENOMEM. */
int sv_slot_add(struct sv_slots *slots, uint32_t child, struct sv_slot **slot);

/* Its spawn is done. */
void sv_slot_lives(struct sv_slots *slots, struct sv_slot *slot, pid_t pid);

/* Whether a living child has this pid. */
bool sv_slot_has_pid(const struct sv_slots *slots, pid_t pid);

/* Takes it out of the table. Its watches must have been closed. */
void sv_slot_drop(struct sv_slots *slots, struct sv_slot *slot);

void sv_slots_free_dropped(struct sv_slots *slots);

/* Keeps a command for later; at most SV_MOST_DEFERRED and 1 MiB a child. 0, or -EAGAIN and the
 * letter stays the caller's. */
int sv_slot_defer(struct sv_slot *slot, struct sv_letter *letter);
struct sv_letter *sv_slot_next_deferred(struct sv_slot *slot);

#endif
