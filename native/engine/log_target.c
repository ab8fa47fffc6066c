#include "log_target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "descriptor.h"

enum { LINKS = 16, PROC_FILES = 0x9fa0 /* PROC_SUPER_MAGIC */ };

/* Of the whole process, and for good: set once before there is a second thread. */
static bool confined;

void sv_log_target_confine(void) { confined = true; }

/* Descriptors of this process that are none of a log's business, and what writing into /proc does.
 */
static bool is_forbidden(int fd, int descriptor) {
    struct statfs system;
    return confined &&
           (descriptor > STDERR_FILENO || fstatfs(fd, &system) < 0 || system.f_type == PROC_FILES);
}

/* statx, for the older stat calls come from newer glibc versions when linked on a new one. */
static int kind_of(int fd, const char *path, struct statx *about) {
    return statx(fd, path, AT_EMPTY_PATH, STATX_TYPE | STATX_INO, about);
}

/* Decimal digits and nothing else, or -1. By hand, for strtol is another symbol in newer headers.
 */
static int number(const char *digits) {
    size_t n = strspn(digits, "0123456789");
    if (n == 0 || n > 9 || digits[n])
        return -1;
    int value = 0;
    for (; *digits; digits++)
        value = value * 10 + (*digits - '0');
    return value;
}

/* The number of a descriptor of our own that the name means, or -1. */
static int own_descriptor(const char *name) {
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    static const char *const names[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};
    for (int i = 0; i < 3; i++)
        if (!strcmp(name, names[i]))
            return i;
    for (int i = 0; i < 2; i++) {
        size_t n = strlen(folders[i]);
        if (!strncmp(name, folders[i], n))
            return number(name + n);
    }
    return -1;
}

/* The same after following links: people link their log file to /dev/stdout. */
static int leads_to_descriptor(const char *path) {
    char name[PATH_MAX];
    if (snprintf(name, sizeof name, "%s", path) >= (int)sizeof name)
        return -1;
    for (int i = 0; i < LINKS; i++) {
        int fd = own_descriptor(name);
        if (fd >= 0)
            return fd;
        char target[PATH_MAX];
        ssize_t n = readlink(name, target, sizeof target - 1);
        if (n <= 0)
            return -1;
        target[n] = '\0';
        char *slash = strrchr(name, '/');
        size_t folder = target[0] == '/' || !slash ? 0 : (size_t)(slash + 1 - name);
        if (folder + (size_t)n >= sizeof name)
            return -1;
        memcpy(name + folder, target, (size_t)n + 1);
    }
    return -1;
}

static int open_again(const char *path, int flags) {
    int fd;
    do
        fd = open(path, flags | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/*
 * ENXIO: a FIFO without a reader, which opens for both directions; or a socket, which does not open
 * at all. EACCES: a descriptor that was handed to us by a user who would not let us open it.
 */
static int open_special(const char *path, int descriptor, bool *duplicate) {
    int error = errno;
    struct statx about;
    if (error == ENXIO && kind_of(AT_FDCWD, path, &about) == 0 && S_ISFIFO(about.stx_mode))
        return open_again(path, O_RDWR);
    *duplicate = descriptor >= 0;
    if (descriptor >= 0)
        return fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    errno = error;
    return -1;
}

int sv_log_target_open(const char *path, struct sv_log_target *target) {
    int descriptor = leads_to_descriptor(path);
    int fd = open_again(path, O_WRONLY);
    bool duplicate = false;
    if (fd < 0 && (errno == ENXIO || errno == EACCES))
        fd = open_special(path, descriptor, &duplicate);
    fd = sv_above_stdio(fd);
    if (fd < 0)
        return -errno;
    if (is_forbidden(fd, descriptor)) {
        sv_close(&fd);
        return -EACCES;
    }
    struct statx about;
    if (kind_of(fd, "", &about) < 0) {
        int error = errno;
        sv_close(&fd);
        return -error;
    }
    target->fd = fd;
    target->rotate = S_ISREG(about.stx_mode) && descriptor < 0;
    target->fifo = S_ISFIFO(about.stx_mode) && descriptor < 0;
    target->socket = S_ISSOCK(about.stx_mode);
    target->shared = duplicate && !target->socket;
    return 0;
}

bool sv_log_target_is_current(const struct sv_log_target *target, const char *path) {
    struct statx open_one, named;
    return kind_of(target->fd, "", &open_one) == 0 && kind_of(AT_FDCWD, path, &named) == 0 &&
           open_one.stx_ino == named.stx_ino && open_one.stx_dev_major == named.stx_dev_major &&
           open_one.stx_dev_minor == named.stx_dev_minor;
}
