/* Frames that are not what they should be, limits, and the two pure functions. */
#include <errno.h>
#include <string.h>

#include "ansi.h"
#include "errno_names.h"
#include "harness.h"
#include "plan.h"

static const char *const argv_true[] = {"/bin/true", "x", NULL};
static const char *const envp_two[] = {"A=1", "B=2", NULL};
static const uint32_t groups_two[] = {5, 6};

static struct frame whole_spawn(void) {
    struct spec spec = {.argv = argv_true,
                        .envp = envp_two,
                        .directory = "/",
                        .groups = groups_two,
                        .group_count = 2,
                        .log = {"/dev/null", "/dev/null"}};
    struct frame frame = frame_spawn(1, &spec);
    frame_end(&frame);
    return frame;
}

static int decode(const uint8_t *payload, size_t length) {
    /* A copy of exactly this size, so that a sanitizer sees one byte too far. */
    uint8_t *copy = malloc(length + (length == 0));
    memcpy(copy, payload, length);
    struct sv_plan *plan;
    int result = sv_plan_decode(copy, length, &plan);
    if (result == 0)
        free(plan);
    free(copy);
    return result;
}

static void plan_that_is_cut_short_or_too_long_is_refused(void) {
    struct frame frame = whole_spawn();
    const uint8_t *payload = frame.bytes + SV_HEADER_BYTES;
    size_t length = frame.length - SV_HEADER_BYTES;
    CHECK(decode(payload, length) == 0);
    for (size_t n = 0; n < length; n++)
        CHECK(decode(payload, n) == -EBADMSG);
    frame_u8(&frame, 0);
    CHECK(decode(frame.bytes + SV_HEADER_BYTES, length + 1) == -EBADMSG);
    free(frame.bytes);
}

static void every_damaged_word_of_a_plan_is_survived(void) {
    struct frame frame = whole_spawn();
    const uint32_t words[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffc, 0x40000000};
    size_t length = frame.length - SV_HEADER_BYTES;
    for (size_t at = 0; at + 4 <= length; at++) {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            uint8_t *place = frame.bytes + SV_HEADER_BYTES + at, saved[4];
            memcpy(saved, place, 4);
            sv_put_u32(place, words[i]);
            int result = decode(frame.bytes + SV_HEADER_BYTES, length);
            CHECK(result == 0 || result == -EBADMSG);
            memcpy(place, saved, 4);
        }
    }
    free(frame.bytes);
}

static int parse(size_t length, uint32_t size, uint16_t type, uint16_t zero) {
    uint8_t bytes[32] = {0};
    sv_put_u32(bytes, size);
    sv_put_u16(bytes + 4, type);
    sv_put_u16(bytes + 6, zero);
    struct sv_frame frame;
    return sv_frame_parse(bytes, length, &frame);
}

static void head_that_is_not_right_is_refused(void) {
    CHECK(parse(16, 16, SV_COMMAND_FORGET, 0) == 0);
    CHECK(parse(15, 15, SV_COMMAND_FORGET, 0) == -EBADMSG);
    CHECK(parse(16, 17, SV_COMMAND_FORGET, 0) == -EBADMSG);
    CHECK(parse(20, 16, SV_COMMAND_FORGET, 0) == -EBADMSG);
    CHECK(parse(16, 16, 0, 0) == -EBADMSG);
    CHECK(parse(16, 16, SV_COMMAND_LAST, 0) == 0);
    CHECK(parse(16, 16, SV_COMMAND_LAST + 1, 0) == -EBADMSG);
    CHECK(parse(16, 16, SV_EVENT_EXITED, 0) == -EBADMSG);
    CHECK(parse(16, 16, SV_COMMAND_FORGET, 1) == -EBADMSG);
    struct sv_frame frame;
    CHECK(sv_frame_parse((const uint8_t *)"", SV_MAX_FRAME_BYTES + 1, &frame) == -EBADMSG);
}

static int answer_to(struct world *world, uint16_t type, const void *payload, size_t length) {
    uint32_t seq = ++world->last_seq;
    struct frame frame = frame_begin(type, 1, seq);
    frame_bytes(&frame, payload, length);
    CHECK(frame_send(world, &frame) == 0);
    return error_in(await(world, SV_EVENT_DONE, 1, seq));
}

static void payload_that_is_not_right_does_nothing_and_is_answered(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "exec sleep 1000");
    pid_of(&world, 1);
    CHECK(answer_to(&world, SV_COMMAND_KILL, "\x09\0\0\0", 4) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_KILL, "\x09\0\0\0\0\0", 6) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_KILL, "\x09\0\0\0\2", 5) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_KILL, "\x41\0\0\0\0", 5) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_KILL, "\xff\xff\xff\xff\0", 5) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_REOPEN, "x", 1) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_CLEAR, "x", 1) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_FORGET, "x", 1) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_REPORT, "\3\1", 2) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_UNLISTEN, "x", 1) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_REPORT, "\1\2", 2) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_HELLO, "\1\0", 2) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_HELLO, "\2\0\1\0", 4) == EBADMSG);
    CHECK(answer_to(&world, SV_COMMAND_HELLO, "\2\0\3\0", 4) == EPROTONOSUPPORT);
    struct frame spawn = frame_begin(SV_COMMAND_SPAWN, 5, 0);
    CHECK(frame_send(&world, &spawn) == 0);
    CHECK(await(&world, SV_EVENT_SPAWN_FAILED, 5, 0)->payload[1] == EBADMSG);
    CHECK(signal_child(&world, 1, 9, false) == 0);
    CHECK(exit_of(&world, 1) == 2009);
    world_close(&world);
}

static void hello_is_answered_with_version_and_capabilities(void) {
    struct world world;
    world_open(&world, 0);
    struct frame frame = frame_begin(SV_COMMAND_HELLO, 0, 3);
    frame_u16(&frame, 1);
    frame_u16(&frame, 9);
    CHECK(frame_send(&world, &frame) == 0);
    struct event *hello = await(&world, SV_EVENT_HELLO, 0, 3);
    struct sv_reader reader = {hello->payload, hello->payload + hello->length, false};
    CHECK(sv_read_u16(&reader) == SV_VERSION);
    CHECK(sv_read_u32(&reader) == sv_engine_capabilities(world.engine));
    CHECK(sv_read_finished(&reader));
    world_close(&world);
}

static void full_inbox_is_answered_in_its_turn(void) {
    struct world world;
    world_open(&world, 0);
    char *much = calloc(1, 4 << 20);
    for (uint32_t i = 1; i <= 18; i++) {
        struct frame frame = frame_begin(SV_COMMAND_STDIN, 1, i);
        frame_bytes(&frame, much, 4 << 20);
        CHECK(frame_send(&world, &frame) == 0);
    }
    free(much);
    CHECK(error_in(await(&world, SV_EVENT_DONE, 1, 18)) == EAGAIN);
    CHECK(error_in(find(&world, SV_EVENT_DONE, 1, 15)) == ESRCH);
    world_close(&world);
}

static void commands_beyond_all_limits_are_refused_at_the_door(void) {
    struct world world;
    world_open(&world, 0);
    uint8_t frame[SV_HEADER_BYTES] = {SV_HEADER_BYTES, 0, 0, 0, SV_COMMAND_FORGET};
    int result = 0;
    size_t sent = 0;
    while ((result = sv_engine_send(world.engine, frame, sizeof frame)) == 0)
        sent++;
    CHECK(result == -EAGAIN);
    /* 64 MiB of kept ones, each with some bytes around it, and 65,536 heads. */
    CHECK(sent > 65536 + ((size_t)64 << 20) / 256 && sent < 65536 + ((size_t)64 << 20) / 16);
    world_close(&world);
}

static void buffer_that_is_too_small_is_said(void) {
    struct world world;
    world_open_single(&world, 0);
    struct frame frame = frame_begin(SV_COMMAND_FORGET, 1, 1);
    CHECK(frame_send(&world, &frame) == 0);
    uint8_t small[19];
    CHECK(sv_engine_next(world.engine, small, sizeof small, 100) == -EMSGSIZE);
    CHECK(error_in(await(&world, SV_EVENT_DONE, 1, 1)) == ESRCH);
    sv_engine_wake(world.engine);
    CHECK(sv_engine_next(world.engine, small, sizeof small, -1) == -ESHUTDOWN);
    world_close(&world);
}

static bool in(char c, const char *set) { return c && strchr(set, c); }

/* What stripping means, byte by byte. */
static size_t strip_plainly(const char *from, size_t length, char *to) {
    size_t n = 0;
    for (size_t i = 0; i < length;) {
        if (from[i] == '\033' && i + 1 < length && from[i + 1] == '[') {
            i += 2;
            while (i < length && !in(from[i], "HfABCDRsuJKhlpm"))
                i++;
            i += i < length;
        } else {
            to[n++] = from[i++];
        }
    }
    return n;
}

static void stripping_does_what_its_plain_form_does(void) {
    const char alphabet[] = "\033\033[[[mHx1;]\n\0K";
    srand(7);
    for (int round = 0; round < 200000; round++) {
        size_t length = (size_t)(rand() % 40);
        char text[40], expected[40];
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[(size_t)rand() % (sizeof alphabet - 1)];
        size_t n = strip_plainly(text, length, expected);
        CHECK(sv_ansi_strip((uint8_t *)text, length) == n && !memcmp(text, expected, n));
    }
}

static void errno_names_are_those_of_python(void) {
    CHECK_TEXT("ENOENT", sv_errno_name(ENOENT));
    CHECK_TEXT("EAGAIN", sv_errno_name(EAGAIN));
    CHECK_TEXT("EHWPOISON", sv_errno_name(EHWPOISON));
    CHECK_TEXT("EUNKNOWN", sv_errno_name(0));
    CHECK_TEXT("EUNKNOWN", sv_errno_name(41));
    CHECK_TEXT("EUNKNOWN", sv_errno_name(-1));
    CHECK_TEXT("EUNKNOWN", sv_errno_name(4096));
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(plan_that_is_cut_short_or_too_long_is_refused),
        TEST(every_damaged_word_of_a_plan_is_survived),
        TEST(head_that_is_not_right_is_refused),
        TEST(payload_that_is_not_right_does_nothing_and_is_answered),
        TEST(hello_is_answered_with_version_and_capabilities),
        TEST(full_inbox_is_answered_in_its_turn),
        TEST(commands_beyond_all_limits_are_refused_at_the_door),
        TEST(buffer_that_is_too_small_is_said),
        TEST(stripping_does_what_its_plain_form_does),
        TEST(errno_names_are_those_of_python),
    };
    return RUN(tests);
}
