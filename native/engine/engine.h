/*
 * The engine: spawns programs, moves their bytes, tells how they ended. Frames in, frames out; see
 * docs/design/engine.md for what they mean. It starts no thread: its owner lends it two.
 */
#ifndef SV_ENGINE_H
#define SV_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct sv_engine;

/*
 * 0; -ENOSYS when the kernel has no pidfd that can be waited for (before 5.4), or neither
 * close_range(2) nor a readable /proc; or another -errno. `without` is a set of SV_CAPABILITY_* to
 * do without even if the kernel has them.
 */
int sv_engine_open(uint32_t without, struct sv_engine **engine);

/* Neither of its threads may be inside any more. Living children are left alone. */
void sv_engine_close(struct sv_engine *engine);

/* Where messages for syslog go: /dev/log unless another path (borrowed) is given before the first
 * sv_engine_next. */
void sv_engine_use_syslog(struct sv_engine *engine, const char *path);

/* Children that are to be enclosed get a cgroup of their own below `parent` (NULL: the one of this
 * process), where that may be had: then they can hide nothing. Before the first child. */
void sv_engine_enclose(struct sv_engine *engine, const char *parent);

/* Removes what of these is empty; no more children are enclosed. */
void sv_engine_disclose(struct sv_engine *engine);

uint32_t sv_engine_capabilities(const struct sv_engine *engine);

/* Queues one frame. Any thread. 0, -EBADMSG, -EAGAIN, -ENOMEM. */
int sv_engine_send(struct sv_engine *engine, const uint8_t *frame, size_t length);

/*
 * The engine thread: moves bytes and watches until there are event frames, then fills in as many
 * whole ones as fit. Returns the bytes filled; 0 when timeout_millis (-1: never) is over;
 * -ESHUTDOWN after sv_engine_wake; -EMSGSIZE when the buffer is too small for the next frame;
 * another -errno when the kernel refuses to wait. With 0 it takes one look, however much there is
 * to be read: programs that never fall silent hold up nobody who is looked after between two calls.
 * The thread's SIGPIPE stays blocked from the first call on.
 */
int sv_engine_next(struct sv_engine *engine, uint8_t *buffer, size_t capacity, int timeout_millis);

/* The spawner thread: spawns until sv_engine_wake. 0 or -errno. */
int sv_engine_spawn_loop(struct sv_engine *engine);

/* One step of that thread, without waiting: 1 when a spawn was carried out, 0 when none was queued,
 * or -errno. */
int sv_engine_spawn_one(struct sv_engine *engine);

/* Makes both threads return, now and for ever. Any thread. */
void sv_engine_wake(struct sv_engine *engine);

/* A descriptor that is readable when sv_engine_next has something to do, for an owner that waits
 * for other things too and then calls it with a timeout of 0. Borrowed. */
int sv_engine_descriptor(const struct sv_engine *engine);

/* How long such an owner may wait at most, in milliseconds; -1 for ever. The engine thread. */
int sv_engine_patience(const struct sv_engine *engine);

/* Whether nobody is there whom a program could talk to: channels under HOLD are not read then. The
 * engine thread. */
void sv_engine_alone(struct sv_engine *engine, bool alone);

/* A process that was not started here but by an engine before this one, as a child that lives: it
 * can be signalled, and its exit is told as of unknown kind. Takes the pidfd, which must be of that
 * process. The engine thread. 0, -EEXIST, -EAGAIN, -ENOMEM. */
int sv_engine_survivor(struct sv_engine *engine, uint32_t child, int pid, int pidfd);

/* Fills in children of this process that no command has started: orphans of programs, which come to
 * process 1 and to subreapers. Returns how many; 0 elsewhere, and while a program is being started.
 * The engine thread. */
size_t sv_engine_strangers(const struct sv_engine *engine, pid_t *pids, size_t most);

struct sv_archive;

/* Whether nothing is under way: no command, no event, no signal, no spawn. The engine thread. */
bool sv_engine_is_quiet(struct sv_engine *engine);

/*
 * Its children and listening sockets, which go through the execution of another program in this
 * process. Saved is one that is quiet, and then it must not be used any more if that succeeds;
 * loaded is one that has just been opened. The engine thread, before the first sv_engine_next.
 */
void sv_engine_archive(struct sv_engine *engine, struct sv_archive *archive);

/* After it was loaded: begins to watch. */
void sv_engine_go_on(struct sv_engine *engine);

/* From now on TERM, INT, QUIT, HUP and USR2 are SIGNAL events; see signals.h. Any thread, once. */
int sv_engine_install_signals(struct sv_engine *engine);

#endif
