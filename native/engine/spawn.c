#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "descriptor.h"
#include "wire_numbers.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif

#define STACK_BYTES ((size_t)64 << 10)
#define GUARD_BYTES ((size_t)64 << 10) /* a multiple of every page size */

int sv_stack_open(struct sv_stack *stack) {
    stack->base = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack->base == MAP_FAILED) {
        stack->base = NULL;
        return -errno;
    }
    if (mprotect(stack->base, GUARD_BYTES, PROT_NONE) < 0) {
        int error = errno;
        sv_stack_close(stack);
        return -error;
    }
    stack->top = (char *)stack->base + GUARD_BYTES + STACK_BYTES;
    return 0;
}

void sv_stack_close(struct sv_stack *stack) {
    if (stack->base)
        munmap(stack->base, GUARD_BYTES + STACK_BYTES);
    stack->base = NULL;
}

struct sv_spawn *sv_spawn_new(uint32_t child, struct sv_plan *plan) {
    struct sv_spawn *spawn = calloc(1, sizeof *spawn);
    if (!spawn)
        return NULL;
    spawn->child = child;
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
    free(spawn);
}

/* ours: the daemon's end, non-blocking; theirs: the child's. Both close-on-exec and at least 3. */
static int make_pipe(int *ours, int *theirs, bool child_reads) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    *ours = sv_above_stdio(ends[child_reads ? 1 : 0]);
    int error = errno;
    *theirs = sv_above_stdio(ends[child_reads ? 0 : 1]);
    if (*ours < 0 || *theirs < 0) {
        errno = *ours < 0 ? error : errno;
        return -1;
    }
    return fcntl(*ours, F_SETFL, O_NONBLOCK);
}

static int make_pipes(struct sv_spawn *spawn, int theirs[3]) {
    if (make_pipe(&spawn->stdin_fd, &theirs[0], true) < 0 ||
        make_pipe(&spawn->output_fd[0], &theirs[1], false) < 0)
        return -1;
    if (spawn->plan->redirect_stderr)
        return 0;
    return make_pipe(&spawn->output_fd[1], &theirs[2], false);
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

/* Stock: nothing is done for the user one is already; others only root can become. */
static void prepare_user(const struct sv_plan *plan, struct sv_child_plan *child, char *uid_text,
                         size_t size) {
    if (!plan->has_user || plan->uid == getuid())
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
 * shares its memory. Raw, for libc would leave its own two signals unblocked.
 */
static pid_t clone_child(struct sv_child_plan *plan, const struct sv_stack *stack, int *pidfd) {
    uint64_t all = ~(uint64_t)0, before = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
    pid_t pid = clone(sv_child_main, stack->top, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                      plan, pidfd);
    int error = errno;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
    errno = error;
    return pid;
}

static void start(struct sv_spawn *spawn, const struct sv_stack *stack, const int theirs[3],
                  bool close_range) {
    const struct sv_plan *plan = spawn->plan;
    char uid_text[16];
    struct sv_child_plan child = {
        .path = plan->path,
        .argv = plan->argv,
        .envp = plan->envp,
        .directory = plan->directory,
        .fds = {theirs[0], theirs[1], plan->redirect_stderr ? theirs[1] : theirs[2]},
        .umask = plan->umask,
        .close_range = close_range,
    };
    prepare_user(plan, &child, uid_text, sizeof uid_text);
    prepare_limits(plan, &child);
    int pidfd = -1;
    pid_t pid = clone_child(&child, stack, &pidfd);
    if (pid < 0) {
        spawn->error = errno;
        spawn->stage = SV_STAGE_FORK;
        return;
    }
    spawn->pid = pid;
    spawn->pidfd = pidfd;
}

void sv_spawn_run(struct sv_spawn *spawn, const struct sv_stack *stack, bool close_range) {
    int theirs[3] = {-1, -1, -1};
    int result;
    if (make_pipes(spawn, theirs) < 0) {
        spawn->stage = SV_STAGE_PIPE;
        spawn->error = errno;
    } else if ((result = open_logs(spawn)) < 0) {
        spawn->stage = SV_STAGE_LOG;
        spawn->error = -result;
    } else {
        start(spawn, stack, theirs, close_range);
    }
    for (int i = 0; i < 3; i++)
        sv_close(&theirs[i]);
    if (spawn->stage)
        close_results(spawn);
    spawn->at = sv_times_now();
}
