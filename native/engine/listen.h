/* Opening or closing one listening socket, from the command to its answer. */
#ifndef SV_LISTEN_H
#define SV_LISTEN_H

#include <stdint.h>

#include "job.h"
#include "listener.h"

struct sv_listen {
    struct sv_job job; /* first: a job of kind SV_JOB_LISTEN or SV_JOB_UNLISTEN is one of these */
    uint32_t seq;
    struct sv_address address;

    /* What came of it. */
    int error;    /* errno, or 0 */
    uint8_t step; /* SV_LISTEN_* */
};

#endif
