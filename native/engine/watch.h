/*
 * A descriptor that the engine's epoll tells about. One that could not be added (ENOMEM, ENOSPC:
 * the user's limit of watches) is not given up: the engine asks for it in short intervals until it
 * can be added.
 */
#ifndef SV_WATCH_H
#define SV_WATCH_H

#include <stdbool.h>
#include <stdint.h>

enum sv_watch_kind {
    SV_WATCH_WAKE,
    SV_WATCH_SIGNALS,
    SV_WATCH_EXIT,
    SV_WATCH_INPUT,
    SV_WATCH_STDOUT,
    SV_WATCH_STDERR,
    SV_WATCH_STDOUT_LOG,
    SV_WATCH_STDERR_LOG,
};

struct sv_slot;

struct sv_watch {
    enum sv_watch_kind kind;
    struct sv_slot *slot; /* NULL for the engine's own */
    int fd;               /* -1: nothing to watch */
    uint32_t events;      /* what is wanted; 0: nothing */
    bool added;           /* epoll has it */
    bool waiting;         /* it is wanted as it is, but epoll has refused it */
};

/* The epoll and how many watches wait for being added. */
struct sv_watcher {
    int epoll;
    unsigned waiting;
};

void sv_watch_init(struct sv_watch *watch, enum sv_watch_kind kind, struct sv_slot *slot);

/* Wants these events from now on. Adding may have to wait. */
void sv_watch_start(struct sv_watcher *watcher, struct sv_watch *watch, uint32_t events);

/* Tries again what waits. True when it is added now or was not waiting. */
bool sv_watch_retry(struct sv_watcher *watcher, struct sv_watch *watch);

/* Wants nothing for now; the descriptor stays open. Without this an end that was hung up would be
 * told for ever. */
void sv_watch_stop(struct sv_watcher *watcher, struct sv_watch *watch);

/* Whether an event that epoll told is wanted; an unwanted one is of a watch that could not be
 * stopped: tries again. */
bool sv_watch_is_wanted(struct sv_watcher *watcher, struct sv_watch *watch);

/* Stops, and lets go of a descriptor that is somebody else's and may be closed already. */
void sv_watch_let_go(struct sv_watcher *watcher, struct sv_watch *watch);

/* Stops and closes the descriptor. */
void sv_watch_close(struct sv_watcher *watcher, struct sv_watch *watch);

#endif
