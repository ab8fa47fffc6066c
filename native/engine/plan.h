/* The payload of SPAWN, decoded. */
#ifndef SV_PLAN_H
#define SV_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sv_output_plan {
    const char *file; /* NULL: no log */
    int64_t maxbytes; /* 0: never rotate */
    int32_t backups;
    size_t capture;     /* how much is kept between the tokens; 0: no capture mode */
    const char *syslog; /* the name before each line; NULL: nothing goes to syslog */
    bool strip_ansi;
    bool report;
};

struct sv_plan {
    bool redirect_stderr;
    bool has_user;
    bool enclosed; /* in a cgroup of its own, where there can be one */
    uint32_t uid;
    uint32_t gid;
    uint32_t *groups;
    size_t group_count;
    int umask;          /* -1: inherit */
    int64_t open_files; /* -1: inherit */
    uint32_t socket;    /* the listening socket that becomes descriptor 0; 0: a pipe does */
    const char *path;
    char **argv; /* both end with NULL */
    char **envp;
    const char *directory;           /* NULL: stay */
    struct sv_output_plan output[2]; /* stdout, stderr */
};

/*
 * Decodes a payload into one piece of memory, which free() releases. 0; -EBADMSG when anything is
 * missing, left over or out of range; -ENOMEM.
 */
int sv_plan_decode(const uint8_t *payload, size_t length, struct sv_plan **plan);

#endif
