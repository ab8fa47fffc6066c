/* A user with its groups, as the files of this machine say, or as numbers. */
#ifndef SV_ACCOUNT_H
#define SV_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SV_MOST_GROUPS = 256 };

struct sv_account {
    uint32_t uid;
    uint32_t gid;
    uint32_t groups[SV_MOST_GROUPS]; /* gid is one of them */
    size_t group_count;
};

/*
 * Takes "NAME", which is looked up in /etc/passwd and /etc/group (no other source of names, for
 * this program is static), or "UID:GID" or "UID:GID:GROUP,GROUP". NULL, or what is wrong.
 */
const char *sv_account_read(const char *text, struct sv_account *account);

/* Whether the group is one of its. */
bool sv_account_has_group(const struct sv_account *account, uint32_t gid);

#endif
