/* What a child gets, and what it says when it can't be had. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static const uint32_t NOBODY = 65534;

static const char *const shell_env[] = {"PATH=/usr/bin:/bin", "A=1", "B=two words", NULL};

static void child_gets_what_the_plan_says(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(mkdir("sub", 0755) == 0);
    const char *argv[] = {"name", "-c",
                          "echo $0 $A $B; basename $(pwd); umask; ulimit -Sn; echo err >&2", "zero",
                          NULL};
    struct spec spec = {.argv = argv,
                        .path = "/bin/sh",
                        .envp = shell_env,
                        .directory = "sub",
                        .has_umask = true,
                        .umask = 027,
                        .open_files = 77,
                        .report = true};
    start(&world, 1, &spec);
    CHECK(exit_of(&world, 1) == 1000);
    char *out = output_of(&world, 1, SV_CHANNEL_STDOUT);
    char *err = output_of(&world, 1, SV_CHANNEL_STDERR);
    CHECK_TEXT("zero 1 two words\nsub\n0027\n77\n", out);
    CHECK_TEXT("err\n", err);
    free(out);
    free(err);
    world_close(&world);
}

static void limits_and_umask_are_inherited_unless_given(void) {
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = 200;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    umask(031);
    struct world world;
    world_open(&world, 0);
    char *out = printed_by(&world, 1, "umask; ulimit -Sn");
    CHECK_TEXT("0031\n200\n", out);
    free(out);
    world_close(&world);
}

/* The kernel's words about the child itself; exec, for a shell blocks signals while it starts
 * something. */
static const char signal_lines[] = "exec grep -E '^Sig(Blk|Ign)' /proc/self/status";
static const char clean_signals[] = "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n";

static void child_has_nothing_blocked_or_ignored(void) {
    sigset_t all;
    sigfillset(&all);
    uint64_t ignored[4] = {1, 0, 0, 0}; /* the kernel's struct: SIG_IGN */
    for (int number = 1; number <= 64; number++)
        syscall(SYS_rt_sigaction, number, ignored, NULL, 8);
    struct world world;
    world_open_single(&world, 0);
    sigprocmask(SIG_SETMASK, &all, NULL);
    start_shell(&world, 1, signal_lines);
    while (!find(&world, SV_EVENT_SPAWNED, 1, 0))
        world_step(&world, 100);
    sigset_t still;
    sigprocmask(SIG_SETMASK, NULL, &still);
    CHECK(sigismember(&still, SIGUSR1));
    /* SIGCHLD is ignored here, so the kernel keeps no exit status. */
    CHECK(exit_of(&world, 1) == 0);
    char *out = output_of(&world, 1, 0);
    CHECK_TEXT(clean_signals, out);
    free(out);
    world_close(&world);
}

static void only_standard_descriptors(uint32_t without) {
    int leaky = open("/dev/null", O_RDONLY);
    CHECK(dup2(leaky, 700) == 700);
    struct world world;
    world_open(&world, without);
    CHECK((sv_engine_capabilities(world.engine) & without) == 0);
    char *out = printed_by(&world, 1, "exec ls /proc/self/fd");
    CHECK_TEXT("0\n1\n2\n3\n", out); /* 3 is the folder that ls reads */
    free(out);
    world_close(&world);
    close(leaky);
    close(700);
}

static void child_has_only_standard_descriptors(void) { only_standard_descriptors(0); }

static void child_has_only_standard_descriptors_without_close_range(void) {
    only_standard_descriptors(SV_CAPABILITY_CLOSE_RANGE);
}

static void child_leads_a_process_group(void) {
    struct world world;
    world_open(&world, 0);
    char *out = printed_by(&world, 1, "exec cut -d' ' -f5 /proc/self/stat");
    char expected[16];
    snprintf(expected, sizeof expected, "%d\n", pid_of(&world, 1));
    CHECK_TEXT(expected, out);
    free(out);
    world_close(&world);
}

static void daemon_without_standard_descriptors_is_no_trouble(void) {
    int saved[3];
    for (int i = 0; i < 3; i++) {
        saved[i] = fcntl(i, F_DUPFD_CLOEXEC, 10);
        close(i);
    }
    struct world world;
    world_open(&world, 0);
    const char *argv[] = {"/bin/sh", "-c", "cat; echo out; echo err >&2", NULL};
    const char *envp[] = {"PATH=/usr/bin:/bin", NULL};
    struct spec spec = {.argv = argv, .envp = envp, .log = {"out", "err"}};
    start(&world, 1, &spec);
    CHECK(feed(&world, 1, "in\n", 3) == 0);
    await_file(&world, "out", "in\n");
    CHECK(signal_child(&world, 1, SIGKILL, true) == 0);
    exit_of(&world, 1);
    start_shell(&world, 2, "echo two; echo err >&2");
    CHECK(exit_of(&world, 2) == 1000);
    char *two = output_of(&world, 2, SV_CHANNEL_STDOUT);
    for (int i = 0; i < 3; i++) {
        dup2(saved[i], i);
        close(saved[i]);
    }
    CHECK_TEXT("two\n", two);
    free(two);
    world_close(&world);
}

static void fails_with(const struct spec *spec, const char *text) {
    struct world world;
    world_open(&world, 0);
    start(&world, 1, spec);
    CHECK(exit_of(&world, 1) == 1127);
    char *err = output_of(&world, 1, spec->redirect ? SV_CHANNEL_STDOUT : SV_CHANNEL_STDERR);
    char expected[300];
    snprintf(expected, sizeof expected,
             "supervisor: couldn't %s\nsupervisor: child process was not spawned\n", text);
    CHECK_TEXT(expected, err);
    free(err);
    world_close(&world);
}

static void exec_failures_are_named(void) {
    put_file("plain", "x");
    put_file("script", "#!/no/such/interpreter\n");
    put_file("binary", "\001\002");
    CHECK(chmod("script", 0755) == 0 && chmod("binary", 0755) == 0);
    const char *absent[] = {"/no/such", NULL}, *plain[] = {"./plain", NULL};
    const char *script[] = {"./script", NULL}, *binary[] = {"shown", NULL};
    fails_with(&(struct spec){.argv = absent, .report = true}, "exec /no/such: ENOENT");
    fails_with(&(struct spec){.argv = plain, .report = true}, "exec ./plain: EACCES");
    fails_with(&(struct spec){.argv = script, .report = true}, "exec ./script: ENOENT");
    fails_with(&(struct spec){.argv = binary, .path = "./binary", .report = true, .redirect = true},
               "exec shown: ENOEXEC");
}

static void chdir_failures_are_named(void) {
    const char *argv[] = {"/bin/true", NULL};
    put_file("file", "x");
    fails_with(&(struct spec){.argv = argv, .directory = "/no/such", .report = true},
               "chdir to /no/such: ENOENT");
    fails_with(&(struct spec){.argv = argv, .directory = "file", .report = true},
               "chdir to file: ENOTDIR");
}

static void root_becomes_another_user_with_all_groups(void) {
    if (getuid() != 0)
        return;
    struct world world;
    world_open(&world, 0);
    const char *argv[] = {"/bin/sh", "-c", "exec grep -E '^(Uid|Gid|Groups)' /proc/self/status",
                          NULL};
    const uint32_t groups[] = {NOBODY, 77, 78};
    struct spec spec = {.argv = argv,
                        .envp = shell_env,
                        .has_user = true,
                        .uid = NOBODY,
                        .gid = NOBODY,
                        .groups = groups,
                        .group_count = 3,
                        .report = true};
    start(&world, 1, &spec);
    CHECK(exit_of(&world, 1) == 1000);
    char *out = output_of(&world, 1, SV_CHANNEL_STDOUT);
    CHECK_TEXT("Uid:\t65534\t65534\t65534\t65534\nGid:\t65534\t65534\t65534\t65534\n"
               "Groups:\t77 78 65534 \n",
               out);
    free(out);
    CHECK(getuid() == 0 && geteuid() == 0);
    world_close(&world);
}

static void own_user_is_no_change(void) {
    struct world world;
    world_open(&world, 0);
    const char *argv[] = {"/bin/true", NULL};
    const uint32_t groups[] = {1};
    struct spec spec = {.argv = argv,
                        .has_user = true,
                        .uid = getuid(),
                        .gid = 12345,
                        .groups = groups,
                        .group_count = 1};
    start(&world, 1, &spec);
    CHECK(exit_of(&world, 1) == 1000);
    world_close(&world);
}

static void other_user_is_refused_to_nonroot(void) {
    if (getuid() == 0)
        CHECK(setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
    const char *argv[] = {"/bin/true", NULL};
    fails_with(&(struct spec){.argv = argv, .has_user = true, .uid = 1, .report = true},
               "setuid to 1: Can't drop privilege as nonroot user");
}

static void same_number_twice_is_refused(void) {
    struct world world;
    world_open(&world, 0);
    const char *argv[] = {"/bin/sleep", "1000", NULL};
    struct spec spec = {.argv = argv};
    start(&world, 1, &spec);
    int pid = pid_of(&world, 1);
    start(&world, 1, &spec);
    struct event *failed = await(&world, SV_EVENT_SPAWN_FAILED, 1, 0);
    CHECK(failed->payload[0] == SV_STAGE_FORK && failed->payload[1] == EEXIST);
    CHECK(kill(pid, 0) == 0);
    CHECK(signal_child(&world, 1, SIGKILL, false) == 0);
    CHECK(exit_of(&world, 1) == 2009);
    world_close(&world);
}

static void log_that_cannot_be_opened_fails_the_spawn(void) {
    struct world world;
    world_open(&world, 0);
    const char *argv[] = {"/bin/true", NULL};
    struct spec spec = {.argv = argv, .log = {"/no/such/log", NULL}};
    start(&world, 1, &spec);
    struct event *failed = await(&world, SV_EVENT_SPAWN_FAILED, 1, 0);
    CHECK(failed->payload[0] == SV_STAGE_LOG && failed->payload[1] == ENOENT);
    /* The number is free again. */
    spec.log[0] = NULL;
    start(&world, 1, &spec);
    CHECK(exit_of(&world, 1) == 1000);
    world_close(&world);
}

/* However many descriptors are left, as long as they are too few. */
static void used_up_descriptors_fail_the_spawn(void) {
    struct world world;
    world_open(&world, 0);
    world_step(&world, 0);
    struct rlimit before, few;
    CHECK(getrlimit(RLIMIT_NOFILE, &before) == 0);
    int next = fcntl(0, F_DUPFD_CLOEXEC, 3);
    close(next);
    const char *argv[] = {"/bin/true", NULL};
    struct spec spec = {.argv = argv};
    for (int left = 0; left < 4; left++) {
        few = (struct rlimit){(rlim_t)(next + left), before.rlim_max};
        CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
        uint32_t child = (uint32_t)left + 1;
        start(&world, child, &spec);
        struct event *failed = await(&world, SV_EVENT_SPAWN_FAILED, child, 0);
        CHECK(failed->payload[0] == SV_STAGE_PIPE && failed->payload[1] == EMFILE);
    }
    CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
    start(&world, 9, &spec);
    CHECK(exit_of(&world, 9) == 1000);
    world_close(&world);
}

static void limit_files(rlim_t soft) {
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = soft;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

/* How many children that stay, with two logs each, are started until one is refused, with what. */
static uint32_t start_until_refused(struct world *world, uint32_t first) {
    const char *argv[] = {"/bin/cat", NULL};
    struct spec spec = {.argv = argv, .log = {"out", "err"}};
    for (uint32_t child = first;; child++) {
        start(world, child, &spec);
        while (!find(world, SV_EVENT_SPAWNED, child, 0)) {
            struct event *failed = find(world, SV_EVENT_SPAWN_FAILED, child, 0);
            if (failed) {
                CHECK(failed->payload[0] == SV_STAGE_PIPE && failed->payload[1] == EMFILE);
                return child - first;
            }
            world_step(world, 50);
        }
    }
}

static void end_children(struct world *world, uint32_t first, uint32_t count) {
    for (uint32_t child = first; child < first + count; child++) {
        CHECK(signal_child(world, child, SIGKILL, false) == 0);
        CHECK(exit_of(world, child) == 2009);
    }
}

static void spawns_leave_the_daemon_its_reserve(void) {
    static const int limits[][2] = {{1000, 64}, {512, 64}, {400, 50}, {200, 25}};
    enum { A_CHILD = 6, OWN_FOLDER = 3 };
    struct world world;
    world_open(&world, 0);
    uint32_t first = 1;
    for (int i = 0; i < 4; i++) {
        limit_files((rlim_t)limits[i][0]);
        uint32_t n = start_until_refused(&world, first);
        int left = limits[i][0] - (open_descriptors() - OWN_FOLDER);
        CHECK(n > 0 && left >= limits[i][1] && left < limits[i][1] + A_CHILD);
        end_children(&world, first, n);
        first += n + 1;
    }
    world_close(&world);
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(child_gets_what_the_plan_says),
        TEST(limits_and_umask_are_inherited_unless_given),
        TEST(child_has_nothing_blocked_or_ignored),
        TEST(child_has_only_standard_descriptors),
        TEST(child_has_only_standard_descriptors_without_close_range),
        TEST(child_leads_a_process_group),
        TEST(daemon_without_standard_descriptors_is_no_trouble),
        TEST(exec_failures_are_named),
        TEST(chdir_failures_are_named),
        TEST(root_becomes_another_user_with_all_groups),
        TEST(own_user_is_no_change),
        TEST(other_user_is_refused_to_nonroot),
        TEST(same_number_twice_is_refused),
        TEST(log_that_cannot_be_opened_fails_the_spawn),
        TEST(used_up_descriptors_fail_the_spawn),
        TEST(spawns_leave_the_daemon_its_reserve),
    };
    return RUN(tests);
}
