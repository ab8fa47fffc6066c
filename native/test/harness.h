/* An engine with real children, driven by the test's own thread. */
#ifndef SV_HARNESS_H
#define SV_HARNESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine.h"
#include "wire.h"

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHECK_TEXT(expected, got) check_text(__FILE__, __LINE__, expected, got)
void check_text(const char *file, int line, const char *expected, const char *got);

struct event {
    uint16_t type;
    uint32_t child;
    uint32_t seq;
    size_t length;
    const uint8_t *payload;
    struct event *next;
};

struct world {
    struct sv_engine *engine;
    pthread_t spawner;
    bool threaded;
    struct event *events;
    struct event **last;
    uint32_t last_seq;
};

/* A frame in the making. */
struct frame {
    uint8_t *bytes;
    size_t length;
};

/* What a spawn is asked with; all zero is `argv` run with an empty environment and no logs. */
struct spec {
    const char *const *argv;
    const char *path; /* NULL: argv[0] */
    const char *const *envp;
    const char *directory;
    bool redirect;
    bool has_user, enclosed;
    uint32_t uid, gid;
    const uint32_t *groups;
    uint32_t group_count;
    bool has_umask;
    int umask;
    int64_t open_files; /* 0: inherit */
    uint32_t socket;    /* becomes descriptor 0; 0: a pipe does */
    const char *log[2];
    int64_t maxbytes;
    int32_t backups;
    int64_t capture;
    const char *syslog;
    bool strip, report;
};

void world_open(struct world *world, uint32_t without);
/* Without a spawner thread: spawns happen in world_step. */
void world_open_single(struct world *world, uint32_t without);
void world_close(struct world *world);

/* One call of next with a timeout; keeps what came. Returns its result. */
int world_step(struct world *world, int timeout_millis);

struct frame frame_begin(uint16_t type, uint32_t child, uint32_t seq);
void frame_u8(struct frame *frame, uint8_t value);
void frame_u16(struct frame *frame, uint16_t value);
void frame_u32(struct frame *frame, uint32_t value);
void frame_u64(struct frame *frame, uint64_t value);
void frame_bytes(struct frame *frame, const void *bytes, size_t length);
void frame_text(struct frame *frame, const char *text);
void frame_list(struct frame *frame, const char *const *texts);
void frame_end(struct frame *frame);
struct frame frame_spawn(uint32_t child, const struct spec *spec);

/* What a socket is asked for with. */
struct listening {
    uint8_t family; /* 0: SV_FAMILY_UNIX */
    uint16_t port;
    const char *address;
    int backlog;
    bool has_owner;
    uint32_t uid, gid;
    uint32_t mode;
};
struct frame frame_listen(uint32_t socket, uint32_t seq, const struct listening *listening);

/* Sends and frees. */
int frame_send(struct world *world, struct frame *frame);

void start(struct world *world, uint32_t child, const struct spec *spec);
/* /bin/sh -c script; its output is reported. */
void start_shell(struct world *world, uint32_t child, const char *script);
/* These return the errno of the answer. */
int signal_child(struct world *world, uint32_t child, int signal, bool group);
int feed(struct world *world, uint32_t child, const void *bytes, size_t length);
int command(struct world *world, uint16_t type, uint32_t child);
/* step * 1000 + errno, or 0. */
int open_socket(struct world *world, uint32_t socket, const struct listening *listening);

/* The first such event, waiting up to 20 seconds; fails the test when it does not come. seq 0: any.
 */
struct event *await(struct world *world, uint16_t type, uint32_t child, uint32_t seq);
/* The same, but only what has come. */
struct event *find(const struct world *world, uint16_t type, uint32_t child, uint32_t seq);
int pid_of(struct world *world, uint32_t child);
/* Waits for the exit; kind * 1000 + value. */
int exit_of(struct world *world, uint32_t child);
int error_in(const struct event *done);

/* All that was reported of a channel (0: of both), in order, to be freed. */
char *output_of(const struct world *world, uint32_t child, int channel);
void await_output(struct world *world, uint32_t child, const char *text);
/* Runs a shell script and gives what it prints, to be freed. */
char *printed_by(struct world *world, uint32_t child, const char *script);

/* Files, in the test's own empty folder, which is the working directory. */
char *contents(const char *path);
void put_file(const char *path, const char *text);
/* Runs the engine until a file holds this. */
void await_file(struct world *world, const char *path, const char *text);
bool exists(const char *path);
int open_descriptors(void);

/* Runs each test in a process and folder of its own. Returns the exit status. */
struct test {
    const char *name;
    void (*run)(void);
};
int run_tests(const struct test *tests, size_t count, int argc, char **argv);
#define RUN(tests) run_tests(tests, sizeof tests / sizeof *tests, argc, argv)
#define TEST(name)                                                                                 \
    { #name, name }

#endif
