#include "newcomers.h"

#include <sys/socket.h>
#include <unistd.h>

void sv_newcomers_init(struct sv_newcomers *newcomers) {
    newcomers->count = 0;
    for (int i = 0; i < SV_MOST_NEWCOMERS; i++)
        sv_link_init(&newcomers->at[i]);
}

/* Only who could do all this to us anyway is listened to. */
static bool is_allowed(int fd, uint32_t uid, int *peer) {
    struct ucred who;
    socklen_t length = sizeof who;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length) < 0)
        return false;
    *peer = who.pid;
    return who.uid == uid || who.uid == 0;
}

/* A free place, or that of who has been there longest. */
static int place(const struct sv_newcomers *newcomers) {
    int oldest = 0;
    for (int i = 0; i < SV_MOST_NEWCOMERS; i++) {
        if (newcomers->at[i].fd < 0)
            return i;
        if (newcomers->came[i] < newcomers->came[oldest])
            oldest = i;
    }
    return oldest;
}

void sv_newcomers_accept(struct sv_newcomers *newcomers, int listener, uint32_t uid) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    int peer;
    if (fd < 0)
        return;
    if (!is_allowed(fd, uid, &peer)) {
        close(fd);
        return;
    }
    int i = place(newcomers);
    sv_link_close(&newcomers->at[i]);
    sv_link_open(&newcomers->at[i], fd, peer);
    newcomers->came[i] = newcomers->count++;
}

const uint8_t *sv_newcomers_hear(struct sv_link *newcomer, size_t *size) {
    bool there = sv_link_read(newcomer);
    bool bad;
    const uint8_t *frame = sv_link_frame(newcomer, size, &bad);
    if (frame && *size <= SV_FIRST_FRAME_BYTES)
        return frame;
    if (!there || bad || newcomer->in_bytes >= SV_FIRST_FRAME_BYTES)
        sv_link_close(newcomer);
    return NULL;
}
