#include "watch.h"

#include <stddef.h>
#include <sys/epoll.h>

#include "descriptor.h"

void sv_watch_init(struct sv_watch *watch, enum sv_watch_kind kind, struct sv_slot *slot) {
    *watch = (struct sv_watch){.kind = kind, .slot = slot, .fd = -1};
}

static bool add(struct sv_watcher *watcher, struct sv_watch *watch) {
    struct epoll_event event = {.events = watch->events, .data.ptr = watch};
    int operation = watch->added ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (epoll_ctl(watcher->epoll, operation, watch->fd, &event) < 0)
        return false;
    watch->added = true;
    return true;
}

static void take_out(struct sv_watcher *watcher, struct sv_watch *watch) {
    if (epoll_ctl(watcher->epoll, EPOLL_CTL_DEL, watch->fd, NULL) == 0)
        watch->added = false;
}

void sv_watch_start(struct sv_watcher *watcher, struct sv_watch *watch, uint32_t events) {
    if (watch->events == events)
        return;
    sv_watch_stop(watcher, watch);
    watch->events = events;
    watch->waiting = !add(watcher, watch);
    watcher->waiting += watch->waiting;
}

bool sv_watch_retry(struct sv_watcher *watcher, struct sv_watch *watch) {
    if (!watch->waiting)
        return true;
    if (!add(watcher, watch))
        return false;
    watch->waiting = false;
    watcher->waiting--;
    return true;
}

void sv_watch_stop(struct sv_watcher *watcher, struct sv_watch *watch) {
    if (watch->waiting)
        watcher->waiting--;
    watch->waiting = false;
    watch->events = 0;
    if (watch->added)
        take_out(watcher, watch);
}

bool sv_watch_is_wanted(struct sv_watcher *watcher, struct sv_watch *watch) {
    if (watch->events == 0 && watch->added)
        take_out(watcher, watch);
    return watch->events != 0;
}

void sv_watch_let_go(struct sv_watcher *watcher, struct sv_watch *watch) {
    sv_watch_stop(watcher, watch);
    watch->fd = -1;
    watch->added = false;
}

void sv_watch_close(struct sv_watcher *watcher, struct sv_watch *watch) {
    sv_watch_stop(watcher, watch);
    sv_close(&watch->fd);
    watch->added = false; /* epoll forgets what is closed */
}
