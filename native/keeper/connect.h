/* The way to a keeper that lives in a state directory; for whoever talks to one. */
#ifndef SV_CONNECT_H
#define SV_CONNECT_H

/* Connects, and makes sure that whoever listens is this user or root; to root any user will do
 * whose directory it is. A blocking descriptor, or -errno: ENOENT or ECONNREFUSED when there is
 * none. */
int sv_keeper_connect(const char *directory);

#endif
