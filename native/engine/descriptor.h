/* Small things about descriptors that several rooms of the engine need. */
#ifndef SV_DESCRIPTOR_H
#define SV_DESCRIPTOR_H

/*
 * Moves a fresh descriptor out of the way of 0, 1 and 2, which may be free in a daemon started with
 * them closed: returns it or its replacement, close-on-exec; -1 with errno, the descriptor closed.
 * -1 goes through unchanged.
 */
int sv_above_stdio(int fd);

/* Closes if it is open, sets it to -1, and keeps errno. */
void sv_close(int *fd);

#endif
