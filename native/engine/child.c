/*
 * The clean room: runs between clone(CLONE_VM | CLONE_VFORK) and exec, in the parent's memory on a
 * stack of its own.
 *
 * Calls nothing but syscall(2) and sv_errno_name (a constant table). Raw system calls: setpgid
 * dup2/dup3 openat getdents64 fcntl close_range prlimit64 setgroups setgid setuid chdir umask
 * rt_sigaction rt_sigprocmask write close execve writev exit_group. Raw, because libc's set*id
 * change every thread it knows of, and those are the parent's; libc's sigaction refuses signals 32
 * and 33. errno is the sleeping parent thread's own and the parent does not use it afterwards.
 *
 * The order is stock's: process group, descriptors, user, directory, umask, exec.
 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "errno_names.h"

#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE (1U << 1)
#endif

enum { SIGNALS = 64, KERNEL_SET_BYTES = 8, NOT_SPAWNED = 127, PIECES = 6 };

/* The kernel's struct sigaction, all zero: SIG_DFL, no flags, an empty mask, whatever the
 * architecture's layout. */
struct kernel_action {
    uint64_t zero[4];
};

struct kernel_entry {
    uint64_t inode;
    int64_t offset;
    uint16_t size;
    uint8_t type;
    char name[];
};

static size_t length_of(const char *text) {
    size_t n = 0;
    while (text[n])
        n++;
    return n;
}

__attribute__((noreturn)) static void leave(void) {
    for (;;)
        syscall(SYS_exit_group, NOT_SPAWNED);
}

/* Says on descriptor 2 what stock says, in one write so that it arrives in one read, and ends the
 * child. */
__attribute__((noreturn)) static void fail(const char *what, const char *whom, const char *why) {
    const char *const pieces[PIECES] = {"supervisor: couldn't ",
                                        what,
                                        whom,
                                        ": ",
                                        why,
                                        "\nsupervisor: child process was not spawned\n"};
    struct iovec out[PIECES];
    for (int i = 0; i < PIECES; i++) {
        out[i].iov_base = (void *)(uintptr_t)pieces[i];
        out[i].iov_len = length_of(pieces[i]);
    }
    syscall(SYS_writev, 2, out, PIECES);
    leave();
}

static void reset_signals(void) {
    struct kernel_action standard = {{0}};
    for (int number = 1; number <= SIGNALS; number++)
        syscall(SYS_rt_sigaction, number, &standard, NULL, (size_t)KERNEL_SET_BYTES);
    uint64_t none = 0;
    syscall(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, &none, NULL, (size_t)KERNEL_SET_BYTES);
}

/* Descriptor number of an entry of /proc/self/fd, or -1 for the dots. */
static int number_of(const char *name) {
    int n = 0;
    for (; *name; name++) {
        if (*name < '0' || *name > '9')
            return -1;
        n = n * 10 + (*name - '0');
    }
    return n;
}

/* For kernels without close_range(2), before 5.9. */
static void close_on_exec_one_by_one(void) {
    _Alignas(struct kernel_entry) char buffer[2048];
    int directory =
        (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (directory < 0)
        return; /* opening the engine found it readable; without it what was born close-on-exec
                   still closes */
    for (;;) {
        long n = syscall(SYS_getdents64, directory, buffer, sizeof buffer);
        if (n <= 0)
            return;
        for (long at = 0; at < n;) {
            struct kernel_entry *entry = (struct kernel_entry *)(void *)(buffer + at);
            int fd = number_of(entry->name);
            if (fd > 2)
                syscall(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
            at += entry->size;
        }
    }
}

/* Until it has a table of its own the child must not touch a descriptor: they are all the parent's.
 */
static void part_from_parent(const struct sv_child_plan *plan) {
    unsigned above = (unsigned)plan->highest + 1;
    if (plan->shares_table && syscall(SYS_close_range, above, ~0U, CLOSE_RANGE_UNSHARE) < 0)
        leave();
}

static void arrange_descriptors(const struct sv_child_plan *plan) {
    for (int fd = 0; fd < 3; fd++)
        if (syscall(SYS_dup3, plan->fds[fd], fd, 0) < 0)
            leave(); /* without its own 2 it has no place to say why */
    if (plan->shares_table)
        syscall(SYS_close_range, 3U, ~0U, 0U);
    else
        close_on_exec_one_by_one();
    if (plan->has_open_files)
        syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, plan->open_files, NULL);
}

/* Before anything of the program runs, so that nothing of it can be outside. It does without where
 * that fails. */
static void enter_cgroup(const char *processes) {
    int fd = (int)syscall(SYS_openat, AT_FDCWD, processes, O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return;
    syscall(SYS_write, fd, "0", (size_t)1);
    syscall(SYS_close, fd);
}

static void become_user(const struct sv_child_plan *plan) {
    if (plan->user_refusal)
        fail("setuid to ", plan->uid_text, plan->user_refusal);
    if (syscall(SYS_setgroups, plan->group_count, plan->groups) < 0)
        fail("setuid to ", plan->uid_text, "Could not set groups of effective user");
    if (syscall(SYS_setgid, plan->gid) < 0)
        fail("setuid to ", plan->uid_text, "Could not set group id of effective user");
    if (syscall(SYS_setuid, plan->uid) < 0)
        fail("setuid to ", plan->uid_text, sv_errno_name(errno));
}

int sv_child_main(void *argument) {
    const struct sv_child_plan *plan = argument;
    syscall(SYS_setpgid, 0, 0);
    part_from_parent(plan);
    arrange_descriptors(plan);
    /* Before anything can be written to a pipe nobody reads; handlers of the parent must not run in
     * here. */
    reset_signals();
    if (plan->cgroup)
        enter_cgroup(plan->cgroup);
    if (plan->uid_text)
        become_user(plan);
    if (plan->directory && syscall(SYS_chdir, plan->directory) < 0)
        fail("chdir to ", plan->directory, sv_errno_name(errno));
    if (plan->umask >= 0)
        syscall(SYS_umask, plan->umask);
    syscall(SYS_execve, plan->path, plan->argv, plan->envp);
    fail("exec ", plan->argv[0], sv_errno_name(errno));
}
