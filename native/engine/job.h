/* What the spawner thread is asked to do. */
#ifndef SV_JOB_H
#define SV_JOB_H

#include <stddef.h>
#include <stdint.h>

enum sv_job_kind {
    SV_JOB_SPAWN,    /* a struct sv_spawn */
    SV_JOB_LISTEN,   /* a struct sv_listen */
    SV_JOB_UNLISTEN, /* the same, its address unused */
};

/* The first member of each kind. */
struct sv_job {
    struct sv_job *next;
    enum sv_job_kind kind;
    uint32_t number; /* the child's or the socket's */
    size_t bytes;    /* what it weighs in the queue */
};

#endif
