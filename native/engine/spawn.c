#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "descriptor.h"
#include "wire_numbers.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif

struct sv_spawn *sv_spawn_new(uint32_t child, struct sv_plan *plan) {
    struct sv_spawn *spawn = calloc(1, sizeof *spawn);
    if (!spawn)
        return NULL;
    spawn->job.kind = SV_JOB_SPAWN;
    spawn->job.number = child;
    spawn->plan = plan;
    spawn->pidfd = spawn->stdin_fd = spawn->output_fd[0] = spawn->output_fd[1] = -1;
    spawn->log[0].target.fd = spawn->log[1].target.fd = -1;
    return spawn;
}

static void close_results(struct sv_spawn *spawn) {
    sv_close(&spawn->pidfd);
    sv_close(&spawn->stdin_fd);
    for (int i = 0; i < 2; i++) {
        sv_close(&spawn->output_fd[i]);
        sv_log_close(&spawn->log[i]);
    }
}

void sv_spawn_free(struct sv_spawn *spawn) {
    close_results(spawn);
    free(spawn->plan);
    free(spawn->cgroup);
    free(spawn);
}

/* A pipe whose one end is ours, non-blocking, and whose other end takes the child's seat. */
static int make_pipe(const struct sv_cradle *cradle, int seat, int *ours) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    int our_end = seat == 0 ? 1 : 0;
    *ours = sv_above_stdio(ends[our_end]);
    int error = errno;
    int seated = sv_cradle_seat(cradle, seat, ends[!our_end]);
    if (*ours < 0) {
        errno = error;
        return -1;
    }
    return seated < 0 ? -1 : fcntl(*ours, F_SETFL, O_NONBLOCK);
}

/* A copy of the listening socket on the seat of descriptor 0. */
static int seat_socket(const struct sv_spawn *spawn, const struct sv_cradle *cradle,
                       const struct sv_listeners *listeners) {
    int fd = sv_listener_fd(listeners, spawn->plan->socket);
    if (fd < 0) {
        errno = ENOTSOCK;
        return -1;
    }
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    return copy < 0 ? -1 : sv_cradle_seat(cradle, 0, copy);
}

static int make_pipes(struct sv_spawn *spawn, const struct sv_cradle *cradle) {
    if ((!spawn->plan->socket && make_pipe(cradle, 0, &spawn->stdin_fd) < 0) ||
        make_pipe(cradle, 1, &spawn->output_fd[0]) < 0)
        return -1;
    if (spawn->plan->redirect_stderr)
        return 0;
    return make_pipe(cradle, 2, &spawn->output_fd[1]);
}

static int open_logs(struct sv_spawn *spawn) {
    int channels = spawn->plan->redirect_stderr ? 1 : 2;
    for (int i = 0; i < channels; i++) {
        const struct sv_output_plan *output = &spawn->plan->output[i];
        int result = sv_log_open(&spawn->log[i], output->file, output->maxbytes, output->backups);
        if (result < 0)
            return result;
    }
    return 0;
}

/* Stock: nothing is done for the user one is already; others only root can become. One that touches
 * files as somebody else is not quite that user. */
static void prepare_user(const struct sv_plan *plan, struct sv_child_plan *child, char *uid_text,
                         size_t size) {
    bool is_itself = plan->uid == getuid() && (uid_t)setfsuid((uid_t)-1) == plan->uid;
    if (!plan->has_user || is_itself)
        return;
    snprintf(uid_text, size, "%u", plan->uid);
    child->uid_text = uid_text;
    child->user_refusal = getuid() == 0 ? NULL : "Can't drop privilege as nonroot user";
    child->uid = plan->uid;
    child->gid = plan->gid;
    child->groups = plan->groups;
    child->group_count = plan->group_count;
}

static void prepare_limits(const struct sv_plan *plan, struct sv_child_plan *child) {
    struct rlimit limit;
    if (plan->open_files < 0 || getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    uint64_t soft = (uint64_t)plan->open_files;
    child->has_open_files = true;
    child->open_files[0] = soft < limit.rlim_max ? soft : limit.rlim_max;
    child->open_files[1] = limit.rlim_max;
}

/*
 * All signals are blocked meanwhile: a handler of the parent must not run in the child, which
 * shares its memory. Raw, for libc would leave its own two signals unblocked. Where the child can
 * unshare a part of the descriptor table it is born sharing it.
 */
static pid_t clone_child(struct sv_child_plan *plan, const struct sv_cradle *cradle, int *pidfd) {
    uint64_t all = ~(uint64_t)0, before = 0;
    int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
    if (cradle->close_range)
        flags |= CLONE_FILES;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
    pid_t pid = clone(sv_child_main, cradle->stack_top, flags, plan, pidfd);
    int error = errno;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
    errno = error;
    return pid;
}

static void start(struct sv_spawn *spawn, const struct sv_cradle *cradle) {
    const struct sv_plan *plan = spawn->plan;
    const int *seat = cradle->seat;
    char uid_text[16];
    struct sv_child_plan child = {
        .path = plan->path,
        .argv = plan->argv,
        .envp = plan->envp,
        .directory = plan->directory,
        .cgroup = spawn->cgroup,
        .fds = {seat[0], seat[1], plan->redirect_stderr ? seat[1] : seat[2]},
        .shares_table = cradle->close_range,
        .umask = plan->umask,
    };
    for (int i = 0; i < 3; i++)
        child.highest = child.highest > seat[i] ? child.highest : seat[i];
    prepare_user(plan, &child, uid_text, sizeof uid_text);
    prepare_limits(plan, &child);
    int pidfd = -1;
    pid_t pid = clone_child(&child, cradle, &pidfd);
    if (pid < 0) {
        /* The pidfd may be what there is no room for: to its reader the same thing as a pipe. */
        spawn->error = errno;
        spawn->stage = errno == EMFILE || errno == ENFILE ? SV_STAGE_PIPE : SV_STAGE_FORK;
        return;
    }
    spawn->pid = pid;
    spawn->pidfd = pidfd;
}

/* How many descriptors it holds as long as the child lives: the pidfd, stdin unless that is a
 * socket that is open anyway, and for each channel a pipe and its log. */
static unsigned descriptors(const struct sv_plan *plan) {
    unsigned n = plan->socket ? 1 : 2;
    for (int i = 0; i < (plan->redirect_stderr ? 1 : 2); i++)
        n += plan->output[i].file ? 2 : 1;
    return n;
}

void sv_spawn_run(struct sv_spawn *spawn, const struct sv_cradle *cradle,
                  const struct sv_listeners *listeners, struct sv_reserve *reserve) {
    int result;
    if ((result = sv_reserve_ask(reserve, descriptors(spawn->plan))) < 0) {
        spawn->stage = SV_STAGE_PIPE;
        spawn->error = -result;
    } else if (spawn->plan->socket && seat_socket(spawn, cradle, listeners) < 0) {
        spawn->stage = SV_STAGE_SOCKET;
        spawn->error = errno;
    } else if (make_pipes(spawn, cradle) < 0) {
        spawn->stage = SV_STAGE_PIPE;
        spawn->error = errno;
    } else if ((result = open_logs(spawn)) < 0) {
        spawn->stage = SV_STAGE_LOG;
        spawn->error = -result;
    } else {
        start(spawn, cradle);
    }
    sv_cradle_clear(cradle);
    if (spawn->stage)
        close_results(spawn);
    spawn->at = sv_times_now();
}
