#include "service.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "log_target.h"
#include "parts.h"
#include "rights.h"

enum {
    EVENT_BYTES = 1 << 20,
    MUCH_QUEUED = 1 << 20,   /* listeners are not read from there on */
    MOST_QUEUED = 8 << 20,   /* output that is not taken from there on is lost, and counted */
    MOST_WAITING = 64 << 20, /* who takes nothing at all is no control plane */
    ROUNDS = 16,
};

/* What is waited for: the engine, the listening socket, the control plane, and who has just come.
 */
enum { ENGINE, DOOR, LINK, NEWCOMERS, WAITS = NEWCOMERS + SV_MOST_NEWCOMERS };

void sv_keeper_head(uint8_t *at, size_t size, uint16_t type, uint32_t child) {
    sv_put_u32(at, (uint32_t)size);
    sv_put_u16(at + 4, type);
    sv_put_u16(at + 6, 0);
    sv_put_u32(at + 8, child);
    sv_put_u32(at + 12, 0);
}

static uint32_t child_of(const uint8_t *frame) {
    struct sv_reader reader = {frame + 8, frame + 12, false};
    return sv_read_u32(&reader);
}

/* What listeners say is never lost: while nobody takes it they are not read. */
static void settle_silence(struct keeper *keeper) {
    size_t most = keeper->silent ? MUCH_QUEUED / 4 : MUCH_QUEUED;
    bool silent = keeper->version == 0 || keeper->link.out_bytes > most;
    if (silent != keeper->silent)
        sv_engine_alone(keeper->engine, silent);
    keeper->silent = silent;
}

/* There may be stops that nobody else looks after. */
static void look_soon(struct keeper *keeper) {
    keeper->looks = true;
    keeper->look_nanos = 0;
}

void sv_keeper_leave_terminal(void) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    close(null);
}

void sv_keeper_leave(struct keeper *keeper) {
    sv_link_close(&keeper->link);
    sv_revive_lost(keeper);
    sv_peer_close(&keeper->peer);
    keeper->version = 0;
    look_soon(keeper);
    settle_silence(keeper);
    /* The terminal or pipe of a control plane that is gone is not kept open, but for the next. */
    if (!keeper->revival.frame)
        sv_keeper_leave_terminal();
}

void sv_keeper_put(struct keeper *keeper, const uint8_t *frame, size_t size) {
    if (keeper->link.fd >= 0 && sv_link_put(&keeper->link, frame, size) < 0)
        sv_keeper_leave(keeper);
}

/* Where the control plane is: what logs like /dev/stdout mean, relative paths, new files. */
static bool place_command(struct keeper *keeper, const uint8_t *frame, size_t size) {
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    int32_t mask = sv_read_i32(&reader);
    struct sv_link *link = &keeper->link;
    if (!sv_read_finished(&reader) || mask < 0 || mask > 0777 || link->passed_count != SV_PASSED)
        return false;
    umask((mode_t)mask);
    dup2(link->passed[0], STDOUT_FILENO);
    dup2(link->passed[1], STDERR_FILENO);
    int result = fchdir(link->passed[2]);
    while (link->passed_count > 0)
        close(link->passed[--link->passed_count]);
    return result == 0;
}

static void refuse_spawn(struct keeper *keeper, uint32_t child, int refusal) {
    uint8_t frame[SV_HEADER_BYTES + 21];
    struct sv_times now = sv_times_now();
    sv_keeper_head(frame, sizeof frame, SV_EVENT_SPAWN_FAILED, child);
    frame[SV_HEADER_BYTES] = SV_STAGE_POLICY;
    sv_put_u32(frame + SV_HEADER_BYTES + 1, (uint32_t)refusal);
    sv_put_u64(frame + SV_HEADER_BYTES + 5, (uint64_t)now.monotonic);
    sv_put_u64(frame + SV_HEADER_BYTES + 13, (uint64_t)now.real);
    sv_keeper_put(keeper, frame, sizeof frame);
}

/* Its number is known from the moment in which it was asked for: nobody asks for it twice. */
static int spawn_command(struct keeper *keeper, const uint8_t *frame, size_t size) {
    uint8_t *allowed = NULL;
    int result = 0;
    if (keeper->policy)
        result = sv_policy_spawn(keeper->policy, frame, size, &allowed, &size);
    if (result > 0) {
        refuse_spawn(keeper, child_of(frame), result);
        return 0;
    }
    if (result == 0)
        result = sv_records_child(&keeper->records, child_of(frame));
    if (result == 0)
        result = sv_engine_send(keeper->engine, allowed ? allowed : frame, size);
    free(allowed);
    return result;
}

/* As the kernel refuses it to who is not root. */
static int listen_command(struct keeper *keeper, const uint8_t *frame, size_t size) {
    if (!keeper->policy || sv_policy_listens(keeper->policy, frame, size))
        return sv_engine_send(keeper->engine, frame, size);
    uint8_t said[SV_HEADER_BYTES + 5];
    sv_keeper_head(said, sizeof said, SV_EVENT_LISTENING, child_of(frame));
    memcpy(said + 12, frame + 12, 4); /* the seq */
    said[SV_HEADER_BYTES] = SV_LISTEN_BIND;
    sv_put_u32(said + SV_HEADER_BYTES + 1, EACCES);
    sv_keeper_put(keeper, said, sizeof said);
    return 0;
}

static void forget_socket(struct keeper *keeper, uint32_t number) {
    for (size_t i = 0; i < keeper->socket_count; i++)
        if (keeper->sockets[i] == number)
            keeper->sockets[i--] = keeper->sockets[--keeper->socket_count];
}

/* 0, -EAGAIN to be asked again, or the end of the conversation. */
static int obey(struct keeper *keeper, const uint8_t *frame, size_t size) {
    uint16_t type = sv_keeper_type(frame);
    switch (type) {
    case SV_COMMAND_ATTACH:
        return -EPROTO;
    case SV_COMMAND_NOTE:
        sv_records_note(&keeper->records, frame, size);
        return 0;
    case SV_COMMAND_WILL:
        return sv_records_will(&keeper->records, frame, size) < 0 ? -EPROTO : 0;
    case SV_COMMAND_STOPPING:
        return sv_records_stopping(&keeper->records, frame, size) < 0 ? -EPROTO : 0;
    case SV_COMMAND_PLACE:
        return place_command(keeper, frame, size) ? 0 : -EPROTO;
    case SV_COMMAND_LISTEN:
        return listen_command(keeper, frame, size);
    case SV_COMMAND_REVIVE:
        if (keeper->policy)
            return 0; /* what would be root's */
        return sv_revive_want(keeper, frame, size) < 0 ? -EPROTO : 0;
    case SV_COMMAND_END:
        sv_revive_never(keeper, false);
        keeper->ending = true;
        return 0;
    case SV_COMMAND_SPAWN:
        return spawn_command(keeper, frame, size);
    case SV_COMMAND_FORGET:
        sv_records_forget(&keeper->records, child_of(frame));
        return sv_engine_send(keeper->engine, frame, size);
    case SV_COMMAND_UNLISTEN:
        forget_socket(keeper, child_of(frame));
        return sv_engine_send(keeper->engine, frame, size);
    default:
        return sv_engine_send(keeper->engine, frame, size);
    }
}

/* On another thread, which must have nothing to do when the keeper becomes another program. */
static bool takes_time(uint16_t type) {
    return type == SV_COMMAND_SPAWN || type == SV_COMMAND_LISTEN || type == SV_COMMAND_UNLISTEN;
}

static void obey_all(struct keeper *keeper) {
    size_t size;
    bool bad;
    const uint8_t *frame;
    while (keeper->link.fd >= 0 && (frame = sv_link_frame(&keeper->link, &size, &bad))) {
        if (sv_upgrade_holds_back(keeper) && takes_time(sv_keeper_type(frame)))
            return; /* what comes behind it has to wait, too */
        int result = obey(keeper, frame, size);
        if (result == -EAGAIN)
            return; /* the engine has too much to do; the socket pushes back */
        if (result == -EPROTO) {
            sv_keeper_leave(keeper);
            return;
        }
        if (keeper->link.fd >= 0)
            sv_link_drop(&keeper->link, size);
    }
    if (keeper->link.fd >= 0 && bad)
        sv_keeper_leave(keeper);
}

/* What programs say in words is lost when nobody takes it; what becomes of them never is. */
static bool may_be_lost(uint16_t type) {
    return type == SV_EVENT_OUTPUT || type == SV_EVENT_CAPTURED;
}

/* Asked anew: it may have gone since the last look, and then the signal is not for it. */
static bool is_there(const struct keeper *keeper) {
    struct pollfd one = {keeper->link.fd, POLLRDHUP, 0};
    return keeper->version && poll(&one, 1, 0) == 0;
}

static void signal_event(struct keeper *keeper, const uint8_t *frame) {
    uint8_t number = frame[SV_HEADER_BYTES];
    bool to_end = number == SIGTERM || number == SIGINT || number == SIGQUIT;
    keeper->leaves = keeper->leaves || to_end;
    if (!to_end || keeper->stopping || is_there(keeper))
        return;
    sv_revive_never(keeper, true);
    keeper->ending = keeper->stopping = true;
    look_soon(keeper);
}

static void event(struct keeper *keeper, const uint8_t *frame, size_t size) {
    uint16_t type = sv_keeper_type(frame);
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    if (type == SV_EVENT_SPAWNED || type == SV_EVENT_SPAWN_FAILED || type == SV_EVENT_EXITED)
        sv_records_event(&keeper->records, frame, size);
    else if (type == SV_EVENT_SIGNAL)
        signal_event(keeper, frame);
    else if (type == SV_EVENT_LISTENING && sv_read_u8(&reader) == 0 &&
             keeper->socket_count < SV_MOST_SOCKETS)
        keeper->sockets[keeper->socket_count++] = child_of(frame);
    if (type == SV_EVENT_REAPED &&
        (sv_upgrade_reaped(keeper, frame, size) || sv_revive_reaped(keeper, frame, size)))
        return;
    bool full = keeper->link.out_bytes > MOST_QUEUED;
    if (may_be_lost(type) && (keeper->version == 0 || full))
        keeper->lost++;
    else if (keeper->version)
        sv_keeper_put(keeper, frame, size);
}

void sv_keeper_run_engine(struct keeper *keeper) {
    for (int round = 0; round < ROUNDS; round++) {
        int filled = sv_engine_next(keeper->engine, keeper->events, EVENT_BYTES, 0);
        if (filled <= 0)
            return;
        for (int at = 0; at < filled;) {
            struct sv_reader reader = {keeper->events + at, keeper->events + filled, false};
            uint32_t size = sv_read_u32(&reader);
            event(keeper, keeper->events + at, size);
            at += (int)size;
        }
    }
}

/* Milliseconds. */
enum { LOOK_AGAIN = 100, LOOK_SOON = 10, LOOK_AT_RECORDS = 5000 };

static int patience(const struct keeper *keeper) {
    int most = sv_engine_patience(keeper->engine);
    if ((keeper->looks || sv_revive_waits(&keeper->revival)) && (most < 0 || most > LOOK_AGAIN))
        most = LOOK_AGAIN;
    if (keeper->records.file < 0 && (most < 0 || most > LOOK_AT_RECORDS))
        most = LOOK_AT_RECORDS;
    return keeper->upgrade.program ? LOOK_SOON : most;
}

static void wait_for_something(struct keeper *keeper, struct pollfd *wait) {
    const struct sv_link *link = &keeper->link;
    wait[ENGINE] = (struct pollfd){sv_engine_descriptor(keeper->engine), POLLIN, 0};
    wait[DOOR] = (struct pollfd){keeper->place.listener, POLLIN, 0};
    wait[LINK] = (struct pollfd){link->fd, (short)(POLLIN | (link->out_bytes ? POLLOUT : 0)), 0};
    for (int i = 0; i < SV_MOST_NEWCOMERS; i++)
        wait[NEWCOMERS + i] = (struct pollfd){keeper->newcomers.at[i].fd, POLLIN, 0};
    if (poll(wait, WAITS, patience(keeper)) < 0)
        for (int i = 0; i < WAITS; i++)
            wait[i].revents = 0;
}

static bool is_ready(const struct pollfd *one, int fd) {
    return one->revents & (POLLIN | POLLHUP | POLLERR) && one->fd == fd;
}

/* What was asked for before the end is done before it: the path of a socket that was closed goes,
 * say. */
static bool may_end(const struct keeper *keeper) {
    return keeper->ending && sv_records_living(&keeper->records) == 0 &&
           sv_engine_is_quiet(keeper->engine);
}

static void send_plain(struct keeper *keeper, uint16_t type, uint32_t child) {
    uint8_t frame[SV_HEADER_BYTES];
    sv_keeper_head(frame, sizeof frame, type, child);
    sv_engine_send(keeper->engine, frame, sizeof frame);
}

/* As one that was just started: what the last control plane has left is nobody's any more. */
static void begin_anew(struct keeper *keeper) {
    sv_link_flush(&keeper->link);
    sv_keeper_leave(keeper);
    for (size_t i = 0; i < keeper->socket_count; i++)
        send_plain(keeper, SV_COMMAND_UNLISTEN, keeper->sockets[i]);
    keeper->socket_count = 0;
    for (int i = 0; i < SV_RECORD_BUCKETS; i++)
        for (struct sv_known *known = keeper->records.children[i]; known; known = known->next)
            send_plain(keeper, SV_COMMAND_FORGET, known->child);
    sv_records_clear(&keeper->records);
    keeper->ending = keeper->stopping = false;
    keeper->lost = 0;
}

/* One that works for another user was started by somebody else, and stays until that one ends it.
 */
static bool is_over(struct keeper *keeper) {
    if (!may_end(keeper))
        return false;
    if (!keeper->policy || keeper->leaves)
        return true;
    begin_anew(keeper);
    return false;
}

static void live(struct keeper *keeper) {
    struct sv_link *link = &keeper->link;
    struct pollfd wait[WAITS];
    while (!is_over(keeper)) {
        wait_for_something(keeper, wait);
        /* First of all: a signal is not for a control plane that was gone when it came. */
        if (is_ready(&wait[LINK], link->fd) && !sv_link_read(link)) {
            obey_all(keeper); /* what was said before the end counts */
            sv_keeper_leave(keeper);
        }
        settle_silence(keeper);
        sv_keeper_run_engine(keeper);
        for (int i = 0; i < SV_MOST_NEWCOMERS; i++)
            if (is_ready(&wait[NEWCOMERS + i], keeper->newcomers.at[i].fd))
                sv_keeper_welcome(keeper, &keeper->newcomers.at[i]);
        obey_all(keeper);
        sv_upgrade_try(keeper);
        if (wait[DOOR].revents & POLLIN)
            sv_newcomers_accept(&keeper->newcomers, keeper->place.listener,
                                keeper->policy ? keeper->policy->peer.uid : geteuid());
        sv_keeper_run_engine(keeper);
        if (link->fd >= 0 && (!sv_link_flush(link) || link->out_bytes > MOST_WAITING))
            sv_keeper_leave(keeper);
        sv_stop_look(keeper);
        sv_records_look(&keeper->records);
        sv_revive_look(keeper);
    }
    if (link->fd >= 0)
        sv_link_flush(link);
}

static void *spawn(void *engine) {
    sv_engine_spawn_loop(engine);
    return NULL;
}

/* Signals are for the other thread. */
static int start_spawner(struct sv_engine *engine) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int result = pthread_create(&thread, NULL, spawn, engine);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return -result;
}

/* Programs of a keeper that was killed. A pid is proved by its start, read when the pidfd pins it.
 */
static void adopt_survivors(struct keeper *keeper) {
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        struct sv_known **at = &keeper->records.children[i];
        while (*at) {
            struct sv_known *known = *at;
            int pidfd = known->ended ? -1 : (int)syscall(SYS_pidfd_open, known->pid, 0U);
            bool same = pidfd >= 0 && known->start && sv_start_of(known->pid) == known->start;
            if (same && sv_engine_survivor(keeper->engine, known->child, known->pid, pidfd) == 0) {
                at = &known->next;
                continue;
            }
            if (pidfd >= 0 && !same)
                close(pidfd);
            if (known->ended) {
                at = &known->next;
            } else {
                *at = known->next;
                free(known);
            }
        }
    }
}

static struct keeper *new_keeper(void) {
    struct keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper)
        return NULL;
    keeper->started = sv_times_now();
    sv_link_init(&keeper->link);
    sv_link_init(&keeper->upgrade.asker);
    sv_peer_init(&keeper->upgrade.trial);
    sv_newcomers_init(&keeper->newcomers);
    sv_revive_init(&keeper->revival);
    sv_peer_init(&keeper->peer);
    sv_peer_init(&keeper->dismissed);
    keeper->events = malloc(EVENT_BYTES);
    if (!keeper->events || sv_engine_open(0, &keeper->engine) < 0) {
        free(keeper->events);
        free(keeper);
        return NULL;
    }
    return keeper;
}

/* From a keeper that stands to one that has ended, and left nothing. */
static int serve(struct keeper *keeper) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (keeper->policy) {
        sv_log_target_confine();
        if (sv_rights_lower(&keeper->policy->peer) < 0)
            return 1;
    }
    if (sv_engine_install_signals(keeper->engine) < 0 || start_spawner(keeper->engine) < 0)
        return 1;
    settle_silence(keeper);
    obey_all(keeper); /* what another program had not come to */
    live(keeper);
    sv_records_remove(&keeper->records);
    sv_records_close(&keeper->records);
    sv_engine_disclose(keeper->engine);
    struct sv_rights before = sv_rights_raise();
    unlinkat(keeper->place.directory, SV_SOCKET_NAME, 0);
    unlinkat(keeper->place.directory, SV_LOCK_NAME, 0);
    sv_rights_restore(before);
    return 0;
}

int sv_service_run(const struct sv_place *place, struct sv_policy *policy) {
    struct keeper *keeper = new_keeper();
    if (!keeper || sv_records_open(&keeper->records, place->directory) < 0)
        return 1;
    keeper->place = *place;
    keeper->policy = policy;
    adopt_survivors(keeper);
    if (!policy) /* whose programs are moved by nobody who may */
        sv_engine_enclose(keeper->engine, NULL);
    return serve(keeper);
}

int sv_service_check(int memfd) {
    struct keeper *keeper = new_keeper();
    return keeper && sv_upgrade_load(keeper, SV_TRY, memfd) == 0 ? SV_KEEPER_UNDERSTOOD : 1;
}

int sv_service_resume(const char *path, int memfd) {
    struct keeper *keeper = new_keeper();
    if (!keeper || sv_upgrade_load(keeper, SV_LOAD, memfd) < 0)
        return 1;
    close(memfd);
    keeper->place.path = path;
    sv_records_go_on(&keeper->records, keeper->place.directory);
    /* The conversation goes on in the version in which it was begun. */
    if (keeper->version &&
        (keeper->version < SV_KEEPER_OLDEST || keeper->version > SV_KEEPER_VERSION))
        sv_keeper_leave(keeper);
    settle_silence(keeper);
    sv_engine_go_on(keeper->engine);
    if (!keeper->policy)
        sv_engine_enclose(keeper->engine, NULL);
    sv_upgrade_done(keeper);
    return serve(keeper);
}
