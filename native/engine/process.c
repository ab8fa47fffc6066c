/* Signals to children and their ends. A pid is never trusted: it is a number that others may get.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "descriptor.h"
#include "state.h"

/* As in the kernel's interface; older headers lack P_PIDFD. */
enum { ANY = 0, BY_PID = 1, BY_PIDFD = 3 };

/* The system call, for libc's waitid gives no rusage. */
static long wait_by(int kind, int which, siginfo_t *info, int options, struct rusage *usage) {
    long result;
    do
        result = syscall(SYS_waitid, kind, which, info, options, usage);
    while (result < 0 && errno == EINTR);
    return result;
}

static long wait_for(int pidfd, siginfo_t *info, int options, struct rusage *usage) {
    return wait_by(BY_PIDFD, pidfd, info, options, usage);
}

int sv_process_probe(void) {
    int self = (int)syscall(SYS_pidfd_open, getpid(), 0U);
    if (self < 0)
        return -ENOSYS;
    siginfo_t info;
    /* Nobody is a child of its own: a kernel that knows pidfds says ECHILD. */
    int error = wait_for(self, &info, WEXITED | WNOHANG, NULL) < 0 ? errno : 0;
    sv_close(&self);
    return error == ECHILD ? 0 : -ENOSYS;
}

int sv_process_signal(const struct sv_slot *slot, int signal, bool group) {
    if (slot->state != SV_SLOT_LIVING)
        return ESRCH;
    struct pollfd one = {.fd = slot->exit.fd, .events = POLLIN};
    if (slot->survivor && (poll(&one, 1, 0) != 0))
        return ESRCH; /* ended; nobody keeps its pid from others */
    if (!group)
        return syscall(SYS_pidfd_send_signal, slot->exit.fd, signal, NULL, 0U) < 0 ? errno : 0;
    /* While the child is not reaped neither its pid nor its group's number can be another's;
       somebody in this process who waits for any child may have reaped it. */
    siginfo_t info;
    if (!slot->survivor && wait_for(slot->exit.fd, &info, WEXITED | WNOHANG | WNOWAIT, NULL) < 0)
        return errno == ECHILD ? ESRCH : errno;
    return kill(-slot->pid, signal) < 0 ? errno : 0;
}

static int64_t micros(struct timeval time) { return (int64_t)time.tv_sec * 1000000 + time.tv_usec; }

static void take_status(const siginfo_t *info, struct sv_exit *end) {
    end->kind = info->si_code == CLD_EXITED   ? SV_KIND_EXITED
                : info->si_code == CLD_DUMPED ? SV_KIND_DUMPED
                                              : SV_KIND_KILLED;
    end->value = info->si_status;
}

bool sv_process_reap(const struct sv_slot *slot, struct sv_exit *end) {
    siginfo_t info;
    struct rusage usage;
    memset(&info, 0, sizeof info);
    memset(&usage, 0, sizeof usage);
    memset(end, 0, sizeof *end);
    end->pid = slot->pid;
    end->kind = SV_KIND_UNKNOWN;
    if (wait_for(slot->exit.fd, &info, WEXITED | WNOHANG, &usage) < 0) {
        if (errno != ECHILD)
            return false;
    } else if (info.si_pid == 0) {
        return false;
    } else {
        take_status(&info, end);
    }
    end->user_micros = micros(usage.ru_utime);
    end->system_micros = micros(usage.ru_stime);
    end->maxrss_kib = usage.ru_maxrss;
    end->at = sv_times_now();
    return true;
}

pid_t sv_process_ended(void) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    return wait_by(ANY, 0, &info, WEXITED | WNOHANG | WNOWAIT, NULL) < 0 ? 0 : info.si_pid;
}

bool sv_process_collect(pid_t pid, struct sv_exit *end) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    memset(end, 0, sizeof *end);
    end->pid = pid;
    if (wait_by(BY_PID, pid, &info, WEXITED | WNOHANG, NULL) < 0 || info.si_pid == 0)
        return false;
    take_status(&info, end);
    return true;
}
