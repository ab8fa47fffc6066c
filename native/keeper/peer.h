/* The process at the other end of a connection, pinned: its pid can be another's later. */
#ifndef SV_PEER_H
#define SV_PEER_H

#include <stdbool.h>
#include <stdint.h>

#include "archive.h"

struct sv_peer {
    int pid;
    int pidfd; /* -1: there is none, or it could not be pinned */
    uint32_t uid;
};

void sv_peer_init(struct sv_peer *peer);

/* The process that has connected. */
struct sv_peer sv_peer_of(int fd);

/* Whose it is, for who asks something over a connection; nobody's (the highest number) in doubt. */
uint32_t sv_peer_uid(int fd);

/* Lets go of it. */
void sv_peer_close(struct sv_peer *peer);

/* Whether it is pinned and lives. */
bool sv_peer_lives(const struct sv_peer *peer);

/* Kills it. 0, or the errno: ESRCH when it is not pinned or has ended. */
int sv_peer_kill(const struct sv_peer *peer);

void sv_peer_archive(struct sv_peer *peer, struct sv_archive *archive);

#endif
