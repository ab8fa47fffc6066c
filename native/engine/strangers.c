/*
 * Children that this engine never started: orphans, which the kernel hands to process 1 and to
 * subreapers. Only these two wait for them; everywhere else in a JVM children of others are
 * nobody's business. Looking comes first and collects nothing; an ended child is collected by its
 * pid, and only when it is surely none of our own.
 */
#include <sys/prctl.h>
#include <unistd.h>

#include "descent.h"
#include "descriptor.h"
#include "engine.h"
#include "state.h"

bool sv_strangers_come(void) {
    int subreaper = 0;
    return getpid() == 1 || (prctl(PR_GET_CHILD_SUBREAPER, &subreaper) == 0 && subreaper);
}

/* A child of ours stands in the way of others behind it until its pipes are empty and it is
 * collected; that, and each finished spawn, makes strangers due again. */
static pid_t next_stranger(const struct sv_engine *engine) {
    pid_t pid = sv_process_ended();
    if (pid == 0 || engine->slots.spawning > 0 || sv_slot_has_pid(&engine->slots, pid))
        return 0;
    return pid;
}

void sv_strangers_collect(struct sv_engine *engine) {
    if (!engine->collects_strangers || !engine->strangers_due)
        return;
    while (sv_outbox_room(&engine->outbox) >= SV_STRANGER_SAYS) {
        struct sv_exit end;
        pid_t pid = next_stranger(engine);
        if (pid == 0 || !sv_process_collect(pid, &end)) {
            engine->strangers_due = false;
            return;
        }
        sv_say_reaped(&engine->outbox, &end);
    }
    sv_nudge(engine->wake.fd);
}

struct asked {
    const struct sv_engine *engine;
    pid_t *pids;
    size_t most, count;
};

static void keep_stranger(void *context, pid_t pid) {
    struct asked *asked = context;
    if (asked->count < asked->most && !sv_slot_has_pid(&asked->engine->slots, pid))
        asked->pids[asked->count++] = pid;
}

size_t sv_engine_strangers(const struct sv_engine *engine, pid_t *pids, size_t most) {
    struct asked asked = {engine, pids, most, 0};
    /* One that is being started is not told from a stranger. */
    if (engine->collects_strangers && engine->slots.spawning == 0)
        sv_each_child(getpid(), keep_stranger, &asked);
    return asked.count;
}
