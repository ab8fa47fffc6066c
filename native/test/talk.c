#include "talk.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connect.h"

enum { PATIENCE_MILLIS = 20000 };

char *run(const char *const *argv, int *status) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    fflush(NULL);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(126);
    }
    close(ends[1]);
    char *text = calloc(1, 65536);
    CHECK(text);
    size_t got = 0;
    ssize_t n;
    while ((n = read(ends[0], text + got, 65535 - got)) > 0)
        got += (size_t)n;
    close(ends[0]);
    CHECK(waitpid(pid, status, 0) == pid && WIFEXITED(*status));
    *status = WEXITSTATUS(*status);
    return text;
}

int keeper_start(const char *program) {
    CHECK(mkdir("state", 0700) == 0 || errno == EEXIST);
    int status;
    const char *start[] = {program, "state", NULL};
    char *said = run(start, &status);
    CHECK_TEXT("", said);
    free(said);
    CHECK(status == 0);
    const char *ask[] = {program, "--status", "state", NULL};
    char *answer = run(ask, &status);
    CHECK(status == 0 && !strncmp(answer, "pid=", 4));
    int pid = atoi(answer + 4);
    free(answer);
    return pid;
}

static bool is_alive(int pid) {
    char path[32], text[256] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = '\0';
    const char *name_end = strrchr(text, ')');
    return name_end && name_end[2] != 'Z';
}

void keeper_gone(int pid) {
    /* Whoever adopted it may take its time to collect it. */
    for (int tries = 0; is_alive(pid); tries++) {
        CHECK(tries < PATIENCE_MILLIS / 10);
        poll(NULL, 0, 10);
    }
    CHECK(!exists("state/keeper.sock") && !exists("state/lock") && !exists("state/records"));
}

struct talk talk_open(void) {
    struct talk talk = {sv_keeper_connect("state"), NULL, 0, 0};
    CHECK(talk.fd >= 0);
    return talk;
}

void talk_close(struct talk *talk) {
    close(talk->fd);
    free(talk->bytes);
}

void talk_say(struct talk *talk, struct frame *frame) {
    frame_end(frame);
    size_t said = 0;
    while (said < frame->length) {
        ssize_t n = send(talk->fd, frame->bytes + said, frame->length - said, MSG_NOSIGNAL);
        CHECK(n > 0);
        said += (size_t)n;
    }
    free(frame->bytes);
}

void talk_say_with(struct talk *talk, struct frame *frame, const int *passed, int count) {
    frame_end(frame);
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(8 * sizeof(int))];
    } control = {0};
    size_t length = (size_t)count * sizeof(int);
    CHECK(count <= 8);
    struct iovec part = {frame->bytes, frame->length};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = CMSG_SPACE(length)};
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(length);
    memcpy(CMSG_DATA(rights), passed, length);
    CHECK(sendmsg(talk->fd, &message, MSG_NOSIGNAL) == (ssize_t)frame->length);
    free(frame->bytes);
}

void talk_command(struct talk *talk, uint16_t type, uint32_t child) {
    struct frame frame = frame_begin(type, child, 0);
    talk_say(talk, &frame);
}

void talk_attach(struct talk *talk, uint16_t lowest, uint16_t highest, uint32_t flags) {
    struct frame frame = frame_begin(SV_COMMAND_ATTACH, 0, 0);
    frame_u16(&frame, lowest);
    frame_u16(&frame, highest);
    frame_u32(&frame, flags);
    talk_say(talk, &frame);
}

void talk_end(struct talk *talk) { talk_command(talk, SV_COMMAND_END, 0); }

void talk_spawn_with(struct talk *talk, uint32_t child, const char *script, struct spec spec) {
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    const char *envp[] = {"PATH=/usr/bin:/bin", NULL};
    spec.argv = argv;
    spec.envp = envp;
    struct frame frame = frame_spawn(child, &spec);
    talk_say(talk, &frame);
}

void talk_spawn(struct talk *talk, uint32_t child, const char *script) {
    talk_spawn_with(talk, child, script, (struct spec){0});
}

static struct event *take(struct talk *talk, size_t size) {
    struct event *event = calloc(1, sizeof *event + size);
    CHECK(event);
    uint8_t *copy = (uint8_t *)(event + 1);
    memcpy(copy, talk->bytes, size);
    struct sv_reader head = {copy + 4, copy + SV_HEADER_BYTES, false};
    event->type = sv_read_u16(&head);
    sv_read_u16(&head);
    event->child = sv_read_u32(&head);
    event->seq = sv_read_u32(&head);
    event->length = size - SV_HEADER_BYTES;
    event->payload = copy + SV_HEADER_BYTES;
    talk->filled -= size;
    memmove(talk->bytes, talk->bytes + size, talk->filled);
    return event;
}

static size_t whole(const struct talk *talk) {
    if (talk->filled < SV_HEADER_BYTES)
        return 0;
    struct sv_reader reader = {talk->bytes, talk->bytes + talk->filled, false};
    size_t size = sv_read_u32(&reader);
    CHECK(size >= SV_HEADER_BYTES);
    return size <= talk->filled ? size : 0;
}

struct event *talk_hear(struct talk *talk) {
    size_t size;
    while ((size = whole(talk)) == 0) {
        if (talk->room - talk->filled < 65536) {
            talk->room = 2 * talk->room + 65536;
            talk->bytes = realloc(talk->bytes, talk->room);
            CHECK(talk->bytes);
        }
        struct pollfd one = {talk->fd, POLLIN, 0};
        CHECK(poll(&one, 1, PATIENCE_MILLIS) == 1);
        ssize_t n = recv(talk->fd, talk->bytes + talk->filled, talk->room - talk->filled, 0);
        if (n <= 0)
            return calloc(1, sizeof(struct event));
        talk->filled += (size_t)n;
    }
    return take(talk, size);
}

struct event *talk_await(struct talk *talk, uint16_t type, uint32_t child) {
    for (;;) {
        struct event *event = talk_hear(talk);
        CHECK(event && event->type != 0);
        if (event->type == type && event->child == child)
            return event;
        free(event);
    }
}

int talk_await_attached(struct talk *talk) {
    struct event *event = talk_await(talk, SV_EVENT_ATTACHED, 0);
    struct sv_reader reader = {event->payload, event->payload + event->length, false};
    int version = sv_read_u16(&reader);
    free(event);
    return version;
}

void talk_finish(struct talk *talk, int pid) {
    talk_end(talk);
    for (bool there = true; there;) {
        struct event *event = talk_hear(talk);
        there = event->type != 0;
        free(event);
    }
    talk_close(talk);
    keeper_gone(pid);
}
