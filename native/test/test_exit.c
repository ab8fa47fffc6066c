/* Ends of children, and signals to them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static int status_of(struct world *world, uint32_t child, const char *script) {
    start_shell(world, child, script);
    return exit_of(world, child);
}

static void exit_status_is_exact(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(status_of(&world, 1, "exit 0") == 1000);
    CHECK(status_of(&world, 2, "exit 7") == 1007);
    CHECK(status_of(&world, 3, "exit 255") == 1255);
    CHECK(status_of(&world, 4, "kill -KILL $$") == 2009);
    CHECK(status_of(&world, 5, "ulimit -c 0; kill -SEGV $$") == 2011);
    CHECK(status_of(&world, 6, "kill -35 $$") == 2035);
    world_close(&world);
}

/* A pid that a script has written and that is not this test's child: somebody else collects it. */
static bool lives(const char *path) {
    char *text = contents(path);
    char stat_path[64];
    snprintf(stat_path, sizeof stat_path, "/proc/%d/stat", atoi(text));
    free(text);
    if (!exists(stat_path))
        return false;
    char *about = contents(stat_path);
    bool zombie = strstr(about, ") Z ") != NULL;
    free(about);
    return !zombie;
}

static void await_number(struct world *world, const char *path) {
    for (int i = 0; i < 2000; i++) {
        if (exists(path)) {
            char *text = contents(path);
            bool whole = strchr(text, '\n') != NULL;
            free(text);
            if (whole)
                return;
        }
        world_step(world, 10);
    }
    CHECK(!"a script has written its pid");
}

static const char hides[] =
    "setsid sh -c 'sh -c \"echo \\$\\$ >below; exec sleep 1000\" & echo $$ >hidden; wait' &"
    "(setsid sh -c 'echo $$ >cut_off; exec sleep 1000' &) ; exec sleep 1000";

/* True double fork: nobody can tell whose it was, so it is left alone. */
static void what_certainly_descends_is_killed_with_a_pursued_child(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, hides);
    await_number(&world, "hidden");
    await_number(&world, "below");
    await_number(&world, "cut_off");
    CHECK(command(&world, SV_COMMAND_PURSUE, 1) == 0);
    CHECK(signal_child(&world, 1, SIGTERM, true) == 0);
    CHECK(exit_of(&world, 1) == 2015);
    for (int i = 0; i < 200 && (lives("hidden") || lives("below")); i++)
        world_step(&world, 10);
    CHECK(!lives("hidden") && !lives("below"));
    CHECK(lives("cut_off"));
    char *text = contents("cut_off");
    kill(atoi(text), SIGKILL);
    free(text);
    world_close(&world);
}

static void nobody_is_killed_with_a_child_that_was_not_pursued(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "setsid sh -c 'echo $$ >hidden; exec sleep 1000' & exec sleep 1000");
    await_number(&world, "hidden");
    CHECK(signal_child(&world, 1, SIGTERM, true) == 0);
    CHECK(exit_of(&world, 1) == 2015);
    CHECK(lives("hidden"));
    char *text = contents("hidden");
    kill(atoi(text), SIGKILL);
    free(text);
    world_close(&world);
}

static void start_enclosed(struct world *world, uint32_t child, const char *script) {
    const char *argv[] = {"/bin/sh", "-c", script, NULL}, *envp[] = {"PATH=/usr/bin:/bin", NULL};
    struct spec spec = {.argv = argv, .envp = envp, .enclosed = true};
    start(world, child, &spec);
}

static bool await_death(struct world *world, const char *path) {
    for (int i = 0; i < 500 && lives(path); i++)
        world_step(world, 10);
    return !lives(path);
}

static void in_a_cgroup_nothing_can_hide(void) {
    struct world world;
    world_open(&world, 0);
    sv_engine_enclose(world.engine, NULL);
    if (!(sv_engine_capabilities(world.engine) & SV_CAPABILITY_ENCLOSES)) {
        puts("no cgroup v2 that can be written: nothing is checked");
        world_close(&world);
        return;
    }
    start_enclosed(&world, 1, hides);
    await_number(&world, "hidden");
    await_number(&world, "below");
    await_number(&world, "cut_off");
    /* One that is not pursued keeps what it has cut off. */
    start_enclosed(&world, 2,
                   "(setsid sh -c 'echo $$ >kept; exec sleep 1000' &) ; exec sleep 1000");
    await_number(&world, "kept");
    CHECK(command(&world, SV_COMMAND_PURSUE, 1) == 0);
    CHECK(signal_child(&world, 1, SIGTERM, true) == 0);
    CHECK(signal_child(&world, 2, SIGTERM, true) == 0);
    CHECK(exit_of(&world, 1) == 2015 && exit_of(&world, 2) == 2015);
    CHECK(await_death(&world, "hidden") && await_death(&world, "below"));
    CHECK(await_death(&world, "cut_off"));
    CHECK(lives("kept"));
    char *text = contents("kept");
    kill(atoi(text), SIGKILL);
    free(text);
    CHECK(await_death(&world, "kept"));
    /* And one that has nothing left. */
    start_enclosed(&world, 3, "exit 0");
    CHECK(exit_of(&world, 3) == 1000);
    world_close(&world);
}

static void core_dump_is_told(void) {
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_CORE, &limit) == 0);
    char *pattern = contents("/proc/sys/kernel/core_pattern");
    bool to_file = pattern[0] != '|' && !strchr(pattern, '/');
    free(pattern);
    if (limit.rlim_max == 0 || !to_file)
        return;
    struct world world;
    world_open(&world, 0);
    CHECK(status_of(&world, 1, "ulimit -Sc $(ulimit -Hc); kill -ABRT $$") == 3006);
    world_close(&world);
}

static void exit_comes_after_all_output(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "head -c 300000 /dev/zero | tr '\\0' x; echo end; echo bad >&2");
    CHECK(exit_of(&world, 1) == 1000);
    char *out = output_of(&world, 1, SV_CHANNEL_STDOUT);
    CHECK(strlen(out) == 300004);
    CHECK(!strcmp(out + 300000, "end\n"));
    free(out);
    char *err = output_of(&world, 1, SV_CHANNEL_STDERR);
    CHECK_TEXT("bad\n", err);
    free(err);
    struct event *event = world.events;
    while (event->next)
        event = event->next;
    CHECK(event->type == SV_EVENT_EXITED);
    world_close(&world);
}

static void exit_does_not_wait_for_a_grandchild_that_holds_the_pipe(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "(while :; do echo noise; done) & echo $!; exit 3");
    CHECK(exit_of(&world, 1) == 1003);
    char *out = output_of(&world, 1, 0);
    int grandchild = atoi(strpbrk(out, "0123456789"));
    free(out);
    CHECK(grandchild > 0);
    kill(grandchild, SIGKILL); /* it may have died of SIGPIPE already */
    CHECK(command(&world, SV_COMMAND_FORGET, 1) == 0);
    world_close(&world);
}

static void exit_that_somebody_else_took_is_unknown(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "read x");
    int pid = pid_of(&world, 1);
    kill(pid, SIGKILL);
    CHECK(waitpid(pid, NULL, 0) == pid);
    CHECK(exit_of(&world, 1) == 0);
    CHECK(signal_child(&world, 1, SIGTERM, false) == ESRCH);
    world_close(&world);
}

static void signal_reaches_the_child_alone(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1,
                "trap 'echo got it; exit 5' QUIT; echo ready; while :; do sleep 0.02; done");
    await_output(&world, 1, "ready");
    CHECK(signal_child(&world, 1, SIGQUIT, false) == 0);
    CHECK(exit_of(&world, 1) == 1005);
    await_output(&world, 1, "got it");
    world_close(&world);
}

static void signal_to_the_group_reaches_grandchildren(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "sleep 1000 & echo $!; wait");
    await_output(&world, 1, "\n");
    char *out = output_of(&world, 1, 0);
    int grandchild = atoi(out);
    free(out);
    CHECK(signal_child(&world, 1, SIGKILL, true) == 0);
    CHECK(exit_of(&world, 1) == 2009);
    while (kill(grandchild, 0) == 0) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/stat", grandchild);
        char *stat = contents(path);
        bool dead = strstr(stat, ") Z ") || !strstr(stat, ")");
        free(stat);
        if (dead)
            break;
        usleep(1000);
    }
    world_close(&world);
}

static void signal_waits_for_the_spawn(void) {
    struct world world;
    world_open_single(&world, 0);
    start_shell(&world, 1, "sleep 1000");
    struct frame frame = frame_begin(SV_COMMAND_KILL, 1, 9);
    frame_u32(&frame, SIGTERM);
    frame_u8(&frame, 0);
    CHECK(frame_send(&world, &frame) == 0);
    sv_engine_next(world.engine, (uint8_t[64]){0}, 64, 0);
    CHECK(!find(&world, SV_EVENT_DONE, 1, 9));
    CHECK(error_in(await(&world, SV_EVENT_DONE, 1, 9)) == 0);
    CHECK(exit_of(&world, 1) == 2015);
    world_close(&world);
}

static void signal_to_a_reaped_or_unknown_child_is_esrch(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(status_of(&world, 1, "exit 0") == 1000);
    CHECK(signal_child(&world, 1, SIGKILL, false) == ESRCH);
    CHECK(signal_child(&world, 1, SIGKILL, true) == ESRCH);
    CHECK(signal_child(&world, 99, SIGKILL, true) == ESRCH);
    CHECK(command(&world, SV_COMMAND_FORGET, 1) == 0);
    CHECK(command(&world, SV_COMMAND_FORGET, 1) == ESRCH);
    CHECK(status_of(&world, 1, "exit 4") == 1000); /* the first exit of this number is found */
    world_close(&world);
}

static void what_waited_for_a_failed_spawn_is_esrch(void) {
    struct world world;
    world_open_single(&world, 0);
    const char *argv[] = {"/bin/true", NULL};
    struct spec spec = {.argv = argv, .log = {"/no/such/log", NULL}};
    start(&world, 1, &spec);
    CHECK(signal_child(&world, 1, SIGTERM, false) == ESRCH);
    CHECK(command(&world, SV_COMMAND_FORGET, 1) == ESRCH);
    world_close(&world);
}

static void living_child_cannot_be_forgotten(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "sleep 1000");
    pid_of(&world, 1);
    CHECK(command(&world, SV_COMMAND_FORGET, 1) == EBUSY);
    CHECK(signal_child(&world, 1, SIGKILL, true) == 0);
    CHECK(exit_of(&world, 1) == 2009);
    world_close(&world);
}

static void usage_is_told(void) {
    struct world world;
    world_open(&world, 0);
    status_of(&world, 1, "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done");
    struct event *event = find(&world, SV_EVENT_EXITED, 1, 0);
    struct sv_reader reader = {event->payload + 25, event->payload + event->length, false};
    int64_t user = sv_read_i64(&reader), system = sv_read_i64(&reader);
    CHECK(user + system > 0);
    CHECK(sv_read_i64(&reader) > 100);
    world_close(&world);
}

static void many_children_leave_no_zombie(void) {
    enum { MANY = 500 };
    struct world world;
    world_open(&world, 0);
    for (uint32_t child = 1; child <= MANY; child++) {
        char script[32];
        snprintf(script, sizeof script, "exit %u", child % 256);
        start_shell(&world, child, script);
    }
    for (uint32_t child = 1; child <= MANY; child++)
        CHECK(exit_of(&world, child) == 1000 + (int)(child % 256));
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
    world_close(&world);
}

static void closing_the_engine_leaves_children_alone(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "exec sleep 1000");
    int pid = pid_of(&world, 1);
    world_close(&world);
    CHECK(kill(pid, SIGKILL) == 0);
    int status;
    CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(exit_status_is_exact),
        TEST(core_dump_is_told),
        TEST(exit_comes_after_all_output),
        TEST(exit_does_not_wait_for_a_grandchild_that_holds_the_pipe),
        TEST(exit_that_somebody_else_took_is_unknown),
        TEST(signal_reaches_the_child_alone),
        TEST(signal_to_the_group_reaches_grandchildren),
        TEST(what_certainly_descends_is_killed_with_a_pursued_child),
        TEST(nobody_is_killed_with_a_child_that_was_not_pursued),
        TEST(in_a_cgroup_nothing_can_hide),
        TEST(signal_waits_for_the_spawn),
        TEST(signal_to_a_reaped_or_unknown_child_is_esrch),
        TEST(what_waited_for_a_failed_spawn_is_esrch),
        TEST(living_child_cannot_be_forgotten),
        TEST(usage_is_told),
        TEST(many_children_leave_no_zombie),
        TEST(closing_the_engine_leaves_children_alone),
    };
    return RUN(tests);
}
