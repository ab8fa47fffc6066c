/*
 * Signals to the daemon itself, for the standalone one only: a JVM does not hand QUIT to anybody,
 * and with -Xrs not TERM, INT and HUP to Java. In a container's JVM nothing of this is used.
 */
#ifndef SV_SIGNALS_H
#define SV_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

/* These signals as the kernel's set, for the one thread that must not block them. */
uint64_t sv_signals_mask(void);

/*
 * Installs handlers for TERM, INT, QUIT, HUP and USR2 that write the number as one byte to a pipe,
 * and ignores USR1. CHLD is caught, too, where that is asked for, and gets its default action else.
 * Gives the reading end (non-blocking, close-on-exec). 0; -EBUSY when they are
 * installed; another -errno.
 */
int sv_signals_install(bool children, int *reading_end);

/* Puts back what was there before and closes the writing end; the reading end is the caller's. */
void sv_signals_remove(void);

#endif
