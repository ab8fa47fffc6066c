/* An engine as bytes, as one program leaves it to the next: whole, cut, and damaged. */
#include <signal.h>
#include <string.h>

#include "archive.h"
#include "harness.h"

/* An engine with a child of each kind, as bytes, to be freed. */
static uint8_t *saved(struct world *world, size_t *length) {
    world_open(world, 0);
    const char *argv[] = {"/bin/cat", NULL}, *envp[] = {NULL};
    struct spec spec = {
        .argv = argv, .envp = envp, .log = {"log", NULL}, .capture = 100, .syslog = "name"};
    start(world, 1, &spec);
    start_shell(world, 2, "exit 3");
    start_shell(world, 3, "sleep 1000");
    pid_of(world, 1);
    pid_of(world, 3);
    CHECK(exit_of(world, 2) == 1003);
    const char text[] = "x<!--XSUPERVISOR:BEGIN-->abc";
    CHECK(feed(world, 1, text, sizeof text - 1) == 0);
    await_file(world, "log", "x");
    static const char much[100000];
    CHECK(feed(world, 3, much, sizeof much) == 0);
    struct listening listening = {.address = "sock", .mode = 0600};
    CHECK(open_socket(world, 9, &listening) == 0);
    CHECK(sv_engine_is_quiet(world->engine));
    struct sv_archive archive;
    sv_archive_save(&archive);
    sv_engine_archive(world->engine, &archive);
    CHECK(!archive.bad && archive.fd_count > 8);
    uint8_t *bytes = malloc(archive.length);
    CHECK(bytes);
    memcpy(bytes, archive.bytes, archive.length);
    *length = archive.length;
    sv_archive_close(&archive);
    return bytes;
}

static void end_world(struct world *world) {
    CHECK(signal_child(world, 1, SIGKILL, false) == 0);
    CHECK(signal_child(world, 3, SIGKILL, true) == 0);
    exit_of(world, 1);
    exit_of(world, 3);
    CHECK(command(world, SV_COMMAND_UNLISTEN, 9) == 0);
    world_close(world);
}

/* Whether an engine takes them. */
static bool is_understood(const uint8_t *bytes, size_t length) {
    /* A copy of just this length, so that a sanitizer sees what lies behind. */
    uint8_t *copy = malloc(length ? length : 1);
    CHECK(copy);
    memcpy(copy, bytes, length);
    struct sv_engine *engine;
    CHECK(sv_engine_open(0, &engine) == 0);
    struct sv_archive archive;
    sv_archive_load(&archive, SV_TRY, copy, length);
    sv_engine_archive(engine, &archive);
    bool understood = !archive.bad && archive.at == length;
    sv_archive_close(&archive);
    sv_engine_close(engine);
    free(copy);
    return understood;
}

static void a_state_that_is_not_whole_is_not_understood(void) {
    struct world world;
    size_t length;
    uint8_t *bytes = saved(&world, &length);
    CHECK(is_understood(bytes, length));
    for (size_t cut = 0; cut < length; cut += cut < 2000 || length - cut < 2000 ? 1 : 997)
        CHECK(!is_understood(bytes, cut));
    free(bytes);
    end_world(&world);
}

static void a_damaged_state_is_survived(void) {
    static const uint8_t values[] = {0, 0x7f, 0xff};
    struct world world;
    size_t length;
    uint8_t *bytes = saved(&world, &length);
    for (size_t at = 0; at < length; at += at < 1500 || length - at < 1500 ? 1 : 997) {
        for (size_t i = 0; i < sizeof values; i++) {
            uint8_t before = bytes[at];
            bytes[at] = values[i];
            is_understood(bytes, length);
            bytes[at] = before;
        }
    }
    free(bytes);
    end_world(&world);
}

int main(int argc, char **argv) {
    static const struct test tests[] = {
        TEST(a_state_that_is_not_whole_is_not_understood),
        TEST(a_damaged_state_is_survived),
    };
    return RUN(tests);
}
