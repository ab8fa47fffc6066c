/* Bytes to a child's stdin, and signals to the daemon. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"

static void input_arrives_in_order_however_much(void) {
    enum { CHUNK = 1 << 20, CHUNKS = 8 };
    struct world world;
    world_open(&world, 0);
    const char *argv[] = {"/bin/sh", "-c", "sleep 0.1; exec head -c 8388608", NULL};
    const char *envp[] = {"PATH=/usr/bin:/bin", NULL};
    struct spec spec = {.argv = argv, .envp = envp, .log = {"out", NULL}};
    start(&world, 1, &spec);
    pid_of(&world, 1);
    char *expected = malloc(CHUNK * CHUNKS + 1);
    for (int i = 0; i < CHUNK * CHUNKS; i++)
        expected[i] = (char)('a' + (i / 7 + i / 4096) % 26);
    expected[CHUNK * CHUNKS] = '\0';
    for (int i = 0; i < CHUNKS; i++)
        CHECK(feed(&world, 1, expected + i * CHUNK, CHUNK) == 0);
    CHECK(exit_of(&world, 1) == 1000);
    char *out = contents("out");
    CHECK(!strcmp(expected, out));
    free(out);
    free(expected);
    world_close(&world);
}

static void more_than_the_limit_is_refused_whole(void) {
    enum { CHUNK = 4 << 20 };
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "exec sleep 1000");
    pid_of(&world, 1);
    char *zeros = calloc(1, CHUNK);
    for (int i = 0; i < 4; i++)
        CHECK(feed(&world, 1, zeros, CHUNK) == 0);
    CHECK(feed(&world, 1, zeros, CHUNK) == EAGAIN);
    CHECK(feed(&world, 1, zeros, 100) ==
          0); /* a pipe's worth has gone, so there is room for little */
    free(zeros);
    CHECK(signal_child(&world, 1, SIGKILL, true) == 0);
    CHECK(exit_of(&world, 1) == 2009);
    world_close(&world);
}

static void closed_end_is_epipe(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "exec <&-; echo closed; exec sleep 1000");
    await_output(&world, 1, "closed");
    CHECK(feed(&world, 1, "x", 1) == EPIPE);
    CHECK(feed(&world, 1, "x", 1) == EPIPE);
    CHECK(signal_child(&world, 1, SIGKILL, true) == 0);
    CHECK(exit_of(&world, 1) == 2009);
    CHECK(feed(&world, 1, "x", 1) == EPIPE);
    CHECK(feed(&world, 2, "x", 1) == ESRCH);
    world_close(&world);
}

static void send_silently(struct world *world, uint32_t child, uint32_t seq) {
    struct frame frame = frame_begin(SV_COMMAND_STDIN, child, seq);
    frame_bytes(&frame, "x\n", 2);
    CHECK(frame_send(world, &frame) == 0);
}

static void success_is_not_told_to_who_wants_failures_only(void) {
    const uint32_t first = 0xfffffff0, second = first + 1;
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "read x; echo \"$x\"; exec sleep 1000");
    pid_of(&world, 1);
    send_silently(&world, 1, first);
    await_output(&world, 1, "x");
    send_silently(&world, 2, second);
    CHECK(error_in(await(&world, SV_EVENT_DONE, 2, second)) == ESRCH);
    CHECK(!find(&world, SV_EVENT_DONE, 1, first));
    CHECK(signal_child(&world, 1, SIGKILL, true) == 0);
    CHECK(exit_of(&world, 1) == 2009);
    world_close(&world);
}

static void reader_that_leaves_with_input_waiting_does_not_keep_the_engine_busy(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "sleep 0.2; exec <&-; echo closed; exec sleep 1000");
    pid_of(&world, 1);
    char *zeros = calloc(1, 1 << 20);
    CHECK(feed(&world, 1, zeros, 1 << 20) == 0);
    free(zeros);
    await_output(&world, 1, "closed");
    while (world_step(&world, 300) != 0) {
    }
    CHECK(feed(&world, 1, "x", 1) == EPIPE);
    CHECK(signal_child(&world, 1, SIGKILL, true) == 0);
    CHECK(exit_of(&world, 1) == 2009);
    world_close(&world);
}

static void signals_of_the_daemon_are_events(void) {
    const int caught[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR2};
    struct world world, other;
    world_open(&world, 0);
    world_open(&other, 0);
    CHECK(sv_engine_install_signals(world.engine) == 0);
    CHECK(sv_engine_install_signals(other.engine) == -EBUSY);
    raise(SIGUSR1);
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) {
        raise(caught[i]);
        struct event *last;
        do {
            world_step(&world, 100);
            last = find(&world, SV_EVENT_SIGNAL, 0, 0);
            while (last && last->next)
                last = last->next;
        } while (!last || error_in(last) != caught[i]);
    }
    char *out = printed_by(&world, 1, "exec grep -E '^Sig(Ign|Blk)' /proc/self/status");
    CHECK_TEXT("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", out);
    free(out);
    world_close(&world);
    struct sigaction now;
    CHECK(sigaction(SIGTERM, NULL, &now) == 0 && now.sa_handler == SIG_DFL);
    CHECK(sv_engine_install_signals(other.engine) == 0);
    world_close(&other);
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(input_arrives_in_order_however_much),
        TEST(more_than_the_limit_is_refused_whole),
        TEST(closed_end_is_epipe),
        TEST(success_is_not_told_to_who_wants_failures_only),
        TEST(reader_that_leaves_with_input_waiting_does_not_keep_the_engine_busy),
        TEST(signals_of_the_daemon_are_events),
    };
    return RUN(tests);
}
