#include "reserve.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "descriptor.h"

/* Of what is free beyond the reserve, the part that spawns may take without a new count: others
 * open descriptors meanwhile. */
enum { CAUTION = 64 };

/* How many records getdents64 has filled in. */
static unsigned records(const char *bytes, long length) {
    unsigned n = 0;
    for (long at = 0; at < length; n++)
        at += (long)((const struct dirent64 *)(bytes + at))->d_reclen;
    return n;
}

/* How many descriptors this process has open, or -errno. */
static long count(void) {
    enum { OURSELVES = 1, DOTS = 2 };
    _Alignas(struct dirent64) char bytes[16384];
    int folder;
    do
        folder = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (folder < 0 && errno == EINTR);
    if (folder < 0)
        return -errno;
    long total = -(OURSELVES + DOTS), n;
    while ((n = syscall(SYS_getdents64, folder, bytes, sizeof bytes)) > 0)
        total += records(bytes, n);
    int error = errno;
    sv_close(&folder);
    return n < 0 ? -error : total;
}

int sv_reserve_ask(struct sv_reserve *reserve, unsigned needed) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur == RLIM_INFINITY)
        return 0;
    if (reserve->limit == files.rlim_cur && reserve->unchecked > 0) {
        reserve->unchecked--;
        return 0;
    }
    reserve->limit = files.rlim_cur;
    reserve->unchecked = 0;
    long open = count();
    if (open < 0) /* without /proc the kernel's own word must do */
        return open == -EMFILE || open == -ENFILE ? -EMFILE : 0;
    rlim_t kept = files.rlim_cur / SV_RESERVE_SHARE;
    rlim_t taken = (rlim_t)open + needed + (kept < SV_RESERVE ? kept : SV_RESERVE);
    if (taken > files.rlim_cur)
        return -EMFILE;
    reserve->unchecked = (files.rlim_cur - taken) / CAUTION;
    return 0;
}
