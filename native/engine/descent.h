/* Who descends from whom, as /proc has it at this moment. Any thread. */
#ifndef SV_DESCENT_H
#define SV_DESCENT_H

#include <stdbool.h>
#include <sys/types.h>

/* The parent and the process group. False when there is no such process. */
bool sv_descent_of(pid_t pid, pid_t *parent, pid_t *group);

/* Tells the children of all threads of a process, ended ones that nobody has collected included. */
void sv_each_child(pid_t pid, void (*tell)(void *context, pid_t child), void *context);

#endif
