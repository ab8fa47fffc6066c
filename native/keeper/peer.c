#include "peer.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PEER_PIDFD = 77 }; /* SO_PEERPIDFD, of Linux 6.5, as in the kernel's interface */

void sv_peer_init(struct sv_peer *peer) { *peer = (struct sv_peer){0, -1, 0}; }

/* The kernel's own answer, or -1 where it is older. */
static int pinned_by_socket(int fd) {
    int pidfd;
    socklen_t length = sizeof pidfd;
    return getsockopt(fd, SOL_SOCKET, PEER_PIDFD, &pidfd, &length) < 0 ? -1 : pidfd;
}

/* The process that had the pid when it connected has it still, for only its end hangs up: what it
 * connects with is closed in every child of its own that executes a program. */
static int pinned_by_pid(int fd, int pid) {
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0U);
    struct pollfd both[] = {{fd, POLLRDHUP, 0}, {pidfd, POLLIN, 0}};
    if (pidfd >= 0 && poll(both, 2, 0) != 0) {
        close(pidfd);
        return -1;
    }
    return pidfd;
}

struct sv_peer sv_peer_of(int fd) {
    struct ucred who;
    socklen_t length = sizeof who;
    struct sv_peer peer = {0, -1, 0};
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length) < 0)
        return peer;
    peer.pid = who.pid;
    peer.uid = who.uid;
    peer.pidfd = pinned_by_socket(fd);
    if (peer.pidfd < 0)
        peer.pidfd = pinned_by_pid(fd, who.pid);
    return peer;
}

uint32_t sv_peer_uid(int fd) {
    struct ucred who;
    socklen_t length = sizeof who;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length) < 0 ? UINT32_MAX : who.uid;
}

void sv_peer_close(struct sv_peer *peer) {
    if (peer->pidfd >= 0)
        close(peer->pidfd);
    sv_peer_init(peer);
}

bool sv_peer_lives(const struct sv_peer *peer) {
    struct pollfd end = {peer->pidfd, POLLIN, 0};
    return peer->pidfd >= 0 && poll(&end, 1, 0) == 0;
}

void sv_peer_archive(struct sv_peer *peer, struct sv_archive *archive) {
    SV_PLAIN(archive, peer->pid);
    sv_archive_fd(archive, &peer->pidfd);
    SV_PLAIN(archive, peer->uid);
}

int sv_peer_kill(const struct sv_peer *peer) {
    if (peer->pidfd < 0)
        return ESRCH;
    return syscall(SYS_pidfd_send_signal, peer->pidfd, SIGKILL, NULL, 0U) < 0 ? errno : 0;
}
