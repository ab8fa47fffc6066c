/*
 * The commands that ask a keeper something. They print a line `name=value` for each thing that is
 * answered, and end with 0; 3 when no keeper lives there; 2 with words on stderr for anything else.
 */
#ifndef SV_CLIENT_H
#define SV_CLIENT_H

#include <stdbool.h>

enum { SV_CLIENT_FAILED = 2, SV_CLIENT_NONE = 3 };

/* What it is, who is attached, how many children it has. Changes nothing. */
int sv_client_status(const char *directory);

/* Sends away who is attached; with `kills` its process is killed, too, and waited for. */
int sv_client_takeover(const char *directory, bool kills);

/* The keeper becomes this program, named by an absolute path, and keeps all it has. */
int sv_client_upgrade(const char *directory, const char *program);

#endif
