#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

#include "descriptor.h"

enum { SIGNALS = 7 };

static const int numbers[SIGNALS] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR2, SIGUSR1, SIGCHLD};

/*
 * The library's only mutable static data. A signal handler gets nothing but a number, and
 * dispositions belong to the whole process anyhow. A second copy of the library (a redeployed WAR)
 * never installs handlers.
 */
static atomic_int writing_end = -1;
static struct sigaction before[SIGNALS];

static void note(int number) {
    int saved = errno;
    uint8_t byte = (uint8_t)number;
    /* A full pipe drops it: thousands like it are waiting to be read. */
    ssize_t ignored = write(atomic_load(&writing_end), &byte, 1);
    (void)ignored;
    errno = saved;
}

static void (*handler_of(int number, bool children))(int) {
    if (number == SIGUSR1)
        return SIG_IGN;
    /* Where CHLD was ignored, as some callers have it, the kernel would forget how children ended.
     */
    return number == SIGCHLD && !children ? SIG_DFL : note;
}

static int catch_all(bool children) {
    struct sigaction action = {.sa_flags = SA_RESTART | SA_NOCLDSTOP};
    sigfillset(&action.sa_mask);
    for (int i = 0; i < SIGNALS; i++) {
        action.sa_handler = handler_of(numbers[i], children);
        if (sigaction(numbers[i], &action, &before[i]) == 0)
            continue;
        int error = errno;
        while (--i >= 0)
            sigaction(numbers[i], &before[i], NULL);
        return -error;
    }
    return 0;
}

int sv_signals_install(bool children, int *reading_end) {
    if (atomic_load(&writing_end) >= 0)
        return -EBUSY;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
        return -errno;
    atomic_store(&writing_end, ends[1]);
    int result = catch_all(children);
    if (result < 0) {
        atomic_store(&writing_end, -1);
        sv_close(&ends[0]);
        sv_close(&ends[1]);
        return result;
    }
    *reading_end = ends[0];
    return 0;
}

uint64_t sv_signals_mask(void) {
    uint64_t mask = 0;
    for (int i = 0; i < SIGNALS; i++)
        mask |= (uint64_t)1 << (numbers[i] - 1);
    return mask;
}

void sv_signals_remove(void) {
    for (int i = 0; i < SIGNALS; i++)
        sigaction(numbers[i], &before[i], NULL);
    int fd = atomic_exchange(&writing_end, -1);
    sv_close(&fd);
}
