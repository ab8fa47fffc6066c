/* What a keeper consists of, for the rooms that make it up. One thread. */
#ifndef SV_PARTS_H
#define SV_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive.h"
#include "engine.h"
#include "link.h"
#include "newcomers.h"
#include "outbox.h"
#include "peer.h"
#include "policy.h"
#include "records.h"
#include "revive.h"
#include "service.h"
#include "wire.h"

enum { SV_MOST_SOCKETS = 4096 };

/* What somebody has asked for: that this process becomes another program. */
struct sv_upgrade {
    char *program; /* owned; NULL: nobody has */
    struct sv_link asker;
    int64_t deadline;     /* of what is waited for, CLOCK_MONOTONIC nanoseconds */
    struct sv_peer trial; /* the program on its trial; pid 0: it is not */
    bool understood;      /* by which it has stood it */
};

struct keeper {
    struct sv_place place;
    struct sv_policy *policy; /* owned; NULL: it works for its own user */
    struct sv_engine *engine;
    struct sv_link link;
    struct sv_newcomers newcomers;
    struct sv_upgrade upgrade;
    struct sv_revival revival;
    struct sv_times started;
    struct sv_times attached_at;
    uint32_t upgrades;        /* how often this process has become another program */
    struct sv_peer peer;      /* of the control plane */
    struct sv_peer dismissed; /* of the one that was sent away last */
    uint16_t version;         /* that the control plane speaks; 0: none is attached */
    bool silent;              /* as the engine knows it */
    bool ending;              /* as soon as nothing lives */
    bool stopping;            /* a signal said so and no control plane was there */
    bool leaves;              /* a signal said so, whoever was there; only then a policy ends */
    bool looks;               /* there may be a stop to look after, from that time on */
    int64_t look_nanos;
    uint64_t lost; /* events that nobody was there to hear, since the last attach */
    uint32_t sockets[SV_MOST_SOCKETS];
    size_t socket_count;
    struct sv_records records;
    uint8_t *events;
};

/* Puts together the head of a frame. */
void sv_keeper_head(uint8_t *at, size_t size, uint16_t type, uint32_t child);

static inline uint16_t sv_keeper_type(const uint8_t *frame) {
    return (uint16_t)(frame[4] | frame[5] << 8);
}

/* service.c: a frame for the control plane, if there is one. */
void sv_keeper_put(struct keeper *keeper, const uint8_t *frame, size_t size);

/* service.c: there is no control plane any more. */
void sv_keeper_leave(struct keeper *keeper);

/* service.c: what was another's standard output and error is let go of. */
void sv_keeper_leave_terminal(void);

/* service.c: lets the engine work, and takes in what it says. */
void sv_keeper_run_engine(struct keeper *keeper);

/* stop.c: what is due of the stops that nobody else looks after. */
void sv_stop_look(struct keeper *keeper);

/* door.c: a newcomer has said something. */
void sv_keeper_welcome(struct keeper *keeper, struct sv_link *newcomer);

/* upgrade.c: takes over the asker. */
void sv_upgrade_want(struct keeper *keeper, struct sv_link *asker, const uint8_t *frame,
                     size_t size);

/* upgrade.c: goes on with it as far as it can: tries the program and becomes it, each as soon as
 * nothing is under way. */
void sv_upgrade_try(struct keeper *keeper);

/* upgrade.c: whether nothing that takes its time may be begun. */
static inline bool sv_upgrade_holds_back(const struct keeper *keeper) {
    return keeper->upgrade.program && keeper->upgrade.trial.pid == 0;
}

/* upgrade.c: whether this REAPED frame is about the trial, which is over then. */
bool sv_upgrade_reaped(struct keeper *keeper, const uint8_t *frame, size_t size);

/* upgrade.c: all of a keeper, from the memfd that another program has left. 0 or -errno. */
int sv_upgrade_load(struct keeper *keeper, enum sv_archive_way way, int memfd);

/* upgrade.c: after that: tells the asker. */
void sv_upgrade_done(struct keeper *keeper);

#endif
