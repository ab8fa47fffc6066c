#include "client.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "answer.h"
#include "connect.h"
#include "newcomers.h"
#include "records.h"
#include "wire.h"

enum { PATIENCE_SECONDS = 10 };

/* What an answer says of a process that was killed, and of why something was not done. */
struct told {
    long pid;
    unsigned long long start;
    char why[128];
};

static bool is_name(const char *expected, const char *name, size_t length) {
    return length == strlen(expected) && !memcmp(name, expected, length);
}

/* Of a number, which ends where the next text or the answer does. */
static unsigned long long number(const char *digits, size_t length) {
    char text[24];
    snprintf(text, sizeof text, "%.*s", (int)(length < 23 ? length : 23), digits);
    return strtoull(text, NULL, 10);
}

/* Names and values of one line each, whatever is in them. */
static void print(const char *name, size_t name_bytes, const char *value, size_t value_bytes,
                  void *context) {
    struct told *told = context;
    if (is_name("killed", name, name_bytes))
        told->pid = (long)number(value, value_bytes);
    bool is_start = is_name("killed_start", name, name_bytes);
    bool is_why = is_name("why", name, name_bytes);
    if (is_start)
        told->start = number(value, value_bytes);
    if (is_why)
        snprintf(told->why, sizeof told->why, "%.*s", (int)value_bytes, value);
    if (is_start || is_why)
        return;
    printf("%.*s=", (int)name_bytes, name);
    for (size_t i = 0; i < value_bytes; i++)
        putchar((unsigned char)value[i] < ' ' ? '?' : value[i]);
    putchar('\n');
}

static int failed(const char *directory, const char *what) {
    fprintf(stderr, "the keeper of %s %s\n", directory, what);
    return SV_CLIENT_FAILED;
}

static int refused(const char *directory, int error) {
    if (error == ENOENT || error == ECONNREFUSED) {
        fprintf(stderr, "no keeper lives in %s\n", directory);
        return SV_CLIENT_NONE;
    }
    if (error == EPERM || error == EACCES)
        return failed(directory, "is another user's: only that user and root may ask it");
    fprintf(stderr, "the keeper of %s can't be reached: %s\n", directory, strerror(error));
    return SV_CLIENT_FAILED;
}

/* The one frame that comes, or what there was of it at the end. */
static size_t receive(int fd, uint8_t *frame, size_t room) {
    size_t got = 0;
    while (got < room) {
        ssize_t n = recv(fd, frame + got, room - got, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
        struct sv_reader reader = {frame, frame + got, false};
        uint32_t size = sv_read_u32(&reader);
        if (!reader.bad && size <= got)
            return size;
    }
    return got;
}

/* Its addresses are free when it has ended. Another process of that number has another start. */
static void await_end(const struct told *told) {
    int pidfd = told->pid > 0 ? (int)syscall(SYS_pidfd_open, told->pid, 0U) : -1;
    if (pidfd < 0)
        return;
    struct pollfd end = {pidfd, POLLIN, 0};
    if (sv_start_of((pid_t)told->pid) == told->start)
        poll(&end, 1, PATIENCE_SECONDS * 1000);
    close(pidfd);
}

/* A keeper of the first version knows no questions: it hangs up, or says who is there. */
static int tell(const char *directory, const uint8_t *frame, size_t size) {
    struct sv_reader reader = {frame, frame + size, false};
    uint32_t whole = sv_read_u32(&reader);
    uint16_t type = sv_read_u16(&reader);
    if (size == 0 || (!reader.bad && type == SV_EVENT_BUSY))
        return failed(directory,
                      "is of a version that can't be asked; it goes on as it is until it "
                      "ends with the next orderly stop of supervisord");
    if (size < SV_HEADER_BYTES || whole != size || type != SV_EVENT_ANSWER)
        return failed(directory, "does not answer");
    struct told told = {0, 0, ""};
    int error = sv_answer_read(frame, size, print, &told);
    await_end(&told);
    if (error != 0)
        fprintf(stderr, "the keeper of %s goes on as it was: %s\n", directory,
                told.why[0] ? told.why : strerror(error));
    return error == 0 ? 0 : SV_CLIENT_FAILED;
}

/* Who hangs is not waited for any longer than that. */
static void be_patient(int fd) {
    struct timeval patience = {PATIENCE_SECONDS, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

static int ask(const char *directory, const uint8_t *question, size_t length) {
    int fd = sv_keeper_connect(directory);
    if (fd < 0)
        return refused(directory, -fd);
    be_patient(fd);
    static uint8_t frame[SV_ANSWER_BYTES];
    size_t size = 0;
    if (send(fd, question, length, MSG_NOSIGNAL) == (ssize_t)length)
        size = receive(fd, frame, sizeof frame);
    int result = size == 0 && (errno == EAGAIN || errno == ETIMEDOUT)
                     ? failed(directory, "does not answer")
                     : tell(directory, frame, size);
    close(fd);
    return result;
}

int sv_client_status(const char *directory) {
    uint8_t frame[SV_HEADER_BYTES] = {SV_HEADER_BYTES, 0, 0, 0, SV_COMMAND_STATUS};
    return ask(directory, frame, sizeof frame);
}

int sv_client_takeover(const char *directory, bool kills) {
    uint8_t frame[SV_HEADER_BYTES + 4] = {sizeof frame, 0, 0, 0, SV_COMMAND_TAKEOVER};
    sv_put_u32(frame + SV_HEADER_BYTES, kills ? SV_TAKEOVER_KILL : 0);
    return ask(directory, frame, sizeof frame);
}

int sv_client_upgrade(const char *directory, const char *program) {
    uint8_t frame[SV_FIRST_FRAME_BYTES] = {0, 0, 0, 0, SV_COMMAND_UPGRADE};
    size_t length = strlen(program), size = SV_HEADER_BYTES + 4 + length;
    if (program[0] != '/' || size > sizeof frame) {
        fprintf(stderr, "%s is no absolute path, or too long a one\n", program);
        return SV_CLIENT_FAILED;
    }
    sv_put_u32(frame, (uint32_t)size);
    sv_put_u32(frame + SV_HEADER_BYTES, (uint32_t)length);
    memcpy(frame + SV_HEADER_BYTES + 4, program, length);
    return ask(directory, frame, size);
}
