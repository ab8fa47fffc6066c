/* The connection to the control plane: frames both ways over a Unix socket, and descriptors one
 * way. */
#ifndef SV_LINK_H
#define SV_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive.h"

enum { SV_PASSED = 3 }; /* descriptors that come with a PLACE: stdout, stderr, the directory */

struct sv_link {
    int fd; /* -1: nobody is there */
    int peer;
    uint8_t *in;
    size_t in_start, in_bytes, in_room;
    uint8_t *out;
    size_t out_start, out_bytes, out_room;
    int passed[SV_PASSED];
    int passed_count;
};

void sv_link_init(struct sv_link *link);

/* Takes over a connected socket. */
void sv_link_open(struct sv_link *link, int fd, int peer);

/* Closes it and whatever came with it. */
void sv_link_close(struct sv_link *link);

/* Reads what is there. False when the other side is gone or does not keep to the rules. */
bool sv_link_read(struct sv_link *link);

/* The next whole frame, which stays where it is until sv_link_drop; NULL when there is none, or
 * *bad. */
const uint8_t *sv_link_frame(const struct sv_link *link, size_t *size, bool *bad);
void sv_link_drop(struct sv_link *link, size_t size);

/* Queues bytes. 0 or -ENOMEM. */
int sv_link_put(struct sv_link *link, const uint8_t *bytes, size_t size);

/* Writes what the socket takes. False when the other side is gone. */
bool sv_link_flush(struct sv_link *link);

/* The connection with all that has come or has to go. */
void sv_link_archive(struct sv_link *link, struct sv_archive *archive);

#endif
