/* What children use, swept up from /proc. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "measure.h"
#include "outbox.h"

static const struct sv_units units = {100, 4096};

static const char plain[] = "12 (x) S 1 12 12 0 -1 4194560 1 2 3 4 250 31 5 6 20 0 7 0 99 "
                            "1000000 300 18446744073709551615 1\n";

static void stat_is_read_field_by_field(void) {
    struct sv_usage usage;
    CHECK(sv_usage_parse(plain, &units, &usage));
    CHECK(usage.user_micros == 2500000 && usage.system_micros == 310000);
    CHECK(usage.threads == 7 && usage.resident_bytes == 300 * 4096);
}

static void name_may_look_like_fields(void) {
    struct sv_usage usage;
    char text[256] = "12 (a) Z 1 2 (b\n) S 9 9) ";
    strcat(text, strchr(plain, 'S'));
    CHECK(sv_usage_parse(text, &units, &usage));
    CHECK(usage.user_micros == 2500000 && usage.threads == 7);
}

static void one_that_has_ended_uses_nothing(void) {
    struct sv_usage usage;
    char text[256] = "12 (x) Z";
    strcat(text, strchr(plain, 'S') + 1);
    CHECK(!sv_usage_parse(text, &units, &usage));
}

static void text_that_is_cut_anywhere_is_survived(void) {
    struct sv_usage usage;
    for (size_t n = 0; n < sizeof plain; n++) {
        char *text = malloc(n + 1);
        memcpy(text, plain, n);
        text[n] = '\0';
        bool whole = sv_usage_parse(text, &units, &usage);
        CHECK(!whole || n > strlen(plain) - 30);
        free(text);
    }
}

static void absurd_numbers_do_not_overflow(void) {
    struct sv_usage usage;
    char text[512];
    const char *nines = "99999999999999999999999999";
    snprintf(text, sizeof text,
             "1 (x) S %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s 1 1 1 1", nines, nines,
             nines, nines, nines, nines, nines, nines, nines, nines, nines, nines, nines, nines,
             nines, nines, nines, nines);
    const struct sv_units ones = {1000000, 1};
    CHECK(sv_usage_parse(text, &ones, &usage));
}

/* What is said of a child in all pieces of a sweep, or NULL. */
static const uint8_t *told_of(const struct world *world, uint32_t child, uint32_t seq) {
    for (const struct event *event = world->events; event; event = event->next) {
        if (event->type != SV_EVENT_MEASURED || event->seq != seq)
            continue;
        CHECK(event->length % SV_MEASURED_BYTES == 8);
        for (size_t at = 8; at < event->length; at += SV_MEASURED_BYTES) {
            struct sv_reader reader = {event->payload + at, event->payload + event->length, false};
            if (sv_read_u32(&reader) == child)
                return event->payload + at;
        }
    }
    return NULL;
}

static int64_t number(const uint8_t *one, size_t at, size_t bytes) {
    struct sv_reader reader = {one + at, one + SV_MEASURED_BYTES, false};
    return bytes == 4 ? sv_read_i32(&reader) : sv_read_i64(&reader);
}

static uint32_t sweep(struct world *world) {
    CHECK(command(world, SV_COMMAND_MEASURE, 0) == 0);
    return world->last_seq;
}

static void living_children_are_measured_and_no_others(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "exec 5</dev/null 6</dev/null; echo open; exec sleep 1000");
    start_shell(&world, 2, "exit 0");
    start_shell(&world, 3, "while :; do :; done");
    CHECK(exit_of(&world, 2) == 1000);
    await_output(&world, 1, "open");
    int busy = pid_of(&world, 3);
    const uint8_t *one;
    do {
        uint32_t seq = sweep(&world);
        CHECK(!told_of(&world, 2, seq));
        CHECK(told_of(&world, 1, seq));
        one = told_of(&world, 3, seq);
        CHECK(one && number(one, 4, 4) == busy);
    } while (number(one, 8, 8) + number(one, 16, 8) < 50000);
    const uint8_t *idle = told_of(&world, 1, world.last_seq);
    CHECK(number(idle, 24, 8) > 100000 && number(idle, 24, 8) < 1 << 30); /* resident */
    CHECK(number(idle, 32, 4) == 1 && number(idle, 36, 4) == 5);          /* threads, descriptors */
    CHECK(signal_child(&world, 1, SIGKILL, true) == 0);
    CHECK(signal_child(&world, 3, SIGKILL, true) == 0);
    CHECK(exit_of(&world, 1) == 2009 && exit_of(&world, 3) == 2009);
    world_close(&world);
}

static void many_come_in_pieces_and_each_of_them_once(void) {
    enum { CHILDREN = 150 };
    struct world world;
    world_open(&world, 0);
    for (uint32_t child = 1; child <= CHILDREN; child++)
        start_shell(&world, child, "exec sleep 1000");
    for (uint32_t child = 1; child <= CHILDREN; child++)
        pid_of(&world, child);
    uint32_t seq = sweep(&world);
    size_t told = 0, pieces = 0;
    for (const struct event *event = world.events; event; event = event->next) {
        if (event->type == SV_EVENT_MEASURED) {
            CHECK(event->seq == seq && event->length <= 8 + SV_MOST_MEASURED * SV_MEASURED_BYTES);
            told += (event->length - 8) / SV_MEASURED_BYTES;
            pieces++;
        }
    }
    CHECK(told == CHILDREN && pieces >= 3);
    for (uint32_t child = 1; child <= CHILDREN; child++) {
        CHECK(told_of(&world, child, seq));
        CHECK(signal_child(&world, child, SIGKILL, true) == 0);
    }
    for (uint32_t child = 1; child <= CHILDREN; child++)
        CHECK(exit_of(&world, child) == 2009);
    world_close(&world);
}

static void one_sweep_at_a_time(void) {
    enum { CHILDREN = 70 };
    struct world world;
    world_open(&world, 0);
    for (uint32_t child = 1; child <= CHILDREN; child++)
        start_shell(&world, child, "exec sleep 1000");
    for (uint32_t child = 1; child <= CHILDREN; child++)
        pid_of(&world, child);
    struct frame first = frame_begin(SV_COMMAND_MEASURE, 0, 7001);
    struct frame second = frame_begin(SV_COMMAND_MEASURE, 0, 7002);
    CHECK(frame_send(&world, &first) == 0 && frame_send(&world, &second) == 0);
    CHECK(error_in(await(&world, SV_EVENT_DONE, 0, 7002)) == EBUSY);
    CHECK(error_in(await(&world, SV_EVENT_DONE, 0, 7001)) == 0);
    CHECK(told_of(&world, CHILDREN, 7001) && !told_of(&world, CHILDREN, 7002));
    for (uint32_t child = 1; child <= CHILDREN; child++)
        CHECK(signal_child(&world, child, SIGKILL, true) == 0);
    for (uint32_t child = 1; child <= CHILDREN; child++)
        CHECK(exit_of(&world, child) == 2009);
    world_close(&world);
}

static void nobody_to_measure_is_answered_at_once(void) {
    struct world world;
    world_open(&world, 0);
    sweep(&world);
    CHECK(!find(&world, SV_EVENT_MEASURED, 0, 0));
    CHECK(command(&world, SV_COMMAND_MEASURE, 5) == EBADMSG);
    world_close(&world);
}

static void descriptors_counted_are_those_the_kernel_knows(void) {
    enum { MORE = 300 };
    int more[MORE], before = sv_descriptors_of(getpid());
    for (int i = 0; i < MORE; i++)
        CHECK((more[i] = dup(0)) >= 0);
    CHECK(sv_descriptors_of(getpid()) == before + MORE);
    CHECK(sv_descriptors_counted(getpid()) == before + MORE + 1); /* the folder */
    for (int i = 0; i < MORE; i++)
        close(more[i]);
    CHECK(sv_descriptors_of(0x7ffffff0) == -1);
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(stat_is_read_field_by_field),
        TEST(name_may_look_like_fields),
        TEST(one_that_has_ended_uses_nothing),
        TEST(text_that_is_cut_anywhere_is_survived),
        TEST(absurd_numbers_do_not_overflow),
        TEST(living_children_are_measured_and_no_others),
        TEST(many_come_in_pieces_and_each_of_them_once),
        TEST(one_sweep_at_a_time),
        TEST(nobody_to_measure_is_answered_at_once),
        TEST(descriptors_counted_are_those_the_kernel_knows),
    };
    return RUN(tests);
}
