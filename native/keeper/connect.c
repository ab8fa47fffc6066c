#include "connect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Nobody else is told to start programs, nor believed. */
static int checked_peer(int fd, int folder) {
    struct ucred who;
    struct statx about; /* the older stat calls come from newer glibc versions */
    socklen_t length = sizeof who;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length) < 0 ||
        statx(folder, "", AT_EMPTY_PATH, STATX_UID, &about) < 0)
        return -errno;
    bool is_owner = geteuid() == 0 && who.uid == about.stx_uid;
    return who.uid == geteuid() || who.uid == 0 || is_owner ? 0 : -EPERM;
}

/* By way of /proc, for the path may be longer than an address can be. */
int sv_keeper_connect(const char *directory) {
    int folder = open(directory, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return -errno;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/keeper.sock", folder);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int result = fd < 0 ? -errno : 0;
    if (result == 0 && connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        result = -errno;
    if (result == 0)
        result = checked_peer(fd, folder);
    close(folder);
    if (result == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return result;
}
