/* What an engine consists of, for the rooms that make it up. */
#ifndef SV_STATE_H
#define SV_STATE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "cgroup.h"
#include "inbox.h"
#include "measure.h"
#include "outbox.h"
#include "slot.h"
#include "spawner.h"
#include "watch.h"

struct sv_engine {
    struct sv_inbox inbox;     /* any thread adds */
    struct sv_spawner spawner; /* shared with the spawner thread */
    atomic_bool ended;
    atomic_int new_signals; /* a pipe that the engine thread shall watch; -1: none */

    /* The rest is the engine thread's. */
    struct sv_outbox outbox;
    struct sv_slots slots;
    struct sv_watcher watcher;
    struct sv_syslog syslog;
    struct sv_watch wake;    /* an eventfd: there are letters, finished spawns, or the end */
    struct sv_watch signals; /* the pipe that the signal handlers write to */
    struct sv_sweep sweep;
    struct sv_cgroups cgroups;
    unsigned stalled;    /* channels whose log waits for its reader */
    int64_t look_millis; /* when these are looked at again, CLOCK_MONOTONIC */
    uint32_t capabilities;
    bool alone; /* nobody hears what held channels say */
    bool sigpipe_blocked;
    bool collects_strangers; /* orphans come here: this is process 1 or a subreaper */
    bool strangers_due;      /* one may have ended, or can be told from our own now */
    uint8_t *memory; /* holds the buffer and room for what capture mode withheld before it */
    uint8_t *buffer; /* SV_MAX_OUTPUT_BYTES: the one read that is in memory */
};

/*
 * How much events may say, so that the outbox, which is empty when the kernel is asked, never
 * overflows. A ready descriptor: an exit reads each channel once, and either may have trouble with
 * its log. In capture mode a read is small, for it may be cut into many pieces: at the worst, of
 * 48 bytes each, two OUTPUT, one CAPTURED and three LOG_TROUBLE; what was captured before makes its
 * own room. A command: its answer and trouble with two logs. An adoption: itself and the commands
 * that waited for it.
 */
enum {
    SV_READY_SAYS = 2 * (SV_MAX_OUTPUT_BYTES + 128) + 256,
    SV_COMMAND_SAYS = 128,
    SV_ADOPTION_SAYS = 64 + SV_MOST_DEFERRED * SV_COMMAND_SAYS,
    SV_STRANGER_SAYS = 32,
    SV_SWEEP_SAYS = 128 + SV_MOST_MEASURED * SV_MEASURED_BYTES,
    SV_EVENTS = 16, /* ready descriptors a round */
    SV_OUTBOX_BYTES = (SV_EVENTS + 1) * SV_READY_SAYS,
};

/* commands.c: carries out one command, answering it in the outbox. Takes over the letter. */
void sv_obey(struct sv_engine *engine, struct sv_letter *letter);

/* children.c: a spawn that is finished, well or not; says so and carries out what waited for it.
 * Frees it. */
void sv_adopt(struct sv_engine *engine, struct sv_spawn *spawn);

/* channel.c: one read of an output pipe, unless its log waits. Returns the bytes read; 0 when there
 * are none for now, or will be no more. */
size_t sv_channel_pump(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel);

/* channel.c: the most that sv_channel_pump reads. */
size_t sv_channel_most(const struct sv_channel *channel);

/* channel.c: the reader of its log takes more, or its time may be over. */
void sv_channel_flush(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel,
                      bool give_up);

/* channel.c: watches what is to be watched as long as its log waits, or not. */
void sv_channel_settle(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel);

/* channel.c: it says no more: gives on what was withheld and tells what was lost. */
void sv_channel_finish(struct sv_engine *engine, struct sv_slot *slot, struct sv_channel *channel);

/* channel.c: closes it and its log. */
void sv_channel_close(struct sv_engine *engine, struct sv_channel *channel);

/* children.c: looks at the logs that wait, if it is time; what has waited too long is lost. */
void sv_look_at_stalled(struct sv_engine *engine);

/* commands.c: a socket that was opened or closed, or not; says so. Frees it. */
void sv_tell_listening(struct sv_engine *engine, struct sv_listen *listen);

/* children.c: stdin's pipe has room, or nobody will read it. */
void sv_input_ready(struct sv_engine *engine, struct sv_slot *slot);

/* children.c: after bytes were added to the feed or could not be: watches, or closes. */
void sv_input_settle(struct sv_engine *engine, struct sv_slot *slot, int result);

/* children.c: the child has ended; drains its pipes (a round may not be enough), reaps it and says
 * so. */
void sv_exit_ready(struct sv_engine *engine, struct sv_slot *slot);

/* children.c: closes everything the slot holds. */
void sv_slot_release(struct sv_engine *engine, struct sv_slot *slot);

/* process.c: sends a signal to the child or its group. 0 or the errno. */
int sv_process_signal(const struct sv_slot *slot, int signal, bool group);

/* process.c: collects the exit, without waiting. False when it can't be collected yet. */
bool sv_process_reap(const struct sv_slot *slot, struct sv_exit *end);

/* process.c: any child of this process that has ended and was not collected; 0 when there is none.
 * Collects nothing. */
pid_t sv_process_ended(void);

/* process.c: collects a child by its pid, without waiting. */
bool sv_process_collect(pid_t pid, struct sv_exit *end);

/* measure.c: begins a sweep over the living children, which is told in pieces and answered at its
 * end. */
void sv_sweep_begin(struct sv_engine *engine, uint32_t seq);

/* measure.c: does the next piece of a sweep that is under way. */
void sv_sweep_go_on(struct sv_engine *engine);

/* strangers.c: collects and tells the ended children that this engine did not start. */
void sv_strangers_collect(struct sv_engine *engine);

/* strangers.c: whether there can be any: this is process 1 or a subreaper. */
bool sv_strangers_come(void);

/* process.c: 0, or -ENOSYS where children can't be waited for by pidfd. */
int sv_process_probe(void);

#endif
