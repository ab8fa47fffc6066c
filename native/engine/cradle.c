#include "cradle.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "descriptor.h"

#define STACK_BYTES ((size_t)64 << 10)
#define GUARD_BYTES ((size_t)64 << 10) /* a multiple of every page size */

static int open_stack(struct sv_cradle *cradle) {
    void *base = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (base == MAP_FAILED)
        return -errno;
    cradle->stack_base = base;
    cradle->stack_top = (char *)base + GUARD_BYTES + STACK_BYTES;
    return mprotect(base, GUARD_BYTES, PROT_NONE) < 0 ? -errno : 0;
}

static int open_seats(struct sv_cradle *cradle) {
    cradle->park = sv_above_stdio(eventfd(0, EFD_CLOEXEC));
    for (int i = 0; i < 3 && cradle->park >= 0; i++) {
        cradle->seat[i] = fcntl(cradle->park, F_DUPFD_CLOEXEC, 3);
        if (cradle->seat[i] < 0)
            break;
    }
    return cradle->seat[2] < 0 ? -errno : 0;
}

int sv_cradle_open(struct sv_cradle *cradle, bool close_range) {
    *cradle = (struct sv_cradle){.park = -1, .seat = {-1, -1, -1}, .close_range = close_range};
    int result = open_stack(cradle);
    if (result == 0)
        result = open_seats(cradle);
    if (result < 0)
        sv_cradle_close(cradle);
    return result;
}

void sv_cradle_close(struct sv_cradle *cradle) {
    if (cradle->stack_base)
        munmap(cradle->stack_base, GUARD_BYTES + STACK_BYTES);
    cradle->stack_base = NULL;
    sv_close(&cradle->park);
    for (int i = 0; i < 3; i++)
        sv_close(&cradle->seat[i]);
}

int sv_cradle_seat(const struct sv_cradle *cradle, int seat, int fd) {
    int result;
    do
        result = dup3(fd, cradle->seat[seat], O_CLOEXEC);
    while (result < 0 && errno == EINTR);
    sv_close(&fd);
    return result < 0 ? -1 : 0;
}

void sv_cradle_clear(const struct sv_cradle *cradle) {
    for (int i = 0; i < 3; i++)
        while (dup3(cradle->park, cradle->seat[i], O_CLOEXEC) < 0 && errno == EINTR) {
        }
}
