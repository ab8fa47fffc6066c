/* Orphans, which come to process 1 and to subreapers, are collected; other children are not
 * touched. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static void open_as_subreaper(struct world *world) {
    CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    world_open(world, 0);
    CHECK(sv_engine_install_signals(world->engine) == 0);
}

/* Kind * 1000 + value, as exit_of. */
static int end_in(const struct event *reaped) {
    struct sv_reader reader = {reaped->payload, reaped->payload + reaped->length, false};
    CHECK(sv_read_i32(&reader) > 0);
    int kind = sv_read_u8(&reader);
    int value = sv_read_i32(&reader);
    CHECK(sv_read_finished(&reader));
    return kind * 1000 + value;
}

static int reaped(const struct world *world) {
    int count = 0;
    for (const struct event *event = world->events; event; event = event->next)
        count += event->type == SV_EVENT_REAPED;
    return count;
}

static bool childless(void) {
    siginfo_t info;
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 && errno == ECHILD;
}

static void an_orphan_is_collected_and_told_with_its_status(void) {
    struct world world;
    open_as_subreaper(&world);
    start_shell(&world, 1, "(sleep 0.2; exit 7) & exit 3");
    CHECK(exit_of(&world, 1) == SV_KIND_EXITED * 1000 + 3);
    CHECK(end_in(await(&world, SV_EVENT_REAPED, 0, 0)) == SV_KIND_EXITED * 1000 + 7);
    CHECK(childless());
    world_close(&world);
}

static void a_killed_orphan_is_told_with_its_signal(void) {
    struct world world;
    open_as_subreaper(&world);
    start_shell(&world, 1, "sh -c 'sleep 0.2; kill -KILL $$' & exit 0");
    CHECK(end_in(await(&world, SV_EVENT_REAPED, 0, 0)) == SV_KIND_KILLED * 1000 + SIGKILL);
    world_close(&world);
}

static void an_orphan_that_ended_before_anybody_listened_is_collected(void) {
    struct world world;
    CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0)
        _exit(9);
    siginfo_t info;
    CHECK(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == 0);
    open_as_subreaper(&world);
    CHECK(end_in(await(&world, SV_EVENT_REAPED, 0, 0)) == SV_KIND_EXITED * 1000 + 9);
    world_close(&world);
}

static void own_children_keep_their_statuses_among_many_orphans(void) {
    enum { CHILDREN = 60, ORPHANS = 3 };
    struct world world;
    open_as_subreaper(&world);
    for (uint32_t child = 1; child <= CHILDREN; child++) {
        char script[128];
        snprintf(script, sizeof script,
                 "for i in 1 2 %d; do (exit 1) & done; echo some output; exit %u", ORPHANS, child);
        /* Not waited for by the shell, so most of them are orphans by the time they end. */
        start_shell(&world, child, script);
    }
    for (uint32_t child = 1; child <= CHILDREN; child++)
        CHECK(exit_of(&world, child) == SV_KIND_EXITED * 1000 + (int)child);
    for (int tries = 0; tries < 400 && !childless(); tries++)
        world_step(&world, 50);
    CHECK(childless());
    CHECK(reaped(&world) <= CHILDREN * ORPHANS);
    world_close(&world);
}

static void an_orphan_that_lives_is_told_to_who_asks(void) {
    struct world world;
    open_as_subreaper(&world);
    start_shell(&world, 1, "sleep 1000 & echo $! >orphan; exit 0");
    start_shell(&world, 2, "exec sleep 1000");
    CHECK(exit_of(&world, 1) == SV_KIND_EXITED * 1000);
    char *text = contents("orphan");
    pid_t orphan = atoi(text), told[4];
    free(text);
    CHECK(sv_engine_strangers(world.engine, told, 4) == 1 && told[0] == orphan);
    CHECK(sv_engine_strangers(world.engine, told, 0) == 0);
    CHECK(kill(orphan, SIGKILL) == 0);
    await(&world, SV_EVENT_REAPED, 0, 0);
    CHECK(sv_engine_strangers(world.engine, told, 4) == 0);
    world_close(&world);
}

static void children_of_others_are_left_alone_elsewhere(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(sv_engine_install_signals(world.engine) == 0);
    pid_t stranger = fork();
    CHECK(stranger >= 0);
    if (stranger == 0)
        _exit(9);
    start_shell(&world, 1, "sleep 0.2");
    CHECK(exit_of(&world, 1) == SV_KIND_EXITED * 1000);
    CHECK(reaped(&world) == 0);
    int status;
    CHECK(waitpid(stranger, &status, 0) == stranger && WEXITSTATUS(status) == 9);
    world_close(&world);
}

static void an_ignored_sigchld_hides_no_status(void) {
    struct world world;
    CHECK(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
    world_open(&world, 0);
    CHECK(sv_engine_install_signals(world.engine) == 0);
    start_shell(&world, 1, "exit 5");
    CHECK(exit_of(&world, 1) == SV_KIND_EXITED * 1000 + 5);
    world_close(&world);
}

int main(int argc, char **argv) {
    static const struct test tests[] = {
        TEST(an_orphan_is_collected_and_told_with_its_status),
        TEST(a_killed_orphan_is_told_with_its_signal),
        TEST(an_orphan_that_ended_before_anybody_listened_is_collected),
        TEST(own_children_keep_their_statuses_among_many_orphans),
        TEST(an_orphan_that_lives_is_told_to_who_asks),
        TEST(children_of_others_are_left_alone_elsewhere),
        TEST(an_ignored_sigchld_hides_no_status),
    };
    return RUN(tests);
}
