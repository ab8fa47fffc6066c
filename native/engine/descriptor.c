#include "descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int sv_above_stdio(int fd) {
    if (fd < 0 || fd > 2)
        return fd;
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    sv_close(&fd);
    return moved;
}

void sv_close(int *fd) {
    int saved = errno;
    if (*fd >= 0)
        close(*fd); /* EINTR included: Linux has closed it */
    *fd = -1;
    errno = saved;
}
