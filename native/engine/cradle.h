/*
 * What every child is born with, made once: the stack it runs on until exec, and three low
 * descriptor numbers (seats) for its ends of the pipes. One child at a time; spawner thread.
 *
 * Why seats: the child is cloned with the descriptor table shared and then keeps a copy of its
 * lowest part only. A daemon with a thousand programs has thousands of descriptors, and copying all
 * of them and closing them again at exec made a spawn a quarter dearer (docs/design/engine.md).
 */
#ifndef SV_CRADLE_H
#define SV_CRADLE_H

#include <stdbool.h>

struct sv_cradle {
    void *stack_base;
    void *stack_top;
    int park;         /* what sits on a seat between two children */
    int seat[3];      /* the child's 0, 1, 2; close-on-exec, at least 3 */
    bool close_range; /* whether close_range(2) is there (Linux 5.9) */
};

/* 0 or -errno. */
int sv_cradle_open(struct sv_cradle *cradle, bool close_range);
void sv_cradle_close(struct sv_cradle *cradle);

/* Moves a descriptor to a seat; closes it in any case. 0, or -1 with errno. */
int sv_cradle_seat(const struct sv_cradle *cradle, int seat, int fd);

/* Closes what sits there. */
void sv_cradle_clear(const struct sv_cradle *cradle);

#endif
