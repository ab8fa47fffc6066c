#ifndef SV_ROTATE_H
#define SV_ROTATE_H

#include "log.h"

/*
 * Moves the file away and begins a new one: .N is replaced by .(N-1) and so on, the file becomes
 * .1; without backups it is truncated. 0 or -errno, and then the log goes on in the file that is
 * open.
 */
int sv_log_rotate(struct sv_log *log);

#endif
