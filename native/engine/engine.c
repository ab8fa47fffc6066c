#include "engine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "descriptor.h"
#include "signals.h"
#include "state.h"

enum { RETRY_MILLIS = 100 };

static uint32_t probe(uint32_t without) {
    /* A range above all descriptors, and no flags: nothing happens where the call is known. */
    long result = syscall(SYS_close_range, ~0U, ~0U, 0U);
    return (result == 0 ? SV_CAPABILITY_CLOSE_RANGE : 0U) & ~without;
}

static int open_parts(struct sv_engine *engine, uint32_t without) {
    int result = sv_process_probe();
    if (result < 0)
        return result;
    engine->capabilities = probe(without);
    bool close_range = engine->capabilities & SV_CAPABILITY_CLOSE_RANGE;
    if (!close_range && access("/proc/self/fd", R_OK) < 0)
        return -ENOSYS;
    engine->watcher.epoll = sv_above_stdio(epoll_create1(EPOLL_CLOEXEC));
    if (engine->watcher.epoll < 0)
        return -errno;
    engine->wake.fd = sv_above_stdio(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (engine->wake.fd < 0)
        return -errno;
    engine->memory = malloc(SV_CAPTURE_HEADROOM + SV_MAX_OUTPUT_BYTES);
    engine->buffer = engine->memory ? engine->memory + SV_CAPTURE_HEADROOM : NULL;
    result = engine->buffer ? sv_outbox_open(&engine->outbox, SV_OUTBOX_BYTES) : -ENOMEM;
    if (result < 0)
        return result;
    sv_watch_start(&engine->watcher, &engine->wake, EPOLLIN);
    return sv_spawner_open(&engine->spawner, close_range, engine->wake.fd);
}

int sv_engine_install_signals(struct sv_engine *engine) {
    int reading_end;
    int result = sv_signals_install(sv_strangers_come(), &reading_end);
    if (result < 0)
        return result;
    atomic_store(&engine->new_signals, reading_end);
    sv_nudge(engine->wake.fd);
    return 0;
}

static void watch_signals(struct sv_engine *engine) {
    int fd = atomic_exchange(&engine->new_signals, -1);
    if (fd < 0)
        return;
    engine->signals.fd = fd;
    sv_watch_start(&engine->watcher, &engine->signals, EPOLLIN);
    /* A daemon that was started by a process with blocked signals (a JVM blocks SIGQUIT) is to hear
       them all the same: one thread that does not block them is enough. */
    uint64_t caught = sv_signals_mask();
    syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &caught, NULL, sizeof caught);
    /* Some may have ended before anybody listened. */
    engine->collects_strangers = engine->strangers_due = sv_strangers_come();
}

static void close_parts(struct sv_engine *engine) {
    watch_signals(engine);
    if (engine->signals.fd >= 0)
        sv_signals_remove();
    sv_watch_close(&engine->watcher, &engine->signals);
    sv_watch_close(&engine->watcher, &engine->wake);
    sv_close(&engine->watcher.epoll);
    sv_syslog_close(&engine->syslog);
    sv_outbox_close(&engine->outbox);
    free(engine->memory);
    sv_inbox_close(&engine->inbox);
    free(engine);
}

int sv_engine_open(uint32_t without, struct sv_engine **opened) {
    struct sv_engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        return -ENOMEM;
    sv_inbox_open(&engine->inbox);
    engine->watcher.epoll = -1;
    atomic_init(&engine->new_signals, -1);
    sv_syslog_init(&engine->syslog, SV_SYSLOG_PATH);
    sv_watch_init(&engine->wake, SV_WATCH_WAKE, NULL);
    sv_watch_init(&engine->signals, SV_WATCH_SIGNALS, NULL);
    int result = open_parts(engine, without);
    if (result < 0)
        close_parts(engine);
    else
        *opened = engine;
    return result;
}

void sv_engine_close(struct sv_engine *engine) {
    for (int i = 0; i < SV_BUCKETS; i++) {
        while (engine->slots.bucket[i]) {
            struct sv_slot *slot = engine->slots.bucket[i];
            sv_slot_release(engine, slot);
            sv_slot_drop(&engine->slots, slot);
        }
    }
    sv_slots_free_dropped(&engine->slots);
    sv_cgroups_close(&engine->cgroups);
    sv_spawner_close(&engine->spawner);
    close_parts(engine);
}

void sv_engine_use_syslog(struct sv_engine *engine, const char *path) {
    sv_syslog_init(&engine->syslog, path);
}

int sv_engine_descriptor(const struct sv_engine *engine) { return engine->watcher.epoll; }

int sv_engine_patience(const struct sv_engine *engine) {
    return engine->watcher.waiting || engine->stalled ? RETRY_MILLIS : -1;
}

void sv_engine_alone(struct sv_engine *engine, bool alone) {
    engine->alone = alone;
    for (int i = 0; !alone && i < SV_BUCKETS; i++) {
        for (struct sv_slot *slot = engine->slots.bucket[i]; slot; slot = slot->next) {
            for (int c = 0; c < 2 && slot->state == SV_SLOT_LIVING; c++)
                if (slot->channel[c].hold)
                    sv_channel_settle(engine, slot, &slot->channel[c]);
        }
    }
}

void sv_engine_enclose(struct sv_engine *engine, const char *parent) {
    sv_cgroups_open(&engine->cgroups, parent);
    if (engine->cgroups.base)
        engine->capabilities |= SV_CAPABILITY_ENCLOSES;
}

void sv_engine_disclose(struct sv_engine *engine) { sv_cgroups_close(&engine->cgroups); }

uint32_t sv_engine_capabilities(const struct sv_engine *engine) { return engine->capabilities; }

int sv_engine_send(struct sv_engine *engine, const uint8_t *frame, size_t length) {
    int result = sv_inbox_add(&engine->inbox, frame, length);
    if (result == 0)
        sv_nudge(engine->wake.fd);
    return result;
}

void sv_engine_wake(struct sv_engine *engine) {
    atomic_store(&engine->ended, true);
    sv_spawner_end(&engine->spawner);
    sv_nudge(engine->wake.fd);
}

int sv_engine_spawn_loop(struct sv_engine *engine) {
    while (sv_spawner_work(&engine->spawner, true)) {
    }
    return 0;
}

int sv_engine_spawn_one(struct sv_engine *engine) {
    return sv_spawner_work(&engine->spawner, false);
}

static void signals_ready(struct sv_engine *engine) {
    uint8_t numbers[64];
    ssize_t n = read(engine->signals.fd, numbers, sizeof numbers);
    for (ssize_t i = 0; i < n; i++) {
        if (numbers[i] == SIGCHLD)
            engine->strangers_due = true;
        else
            sv_say_signal(&engine->outbox, numbers[i]);
    }
}

static void ready(struct sv_engine *engine, struct sv_watch *watch) {
    if (!sv_watch_is_wanted(&engine->watcher, watch))
        return; /* an event before it in this round has closed it */
    switch (watch->kind) {
    case SV_WATCH_WAKE:
        break; /* done last */
    case SV_WATCH_SIGNALS:
        signals_ready(engine);
        break;
    case SV_WATCH_EXIT:
        sv_exit_ready(engine, watch->slot);
        break;
    case SV_WATCH_INPUT:
        sv_input_ready(engine, watch->slot);
        break;
    case SV_WATCH_STDOUT:
        sv_channel_pump(engine, watch->slot, &watch->slot->channel[0]);
        break;
    case SV_WATCH_STDERR:
        sv_channel_pump(engine, watch->slot, &watch->slot->channel[1]);
        break;
    case SV_WATCH_STDOUT_LOG:
        sv_channel_flush(engine, watch->slot, &watch->slot->channel[0], false);
        break;
    case SV_WATCH_STDERR_LOG:
        sv_channel_flush(engine, watch->slot, &watch->slot->channel[1], false);
        break;
    }
}

static void job_done(struct sv_engine *engine, struct sv_job *job) {
    if (job->kind == SV_JOB_SPAWN)
        sv_adopt(engine, (struct sv_spawn *)(void *)job);
    else
        sv_tell_listening(engine, (struct sv_listen *)(void *)job);
}

/* Finished spawns first: a command may be about one of them. What there is no room for waits for
 * the next round. */
static void read_letters(struct sv_engine *engine) {
    uint64_t count;
    if (read(engine->wake.fd, &count, sizeof count) < 0 && errno != EAGAIN && errno != EINTR)
        return;
    watch_signals(engine);
    struct sv_job *job;
    while (sv_outbox_room(&engine->outbox) >= SV_ADOPTION_SAYS &&
           (job = sv_spawner_take(&engine->spawner)))
        job_done(engine, job);
    struct sv_letter *letter;
    while (sv_outbox_room(&engine->outbox) >= SV_COMMAND_SAYS &&
           (letter = sv_inbox_take(&engine->inbox)))
        sv_obey(engine, letter);
    sv_sweep_go_on(engine);
    if (sv_outbox_room(&engine->outbox) < SV_ADOPTION_SAYS)
        sv_nudge(engine->wake.fd);
}

/* Asks the descriptor itself while epoll does not take it. */
static void retry(struct sv_engine *engine, struct sv_watch *watch) {
    if (sv_watch_retry(&engine->watcher, watch) || sv_outbox_room(&engine->outbox) < SV_READY_SAYS)
        return;
    struct pollfd one = {.fd = watch->fd, .events = watch->events & EPOLLOUT ? POLLOUT : POLLIN};
    if (poll(&one, 1, 0) > 0)
        ready(engine, watch);
}

static void retry_all(struct sv_engine *engine) {
    retry(engine, &engine->wake);
    retry(engine, &engine->signals);
    for (int i = 0; i < SV_BUCKETS && engine->watcher.waiting; i++) {
        for (struct sv_slot *slot = engine->slots.bucket[i]; slot; slot = slot->next) {
            retry(engine, &slot->input);
            retry(engine, &slot->channel[0].watch);
            retry(engine, &slot->channel[1].watch);
            retry(engine, &slot->channel[0].outlet);
            retry(engine, &slot->channel[1].outlet);
            retry(engine, &slot->exit);
        }
    }
}

/* 1 after a round, 0 when the time was over (or, while a watch has to be retried, earlier), or
 * -errno. */
static int play_round(struct sv_engine *engine, int timeout_millis) {
    struct epoll_event events[SV_EVENTS];
    bool degraded = engine->watcher.waiting > 0;
    bool stalled = engine->stalled > 0;
    bool for_ever = timeout_millis < 0;
    if ((degraded || stalled) && (for_ever || timeout_millis > RETRY_MILLIS))
        timeout_millis = RETRY_MILLIS;
    int n = epoll_wait(engine->watcher.epoll, events, SV_EVENTS, timeout_millis);
    if (n < 0)
        return errno == EINTR ? 1 : -errno;
    bool woken = degraded;
    for (int i = 0; i < n; i++) {
        struct sv_watch *watch = events[i].data.ptr;
        woken = woken || watch->kind == SV_WATCH_WAKE;
        ready(engine, watch);
    }
    if (degraded)
        retry_all(engine);
    if (stalled)
        sv_look_at_stalled(engine);
    if (woken)
        read_letters(engine);
    sv_strangers_collect(engine);
    sv_slots_free_dropped(&engine->slots);
    return n > 0 || ((degraded || stalled) && for_ever);
}

/* A write to a pipe or socket that nobody reads must be an error here, not a signal. libc's mask
 * calls are newer. */
static void block_sigpipe(struct sv_engine *engine) {
    uint64_t sigpipe = (uint64_t)1 << (SIGPIPE - 1);
    if (!engine->sigpipe_blocked)
        syscall(SYS_rt_sigprocmask, SIG_BLOCK, &sigpipe, NULL, sizeof sigpipe);
    engine->sigpipe_blocked = true;
}

int sv_engine_next(struct sv_engine *engine, uint8_t *buffer, size_t capacity, int timeout_millis) {
    block_sigpipe(engine);
    for (;;) {
        int filled = sv_outbox_take(&engine->outbox, buffer, capacity);
        if (filled)
            return filled;
        if (atomic_load(&engine->ended))
            return -ESHUTDOWN;
        int result = play_round(engine, timeout_millis);
        if ((result <= 0 || timeout_millis == 0) && sv_outbox_is_empty(&engine->outbox))
            return result < 0 ? result : 0;
    }
}
