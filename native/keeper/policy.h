/*
 * What a root keeper does for a control plane that is not root: a file of root's that says who may
 * attach and what that one may have started. All else is refused, whatever the frames say. See
 * docs/manual/policy.md.
 */
#ifndef SV_POLICY_H
#define SV_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account.h"

enum { SV_MOST_ALLOWED = 64, SV_MOST_POLICY_BYTES = 64 << 10, SV_POLICY_ERROR_BYTES = 512 };

struct sv_policy {
    struct sv_account peer; /* who may attach; programs without a user run as this one */
    struct sv_account users[SV_MOST_ALLOWED];
    size_t user_count;
    const char *commands[SV_MOST_ALLOWED]; /* what others than the peer may execute; a name that
                                              ends in a slash is a folder with all below it */
    size_t command_count;
    uint16_t ports[SV_MOST_ALLOWED]; /* below 1024 */
    size_t port_count;
    const char *variables[SV_MOST_ALLOWED]; /* that the dynamic linker heeds, allowed though */
    size_t variable_count;
    char *text;        /* owned: where the names lie */
    uint8_t *original; /* owned: what was read, for the next program */
    size_t original_bytes;
    uint8_t *option; /* owned: who may attach, where that was told beside the file */
    size_t option_bytes;
};

/*
 * Reads a file that must be root's and nobody else's to write, and so must be the folders above it
 * and no link. `peer` is who may attach, where the file does not say it, or NULL. NULL and a line
 * for people in `error`, with file and line where it is about one.
 */
struct sv_policy *sv_policy_load(const char *path, const char *peer,
                                 char error[SV_POLICY_ERROR_BYTES]);

/* The same from bytes that were read before; `name` for messages. */
struct sv_policy *sv_policy_parse(const uint8_t *bytes, size_t length, const char *name,
                                  const char *peer, char error[SV_POLICY_ERROR_BYTES]);
void sv_policy_free(struct sv_policy *policy);

/*
 * Looks at a SPAWN frame. 0: it may be carried out, in the form of *allowed when that is not NULL
 * (owned by the caller: a program without a user gets the peer's); else one of SV_REFUSED_*, or
 * -ENOMEM. What is no whole frame is left to the engine, which refuses it.
 */
int sv_policy_spawn(const struct sv_policy *policy, const uint8_t *frame, size_t size,
                    uint8_t **allowed, size_t *allowed_size);

/* Whether a LISTEN frame may be carried out. */
bool sv_policy_listens(const struct sv_policy *policy, const uint8_t *frame, size_t size);

#endif
