/*
 * Listening sockets that programs get as descriptor 0. Spawner thread only: their names may lie on
 * a file system that hangs, and a spawn has to find what was opened before it.
 */
#ifndef SV_LISTENER_H
#define SV_LISTENER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

#include "archive.h"

#define SV_ADDRESS_BYTES sizeof(((struct sockaddr_un *)NULL)->sun_path)
#define SV_NOBODY UINT32_MAX /* a uid or gid that is not to be changed */

/* The payload of LISTEN, decoded. */
struct sv_address {
    uint8_t family; /* SV_FAMILY_* */
    uint16_t port;
    char name[SV_ADDRESS_BYTES]; /* the path, or the numeric address */
    int backlog;                 /* 0: SOMAXCONN */
    uint32_t uid;                /* of the path; SV_NOBODY: leave it */
    uint32_t gid;
    uint32_t mode; /* of the path */
};

/* 0; -ENAMETOOLONG when the path does not fit into an address; -EBADMSG when anything else is not
 * right. */
int sv_address_decode(const uint8_t *payload, size_t length, struct sv_address *address);

struct sv_listener;

struct sv_listeners {
    struct sv_listener *first;
    size_t count; /* at most 4096 */
};

/*
 * Binds and listens under a new number. A path in the way is removed only if it is a socket on
 * which nobody listens; nobody can connect to the new one before it has its owner and mode. 0, or
 * -errno and in *step the SV_LISTEN_* that failed; then nothing is left behind.
 */
int sv_listener_open(struct sv_listeners *listeners, uint32_t number,
                     const struct sv_address *address, uint8_t *step);

/* Closes it and removes its path, unless that has come to mean another file. 0 or -ENOENT. */
int sv_listener_close(struct sv_listeners *listeners, uint32_t number);

/* Its descriptor, borrowed, or -1. */
int sv_listener_fd(const struct sv_listeners *listeners, uint32_t number);

/* Closes all, and leaves the paths to the programs that may still live and listen there. */
void sv_listeners_abandon(struct sv_listeners *listeners);

/* All of them, while that thread does nothing. */
void sv_listeners_archive(struct sv_listeners *listeners, struct sv_archive *archive);

#endif
