/* What a keeper does from its start to its end. */
#ifndef SV_SERVICE_H
#define SV_SERVICE_H

#define SV_SOCKET_NAME "keeper.sock"
#define SV_LOCK_NAME "lock"

/* Where it serves. The descriptors are open and stay so. */
struct sv_place {
    const char *path; /* of the state directory, for people */
    int directory;
    int lock;
    int listener;
};

struct sv_policy;

/* Serves until it may end, and leaves nothing behind then. The exit status. Takes over the policy,
 * under which it works if it is not NULL. */
int sv_service_run(const struct sv_place *place, struct sv_policy *policy);

/* Goes on where another program in this process has stood. The exit status, as above. */
int sv_service_resume(const char *path, int memfd);

/* Whether it could: an exit status, SV_KEEPER_UNDERSTOOD if so. */
int sv_service_check(int memfd);

#endif
