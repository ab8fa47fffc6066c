/* The keeper's connection: frames out of bytes, bytes out of frames, and what comes with them. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "harness.h"
#include "link.h"

/* The link has one end of a socket, the test the other. */
struct pair {
    struct sv_link link;
    int other;
};

static void open_pair(struct pair *pair) {
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    sv_link_init(&pair->link);
    sv_link_open(&pair->link, ends[0], 42);
    pair->other = ends[1];
}

static void close_pair(struct pair *pair) {
    sv_link_close(&pair->link);
    if (pair->other >= 0)
        close(pair->other);
}

static void say(const struct pair *pair, const void *bytes, size_t length) {
    CHECK(send(pair->other, bytes, length, MSG_NOSIGNAL) == (ssize_t)length);
}

/* A frame of `size` bytes whose child is `child`. */
static void put_frame(uint8_t *at, size_t size, uint32_t child) {
    memset(at, 'x', size);
    sv_put_u32(at, (uint32_t)size);
    sv_put_u32(at + 4, SV_COMMAND_NOTE);
    sv_put_u32(at + 8, child);
    sv_put_u32(at + 12, 0);
}

static uint32_t child_of(const uint8_t *frame) {
    struct sv_reader reader = {frame + 8, frame + 12, false};
    return sv_read_u32(&reader);
}

static const uint8_t *next(struct pair *pair, size_t *size) {
    bool bad;
    const uint8_t *frame = sv_link_frame(&pair->link, size, &bad);
    CHECK(!bad);
    return frame;
}

static void frames_that_come_byte_by_byte_are_whole(void) {
    struct pair pair;
    open_pair(&pair);
    uint8_t bytes[20 + 16];
    put_frame(bytes, 20, 1);
    put_frame(bytes + 20, 16, 2);
    size_t size;
    for (size_t i = 0; i < sizeof bytes; i++) {
        CHECK(i == 20 || !next(&pair, &size));
        if (i == 20) {
            CHECK(next(&pair, &size) && size == 20 && !memcmp(pair.link.in, bytes, 20));
            sv_link_drop(&pair.link, size);
        }
        say(&pair, bytes + i, 1);
        CHECK(sv_link_read(&pair.link));
    }
    const uint8_t *last = next(&pair, &size);
    CHECK(last && size == 16 && child_of(last) == 2);
    close_pair(&pair);
}

static void many_frames_of_one_read_come_in_order(void) {
    enum { FRAMES = 3000, SIZE = 17 };
    struct pair pair;
    open_pair(&pair);
    static uint8_t bytes[FRAMES * SIZE];
    for (uint32_t i = 0; i < FRAMES; i++)
        put_frame(bytes + i * SIZE, SIZE, i);
    say(&pair, bytes, sizeof bytes);
    uint32_t seen = 0;
    while (seen < FRAMES) {
        CHECK(sv_link_read(&pair.link));
        size_t size;
        const uint8_t *frame;
        while ((frame = next(&pair, &size))) {
            CHECK(size == SIZE && child_of(frame) == seen++);
            sv_link_drop(&pair.link, size);
        }
    }
    CHECK(pair.link.in_bytes == 0);
    close_pair(&pair);
}

static bool is_bad(uint32_t size_field) {
    struct pair pair;
    open_pair(&pair);
    uint8_t head[SV_HEADER_BYTES];
    put_frame(head, sizeof head, 1);
    sv_put_u32(head, size_field);
    say(&pair, head, sizeof head);
    CHECK(sv_link_read(&pair.link));
    size_t size;
    bool bad;
    const uint8_t *frame = sv_link_frame(&pair.link, &size, &bad);
    CHECK(!bad || !frame);
    close_pair(&pair);
    return bad;
}

static void sizes_that_no_frame_has_are_bad(void) {
    CHECK(is_bad(0));
    CHECK(is_bad(SV_HEADER_BYTES - 1));
    CHECK(!is_bad(SV_HEADER_BYTES));
    CHECK(!is_bad(SV_MAX_FRAME_BYTES));
    CHECK(is_bad(SV_MAX_FRAME_BYTES + 1));
    CHECK(is_bad(UINT32_MAX));
}

/* Feeds as much as the link takes; returns how much that was. */
static size_t stuff(struct pair *pair, const uint8_t *bytes, size_t length) {
    size_t sent = 0;
    while (sent < length) {
        size_t part = length - sent < 32768 ? length - sent : 32768;
        size_t before = pair->link.in_bytes;
        say(pair, bytes + sent, part);
        CHECK(sv_link_read(&pair->link));
        if (pair->link.in_bytes == before)
            return sent;
        CHECK(pair->link.in_bytes == before + part);
        sent += part;
    }
    return sent;
}

static void the_largest_frame_fits_and_its_room_is_given_back(void) {
    struct pair pair;
    open_pair(&pair);
    uint8_t *bytes = malloc(SV_MAX_FRAME_BYTES);
    CHECK(bytes);
    put_frame(bytes, SV_MAX_FRAME_BYTES, 7);
    CHECK(stuff(&pair, bytes, SV_MAX_FRAME_BYTES) == SV_MAX_FRAME_BYTES);
    size_t size;
    const uint8_t *frame = next(&pair, &size);
    CHECK(frame && size == SV_MAX_FRAME_BYTES && !memcmp(frame, bytes, size));
    sv_link_drop(&pair.link, size);
    CHECK(pair.link.in_room == 0 && !pair.link.in);
    free(bytes);
    close_pair(&pair);
}

static void what_is_not_dealt_with_is_not_read_on(void) {
    struct pair pair;
    open_pair(&pair);
    size_t length = 2 * (size_t)SV_MAX_FRAME_BYTES;
    uint8_t *bytes = malloc(length);
    CHECK(bytes);
    for (size_t at = 0; at < length; at += 16)
        put_frame(bytes + at, 16, 1);
    size_t taken = stuff(&pair, bytes, length);
    CHECK(taken > SV_MAX_FRAME_BYTES && taken <= SV_MAX_FRAME_BYTES + (64 << 10));
    size_t size;
    for (size_t at = 0; at < taken; at += 16) {
        CHECK(next(&pair, &size));
        sv_link_drop(&pair.link, size);
    }
    CHECK(sv_link_read(&pair.link) && pair.link.in_bytes > 0);
    free(bytes);
    close_pair(&pair);
}

/* Sends a byte and copies of /dev/null. */
static void pass(const struct pair *pair, int count) {
    int fds[8];
    for (int i = 0; i < count; i++) {
        fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
        CHECK(fds[i] >= 0);
    }
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof fds)];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {"x", 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control};
    message.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
    memcpy(CMSG_DATA(rights), fds, (size_t)count * sizeof(int));
    CHECK(sendmsg(pair->other, &message, MSG_NOSIGNAL) == 1);
    while (count > 0)
        close(fds[--count]);
}

static void descriptors_are_kept_and_those_too_many_closed(void) {
    struct pair pair;
    open_pair(&pair);
    int before = open_descriptors();
    pass(&pair, 2);
    CHECK(sv_link_read(&pair.link));
    CHECK(pair.link.passed_count == 2 && open_descriptors() == before + 2);
    CHECK(fcntl(pair.link.passed[1], F_GETFD) == FD_CLOEXEC);
    for (int i = 1; i <= 8; i++) {
        pass(&pair, i);
        CHECK(sv_link_read(&pair.link));
        CHECK(pair.link.passed_count == SV_PASSED && open_descriptors() == before + SV_PASSED);
    }
    close_pair(&pair);
    CHECK(open_descriptors() == before - 2);
}

static void what_was_said_before_the_end_is_there(void) {
    struct pair pair;
    open_pair(&pair);
    uint8_t frame[SV_HEADER_BYTES];
    put_frame(frame, sizeof frame, 5);
    say(&pair, frame, sizeof frame);
    close(pair.other);
    pair.other = -1;
    CHECK(sv_link_read(&pair.link));
    CHECK(!sv_link_read(&pair.link));
    size_t size;
    CHECK(next(&pair, &size) && size == sizeof frame);
    close_pair(&pair);
}

static void nothing_to_read_is_no_end(void) {
    struct pair pair;
    open_pair(&pair);
    CHECK(sv_link_read(&pair.link));
    CHECK(pair.link.in_bytes == 0);
    close_pair(&pair);
}

static void what_the_socket_does_not_take_waits_in_order(void) {
    enum { LENGTH = 3 << 20 };
    struct pair pair;
    open_pair(&pair);
    uint8_t *bytes = malloc(LENGTH), *got = malloc(LENGTH);
    CHECK(bytes && got);
    for (size_t i = 0; i < LENGTH; i++)
        bytes[i] = (uint8_t)(i * 31 >> 3);
    size_t put = 0, heard = 0;
    while (heard < LENGTH) {
        for (int i = 0; i < 3 && put < LENGTH; i++) {
            size_t part = LENGTH - put < 50001 ? LENGTH - put : 50001;
            CHECK(sv_link_put(&pair.link, bytes + put, part) == 0);
            put += part;
        }
        CHECK(sv_link_flush(&pair.link));
        ssize_t n = recv(pair.other, got + heard, 70000 < LENGTH - heard ? 70000 : LENGTH - heard,
                         MSG_DONTWAIT);
        CHECK(n > 0);
        heard += (size_t)n;
    }
    CHECK(!memcmp(bytes, got, LENGTH));
    CHECK(sv_link_flush(&pair.link) && pair.link.out_bytes == 0 && pair.link.out_room <= 1 << 20);
    free(bytes);
    free(got);
    close_pair(&pair);
}

static void nobody_to_write_to_is_an_end(void) {
    struct pair pair;
    open_pair(&pair);
    close(pair.other);
    pair.other = -1;
    CHECK(sv_link_flush(&pair.link));
    CHECK(sv_link_put(&pair.link, (const uint8_t *)"words", 5) == 0);
    CHECK(!sv_link_flush(&pair.link));
    close_pair(&pair);
    CHECK(pair.link.fd == -1 && pair.link.out_bytes == 0);
}

int main(int argc, char **argv) {
    static const struct test tests[] = {
        TEST(frames_that_come_byte_by_byte_are_whole),
        TEST(many_frames_of_one_read_come_in_order),
        TEST(sizes_that_no_frame_has_are_bad),
        TEST(the_largest_frame_fits_and_its_room_is_given_back),
        TEST(what_is_not_dealt_with_is_not_read_on),
        TEST(descriptors_are_kept_and_those_too_many_closed),
        TEST(what_was_said_before_the_end_is_there),
        TEST(nothing_to_read_is_no_end),
        TEST(what_the_socket_does_not_take_waits_in_order),
        TEST(nobody_to_write_to_is_an_end),
    };
    return RUN(tests);
}
