/* A keeper in the test's own folder, and connections to it. */
#ifndef SV_TALK_H
#define SV_TALK_H

#include "harness.h"

struct talk {
    int fd;
    uint8_t *bytes;
    size_t filled, room;
};

/* Starts the program as the keeper of the folder "state"; returns its pid. */
int keeper_start(const char *program);

/* Waits until it has ended, and left nothing. */
void keeper_gone(int pid);

struct talk talk_open(void);
void talk_close(struct talk *talk);

/* Sends a frame and frees it. */
void talk_say(struct talk *talk, struct frame *frame);
/* The same, with descriptors; at most 8. */
void talk_say_with(struct talk *talk, struct frame *frame, const int *passed, int count);
void talk_command(struct talk *talk, uint16_t type, uint32_t child);
void talk_attach(struct talk *talk, uint16_t lowest, uint16_t highest, uint32_t flags);
void talk_end(struct talk *talk);

/* Spawns a shell with a script; argv and envp of the spec are filled in. */
void talk_spawn(struct talk *talk, uint32_t child, const char *script);
void talk_spawn_with(struct talk *talk, uint32_t child, const char *script, struct spec spec);

/* The next frame, to be freed; its type is 0 when the other side has hung up. */
struct event *talk_hear(struct talk *talk);

/* The next one of a type and child; others are dropped. Fails the test at the end. */
struct event *talk_await(struct talk *talk, uint16_t type, uint32_t child);

/* What ATTACHED says: the version. */
int talk_await_attached(struct talk *talk);

/* Ends the keeper, all of whose children have ended, and waits for that. */
void talk_finish(struct talk *talk, int pid);

/* Runs a program; what it says on stdout and stderr, to be freed, and its exit status. */
char *run(const char *const *argv, int *status);

#endif
