/*
 * Whose files a thread may touch. A root keeper that works for somebody else touches files as that
 * one, so a path that it is told leads nowhere where that one could not go alone; what is the
 * keeper's own it touches as itself. Each thread has its own rights; a new one has those of who
 * makes it.
 */
#ifndef SV_RIGHTS_H
#define SV_RIGHTS_H

#include "account.h"

/* From now on as that one, in this thread and those that it makes. 0 or -errno. */
int sv_rights_lower(const struct sv_account *account);

/* What was before; nothing is changed in a keeper that works for its own user. */
struct sv_rights {
    int uid;
    int gid;
};

/* As the keeper itself for a moment, and back. */
struct sv_rights sv_rights_raise(void);
void sv_rights_restore(struct sv_rights before);

#endif
