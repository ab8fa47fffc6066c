#include "watch.h"

#include <stddef.h>
#include <sys/epoll.h>

#include "descriptor.h"

void sv_watch_init(struct sv_watch *watch, enum sv_watch_kind kind, struct sv_slot *slot) {
    *watch = (struct sv_watch){.kind = kind, .slot = slot, .fd = -1};
}

static bool add(struct sv_watcher *watcher, struct sv_watch *watch) {
    struct epoll_event event = {.events = watch->events, .data.ptr = watch};
    watch->added = epoll_ctl(watcher->epoll, EPOLL_CTL_ADD, watch->fd, &event) == 0;
    return watch->added;
}

void sv_watch_start(struct sv_watcher *watcher, struct sv_watch *watch, uint32_t events) {
    if (watch->events == events)
        return;
    sv_watch_stop(watcher, watch);
    watch->events = events;
    if (!add(watcher, watch))
        watcher->waiting++;
}

bool sv_watch_retry(struct sv_watcher *watcher, struct sv_watch *watch) {
    if (watch->fd < 0 || watch->events == 0 || watch->added)
        return true;
    if (!add(watcher, watch))
        return false;
    watcher->waiting--;
    return true;
}

void sv_watch_stop(struct sv_watcher *watcher, struct sv_watch *watch) {
    if (watch->events == 0)
        return;
    if (watch->added)
        epoll_ctl(watcher->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
    else
        watcher->waiting--;
    watch->events = 0;
    watch->added = false;
}

void sv_watch_close(struct sv_watcher *watcher, struct sv_watch *watch) {
    sv_watch_stop(watcher, watch);
    sv_close(&watch->fd);
}
