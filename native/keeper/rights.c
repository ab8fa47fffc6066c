#include "rights.h"

#include <errno.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

/* They tell the one before, and nothing of success: asked again with what can't be, they tell it.
 */
static int file_uid(void) { return setfsuid((uid_t)-1); }
static int file_gid(void) { return setfsgid((gid_t)-1); }

int sv_rights_lower(const struct sv_account *account) {
    /* Raw, for libc's changes every thread. */
    if (syscall(SYS_setgroups, account->group_count, account->groups) < 0)
        return -errno;
    setfsgid(account->gid);
    setfsuid(account->uid);
    bool done = file_gid() == (int)account->gid && file_uid() == (int)account->uid;
    return done ? 0 : -EPERM;
}

struct sv_rights sv_rights_raise(void) {
    struct sv_rights before;
    before.uid = setfsuid(geteuid());
    before.gid = setfsgid(getegid());
    return before;
}

void sv_rights_restore(struct sv_rights before) {
    setfsgid((gid_t)before.gid);
    setfsuid((uid_t)before.uid);
}
