/* Capture mode: by itself against a plain form of it, and with real children. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "capture.h"
#include "logs.h"

#define BEGIN "<!--XSUPERVISOR:BEGIN-->"
#define END "<!--XSUPERVISOR:END-->"

enum { ROOM = 4096 };

struct text {
    char bytes[ROOM];
    size_t length;
};

static void append(struct text *text, const void *bytes, size_t length) {
    CHECK(text->length + length <= sizeof text->bytes);
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

/* What comes of a whole text: the log, and the captured texts, each followed by a '|'; what is
 * captured without an end is dropped. */
static void cut_plainly(const struct text *from, struct text *log, struct text *captured) {
    struct text inside = {.length = 0};
    bool capturing = false;
    for (size_t i = 0; i < from->length;) {
        const char *token = capturing ? END : BEGIN;
        size_t size = strlen(token);
        if (from->length - i >= size && !memcmp(from->bytes + i, token, size)) {
            if (capturing) {
                append(captured, inside.bytes, inside.length);
                append(captured, "|", 1);
            }
            inside.length = 0;
            capturing = !capturing;
            i += size;
        } else {
            append(capturing ? &inside : log, from->bytes + i++, 1);
        }
    }
}

/* The same by the engine's capture, in reads of these sizes (the rest at once). */
static void cut_in_reads(const struct text *from, struct text *log, struct text *captured) {
    struct sv_capture capture;
    sv_capture_init(&capture, ROOM);
    size_t done = 0;
    while (done < from->length) {
        size_t n = 1 + (size_t)rand() % (rand() % 4 ? 8 : 64);
        n = n < from->length - done ? n : from->length - done;
        uint8_t space[SV_CAPTURE_HEADROOM + 64], *bytes = space + SV_CAPTURE_HEADROOM;
        memcpy(bytes, from->bytes + done, n);
        done += n;
        uint8_t *at = sv_capture_join(&capture, bytes);
        struct sv_piece piece;
        while (sv_capture_cut(&capture, &at, bytes + n, &piece)) {
            if (piece.captured)
                sv_capture_keep(&capture, piece.bytes, piece.length);
            else
                append(log, piece.bytes, piece.length);
            if (!piece.ends)
                continue;
            uint8_t kept[ROOM];
            sv_ring_copy(&capture.kept, 0, kept, capture.kept.length);
            append(captured, kept, capture.kept.length);
            append(captured, "|", 1);
            sv_capture_restart(&capture);
        }
        /* Nothing is withheld but what may become a token. */
        const char *token = capture.inside ? END : BEGIN;
        CHECK(capture.withheld < strlen(token) && !memcmp(capture.tail, token, capture.withheld));
    }
    if (!capture.inside) {
        uint8_t rest[SV_CAPTURE_HEADROOM];
        uint8_t *at = sv_capture_join(&capture, rest + SV_CAPTURE_HEADROOM);
        append(log, at, (size_t)(rest + SV_CAPTURE_HEADROOM - at));
    }
    sv_capture_finish(&capture);
}

static void reads_that_cut_tokens_anywhere_change_nothing(void) {
    static const char *const words[] = {
        BEGIN, END, "<!--XSUPERVISOR:", "<!--XSUPERVISOR:BEGIN--", "<", "-->", "text", "<<!--X"};
    srand(11);
    for (int round = 0; round < 20000; round++) {
        struct text from = {.length = 0}, log = {.length = 0}, captured = {.length = 0};
        struct text expected_log = {.length = 0}, expected_captured = {.length = 0};
        for (int i = rand() % 12; i >= 0; i--) {
            const char *word = words[(size_t)rand() % 8];
            append(&from, word, strlen(word));
        }
        cut_plainly(&from, &expected_log, &expected_captured);
        cut_in_reads(&from, &log, &captured);
        CHECK(log.length == expected_log.length);
        CHECK(!memcmp(log.bytes, expected_log.bytes, log.length));
        CHECK(captured.length == expected_captured.length);
        CHECK(!memcmp(captured.bytes, expected_captured.bytes, captured.length));
    }
}

static void ring_keeps_what_its_plain_form_keeps(void) {
    srand(5);
    for (int round = 0; round < 2000; round++) {
        struct sv_ring ring;
        sv_ring_init(&ring, 1 + (size_t)rand() % 9000);
        uint8_t plain[40000], chunk[12000], copy[40000];
        size_t length = 0;
        for (int i = 0; i < 20; i++) {
            size_t n = (size_t)rand() % (rand() % 4 ? 500 : 12000);
            for (size_t k = 0; k < n; k++)
                chunk[k] = (uint8_t)rand();
            if (length + n > ring.limit) {
                size_t dropped = n < length ? n : length;
                memmove(plain, plain + dropped, length - dropped);
                length -= dropped;
            }
            memcpy(plain + length, chunk, n);
            length += n;
            CHECK(sv_ring_add(&ring, chunk, n) == 0);
            CHECK(ring.length == length && ring.room <= 12000);
            sv_ring_copy(&ring, 0, copy, length);
            CHECK(!memcmp(copy, plain, length));
        }
        sv_ring_drop(&ring);
    }
}

/* The captured texts of a child's channel, each followed by a '|'; to be freed. */
static char *captured_of(const struct world *world, uint32_t child, int channel) {
    char *text = calloc(1, 1);
    size_t length = 0;
    for (struct event *event = world->events; event; event = event->next) {
        if (event->type != SV_EVENT_CAPTURED || event->child != child ||
            event->payload[0] != channel)
            continue;
        text = realloc(text, length + event->length);
        CHECK(text);
        memcpy(text + length, event->payload + 2, event->length - 2);
        length += event->length - 2;
        if (!event->payload[1])
            text[length++] = '|';
        text[length] = '\0';
    }
    return text;
}

static void check_captured(const struct world *world, uint32_t child, int channel,
                           const char *expected) {
    char *text = captured_of(world, child, channel);
    CHECK_TEXT(expected, text);
    free(text);
}

static void run_script(struct world *world, const char *script, struct spec spec) {
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    const char *envp[] = {"PATH=/usr/bin:/bin", NULL};
    spec.argv = argv;
    spec.envp = envp;
    start(world, 1, &spec);
    exit_of(world, 1);
}

static void captured_text_is_told_and_not_logged(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world,
               "printf 'a" BEGIN "one" END "b" BEGIN END "'; printf 'x" BEGIN "two" END "y' >&2",
               (struct spec){.log = {"out", "err"}, .capture = 100});
    check_file("out", "ab");
    check_file("err", "xy");
    check_captured(&world, 1, 1, "one||");
    check_captured(&world, 1, 2, "two|");
    world_close(&world);
}

static void without_capture_mode_tokens_are_text(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, "printf '" BEGIN "one" END "'", (struct spec){.log = {"out", NULL}});
    check_file("out", BEGIN "one" END);
    check_captured(&world, 1, 1, "");
    world_close(&world);
}

static void short_last_write_is_logged(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, "printf 'short'", (struct spec){.log = {"out", NULL}, .capture = 100});
    check_file("out", "short");
    world_close(&world);
}

static void token_that_stays_half_is_logged_at_the_end(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, "printf 'text<!--XSUPERVISOR:BEGIN'",
               (struct spec){.log = {"out", NULL}, .capture = 100, .report = true});
    check_file("out", "text<!--XSUPERVISOR:BEGIN");
    char *out = output_of(&world, 1, 1);
    CHECK_TEXT("text<!--XSUPERVISOR:BEGIN", out);
    free(out);
    world_close(&world);
}

static void what_can_be_no_token_any_more_is_logged_at_once(void) {
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1, (struct spec){.log = {"log", NULL}, .capture = 100});
    pid_of(&world, 1);
    CHECK(feed(&world, 1, "> <!--XS", 8) == 0);
    await_file(&world, "log", "> ");
    CHECK(feed(&world, 1, "!", 1) == 0);
    await_file(&world, "log", "> <!--XS!");
    end(&world, 1);
    world_close(&world);
}

static void text_without_an_end_is_dropped_and_counted(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, "printf 'a" BEGIN "12345<!--'; sleep 0.1; printf '6'",
               (struct spec){.log = {"out", NULL}, .capture = 4});
    check_file("out", "a");
    check_captured(&world, 1, 1, "");
    CHECK(trouble(find(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_CAPTURE, 0) == 10);
    CHECK(count(&world, SV_EVENT_LOG_TROUBLE) == 1);
    world_close(&world);
}

static void only_the_end_of_much_is_kept(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, "printf '" BEGIN "'; seq 1 200000; printf '" END "'",
               (struct spec){.log = {"out", NULL}, .capture = 1000});
    char *text = captured_of(&world, 1, 1);
    size_t length = strlen(text);
    CHECK(length > 8 && length <= SV_CAPTURE_READ_BYTES + SV_CAPTURE_HEADROOM);
    CHECK_TEXT("\n200000\n|", text + length - 9);
    free(text);
    check_file("out", "");
    world_close(&world);
}

static void large_capture_comes_whole_in_several_frames(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, "printf '" BEGIN "'; seq 1 100000; printf '" END "'",
               (struct spec){.log = {"out", NULL}, .capture = SV_MAX_CAPTURE_BYTES});
    char *text = captured_of(&world, 1, 1);
    CHECK(strlen(text) == 588896 && count(&world, SV_EVENT_CAPTURED) == 5);
    CHECK(!strncmp(text, "1\n2\n3\n", 6));
    CHECK_TEXT("100000\n|", text + 588888);
    free(text);
    world_close(&world);
}

static void many_captures_in_one_read_are_all_told(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world,
               "i=0; while [ $i -lt 2000 ]; do printf 'a" BEGIN "b" END "'; i=$((i+1)); done >all; "
               "cat all; cat all >&2",
               (struct spec){.log = {"/dev/full", "/dev/full"}, .capture = 100, .report = true});
    CHECK(count(&world, SV_EVENT_CAPTURED) == 4000);
    char *out = output_of(&world, 1, 1);
    CHECK(strlen(out) == 4000);
    free(out);
    world_close(&world);
}

static void captured_text_is_stripped_and_reported_too(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, "printf 'a" BEGIN "\\033[1mbold\\033[m" END "b'",
               (struct spec){.log = {"out", NULL}, .capture = 100, .strip = true, .report = true});
    check_captured(&world, 1, 1, "bold|");
    char *out = output_of(&world, 1, 1);
    CHECK_TEXT("aboldb", out);
    free(out);
    check_file("out", "ab");
    world_close(&world);
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(reads_that_cut_tokens_anywhere_change_nothing),
        TEST(ring_keeps_what_its_plain_form_keeps),
        TEST(captured_text_is_told_and_not_logged),
        TEST(without_capture_mode_tokens_are_text),
        TEST(short_last_write_is_logged),
        TEST(token_that_stays_half_is_logged_at_the_end),
        TEST(what_can_be_no_token_any_more_is_logged_at_once),
        TEST(text_without_an_end_is_dropped_and_counted),
        TEST(only_the_end_of_much_is_kept),
        TEST(large_capture_comes_whole_in_several_frames),
        TEST(many_captures_in_one_read_are_all_told),
        TEST(captured_text_is_stripped_and_reported_too),
    };
    return RUN(tests);
}
