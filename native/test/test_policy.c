/*
 * A root keeper under a policy, and a control plane of another user that says what it must not. All
 * of it needs root; elsewhere it says so and checks nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy.h"
#include "talk.h"

/* Users of nobody else; those in a policy are numbers. */
enum { PEER = 61234, PEER_GROUP = 61235, OTHER = 61236, STRANGER = 61237, FREE_PORT = 1000 };

static char folder[64]; /* of root's, with nobody's above it; holds the policy */
static char policy[128];
static char here[256];
static int keeper;

static bool is_root(void) {
    if (geteuid() == 0)
        return true;
    puts("not root: nothing is checked");
    return false;
}

static void put_policy(const char *text) {
    snprintf(folder, sizeof folder, "/run/warden-test-XXXXXX");
    CHECK(mkdtemp(folder) && chmod(folder, 0755) == 0);
    snprintf(policy, sizeof policy, "%s/policy", folder);
    put_file(policy, text);
    CHECK(chmod(policy, 0644) == 0);
}

static void remove_policy(void) {
    unlink(policy);
    CHECK(rmdir(folder) == 0);
}

static char *start_under(const char *file, const char *peer, int *status) {
    const char *plain[] = {KEEPER, "--policy", file, "state", NULL};
    const char *told[] = {KEEPER, "--policy", file, "--peer-uid", peer, "state", NULL};
    return run(peer ? told : plain, status);
}

/* The test's own folder is the peer's; the state directory is root's. */
static void begin_with(const char *text) {
    put_policy(text);
    CHECK(getcwd(here, sizeof here) && chown(here, PEER, PEER) == 0 && chmod(here, 0755) == 0);
    umask(022);
    CHECK(mkdir("state", 0711) == 0);
    int status;
    char *said = start_under(policy, NULL, &status);
    CHECK_TEXT("", said);
    free(said);
    CHECK(status == 0);
    const char *ask[] = {KEEPER, "--status", "state", NULL};
    char *answer = run(ask, &status);
    CHECK(status == 0 && !strncmp(answer, "pid=", 4));
    keeper = atoi(answer + 4);
    free(answer);
}

static void begin(void) {
    begin_with("# who, and what\n"
               "peer = 61234:61234:61235\n"
               "user = 61236:61236\n"
               "command = /usr/bin/id\n"
               "command = /usr/bin/sleep\n"
               "port = 1000\n");
}

static void end(void) {
    CHECK(kill(keeper, SIGTERM) == 0);
    keeper_gone(keeper);
    remove_policy();
}

/* The program, for users who can't go through all folders above it. */
static char reached[32];

/* Runs it as another user, who has only what that one has. */
static void as(uint32_t uid, void (*act)(void)) {
    int program = open(KEEPER, O_PATH | O_CLOEXEC);
    CHECK(program >= 0);
    snprintf(reached, sizeof reached, "/proc/self/fd/%d", program);
    fflush(NULL);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        gid_t groups[] = {uid, PEER_GROUP};
        CHECK(setgroups(uid == PEER ? 2 : 0, groups) == 0);
        CHECK(setresgid(uid, uid, uid) == 0 && setresuid(uid, uid, uid) == 0);
        act();
        exit(0);
    }
    close(program);
    int status;
    CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

static struct talk attached(void) {
    struct talk talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    struct event *event = talk_await(&talk, SV_EVENT_ATTACHED, 0);
    CHECK(event->payload[2] & SV_CAPABILITY_POLICY);
    free(event);
    return talk;
}

static const char *const plain[] = {"PATH=/usr/bin:/bin", NULL};

/* What SPAWN came to: 0, or stage * 1000 and the number beside it. */
static int spawned(struct talk *talk, uint32_t child, struct spec spec) {
    if (!spec.envp)
        spec.envp = plain;
    struct frame frame = frame_spawn(child, &spec);
    talk_say(talk, &frame);
    for (;;) {
        struct event *event = talk_hear(talk);
        CHECK(event->type != 0);
        bool failed = event->type == SV_EVENT_SPAWN_FAILED, done = event->type == SV_EVENT_SPAWNED;
        int result = failed ? event->payload[0] * 1000 + event->payload[1] : 0;
        bool is_it = event->child == child && (failed || done);
        free(event);
        if (is_it)
            return result;
    }
}

static void ended(struct talk *talk, uint32_t child) {
    free(talk_await(talk, SV_EVENT_EXITED, child));
    talk_command(talk, SV_COMMAND_FORGET, child);
}

static char *in_here(const char *name) {
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", here, name);
    return path;
}

static void check_log(const char *name, const char *expected) {
    char *got = contents(in_here(name));
    CHECK_TEXT(expected, got);
    free(got);
    struct stat about;
    CHECK(stat(in_here(name), &about) == 0 && about.st_uid == PEER && about.st_gid == PEER);
}

static void users(void) {
    struct talk talk = attached();
    const char *shell[] = {"/bin/sh", "-c", "id -u; id -g; id -G", NULL};
    const char *id[] = {"/usr/bin/id", "-G", NULL};
    CHECK(spawned(&talk, 1, (struct spec){.argv = shell, .log = {in_here("own.log"), NULL}}) == 0);
    ended(&talk, 1);
    check_log("own.log", "61234\n61234\n61234 61235\n");
    struct spec spec = {.argv = id,
                        .has_user = true,
                        .uid = OTHER,
                        .gid = OTHER,
                        .log = {in_here("other.log"), NULL}};
    CHECK(spawned(&talk, 2, spec) == 0);
    ended(&talk, 2);
    check_log("other.log", "61236\n");
    /* As itself it may be what it is, with the groups it has. */
    const uint32_t groups[] = {PEER, PEER_GROUP};
    spec = (struct spec){.argv = shell,
                         .has_user = true,
                         .uid = PEER,
                         .gid = PEER_GROUP,
                         .groups = groups,
                         .group_count = 2};
    CHECK(spawned(&talk, 3, spec) == 0);
    ended(&talk, 3);
    talk_close(&talk);
}

static void programs_have_the_users_that_the_policy_allows(void) {
    if (!is_root())
        return;
    begin();
    as(PEER, users);
    end();
}

static void as_root(void) {
    struct talk talk = attached();
    static const char *const id[] = {"/usr/bin/id", "-G", NULL};
    struct spec spec = {.argv = id, .has_user = true, .log = {in_here("root.log"), NULL}};
    CHECK(spawned(&talk, 1, spec) == 0);
    ended(&talk, 1);
    check_log("root.log", "0\n");
    talk_close(&talk);
}

static void root_is_a_user_like_others_where_it_is_listed(void) {
    if (!is_root())
        return;
    begin_with("peer = 61234:61234:61235\nuser = 0:0\ncommand = /usr/bin/id\n");
    as(PEER, as_root);
    end();
}

static void forged_spawns(void) {
    enum { USER = SV_STAGE_POLICY * 1000 + SV_REFUSED_USER };
    enum { GROUP = SV_STAGE_POLICY * 1000 + SV_REFUSED_GROUP };
    enum { COMMAND = SV_STAGE_POLICY * 1000 + SV_REFUSED_COMMAND };
    enum { VARIABLE = SV_STAGE_POLICY * 1000 + SV_REFUSED_VARIABLE };
    static const uint32_t with_root[] = {OTHER, 0}, no_groups[] = {0};
    static const char *const id[] = {"/usr/bin/id", NULL}, *const shell[] = {"/bin/sh", NULL};
    static const char *const preload[] = {"A=b", "LD_PRELOAD=/tmp/x.so", NULL};
    static const char *const tunables[] = {"GLIBC_TUNABLES=x", NULL};
    static const char *const checks[] = {"MALLOC_ARENA_MAX=1", "MALLOC_CHECK_=3", NULL};
    const struct {
        int expected;
        struct spec spec;
    } cases[] = {
        {USER, {.argv = id, .has_user = true}},
        {USER, {.argv = id, .has_user = true, .uid = STRANGER, .gid = STRANGER}},
        {USER, {.argv = id, .has_user = true, .uid = UINT32_MAX, .gid = PEER}},
        {GROUP, {.argv = id, .has_user = true, .uid = OTHER, .gid = 0}},
        {GROUP,
         {.argv = id,
          .has_user = true,
          .uid = OTHER,
          .gid = OTHER,
          .groups = with_root,
          .group_count = 2}},
        {GROUP,
         {.argv = id,
          .has_user = true,
          .uid = PEER,
          .gid = PEER,
          .groups = no_groups,
          .group_count = 1}},
        {COMMAND, {.argv = shell, .has_user = true, .uid = OTHER, .gid = OTHER}},
        {COMMAND,
         {.argv = id, .path = "/usr/bin/../bin/id", .has_user = true, .uid = OTHER, .gid = OTHER}},
        {COMMAND, {.argv = id, .path = "id", .has_user = true, .uid = OTHER, .gid = OTHER}},
        {COMMAND,
         {.argv = id, .path = "/usr/bin/idx", .has_user = true, .uid = OTHER, .gid = OTHER}},
        {VARIABLE, {.argv = id, .envp = preload, .has_user = true, .uid = OTHER, .gid = OTHER}},
        {VARIABLE, {.argv = id, .envp = tunables, .has_user = true, .uid = OTHER, .gid = OTHER}},
        {VARIABLE, {.argv = id, .envp = checks, .has_user = true, .uid = OTHER, .gid = OTHER}},
    };
    struct talk talk = attached();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int got = spawned(&talk, 10, cases[i].spec);
        if (got != cases[i].expected)
            fprintf(stderr, "case %d: %d\n", (int)i, got);
        CHECK(got == cases[i].expected);
    }
    /* The number was never anybody's. */
    CHECK(spawned(&talk, 10, (struct spec){.argv = id}) == 0);
    ended(&talk, 10);
    talk_close(&talk);
}

static void what_the_policy_does_not_allow_is_not_spawned(void) {
    if (!is_root())
        return;
    begin();
    as(PEER, forged_spawns);
    end();
}

static void forged_logs(void) {
    enum { DENIED = SV_STAGE_LOG * 1000 + EACCES };
    static const char *const say[] = {"/bin/echo", "forged", NULL};
    struct talk talk = attached();
    CHECK(symlink("/etc/warden-forged", in_here("link")) == 0);
    char roots[100];
    snprintf(roots, sizeof roots, "%s/policy", folder);
    CHECK(symlink(roots, in_here("policy")) == 0);
    CHECK(symlink("/proc/self/fd/5", in_here("five")) == 0);
    struct spec direct = {.argv = say, .log = {"/etc/warden-forged", NULL}};
    CHECK(spawned(&talk, 1, direct) == DENIED);
    const char *const names[] = {
        "link", "policy", "five", "state/records", "state/lock", "state/new", "state/keeper.sock"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int got = spawned(&talk, 1, (struct spec){.argv = say, .log = {in_here(names[i]), NULL}});
        bool is_socket = strstr(names[i], "sock") != NULL; /* which can't be opened at all */
        CHECK(got == (is_socket ? SV_STAGE_LOG * 1000 + ENXIO : DENIED));
    }
    const char *const own[] = {"/proc/self/attr/exec", "/proc/self/mem", "/proc/self/oom_score_adj",
                               "/proc/thread-self/attr/current"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        CHECK(spawned(&talk, 1, (struct spec){.argv = say, .log = {own[i], NULL}}) != 0);
    for (int fd = 3; fd < 60; fd++) {
        char path[32];
        snprintf(path, sizeof path, fd % 2 ? "/dev/fd/%d" : "/proc/self/fd/%d", fd);
        int got = spawned(&talk, 1, (struct spec){.argv = say, .log = {path, NULL}});
        if (got == 0)
            fprintf(stderr, "%s was opened\n", path);
        CHECK(got / 1000 == SV_STAGE_LOG);
    }
    /* What it may write is rotated and cleared with its own rights, too. */
    struct spec spec = {
        .argv = say, .log = {in_here("rotates"), NULL}, .maxbytes = 3, .backups = 2};
    CHECK(spawned(&talk, 2, spec) == 0);
    ended(&talk, 2);
    CHECK(access(in_here("rotates.1"), R_OK) == 0);
    talk_close(&talk);
}

static void a_path_leads_nowhere_where_the_peer_could_not_go(void) {
    if (!is_root())
        return;
    begin();
    char *before = contents(policy);
    as(PEER, forged_logs);
    char *after = contents(policy);
    CHECK_TEXT(before, after);
    free(before);
    free(after);
    CHECK(!exists("/etc/warden-forged"));
    end();
}

static int listens(struct talk *talk, uint32_t number, struct listening listening) {
    struct frame frame = frame_listen(number, 7, &listening);
    talk_say(talk, &frame);
    struct event *event = talk_await(talk, SV_EVENT_LISTENING, number);
    int result = event->payload[1];
    CHECK(event->seq == 7);
    free(event);
    return result;
}

static void sockets(void) {
    struct talk talk = attached();
    struct listening listening = {.family = SV_FAMILY_INET, .port = 999, .address = "127.0.0.1"};
    CHECK(listens(&talk, 1, listening) == EACCES);
    listening.port = FREE_PORT;
    int allowed = listens(&talk, 2, listening);
    CHECK(allowed == 0 || allowed == EADDRINUSE);
    listening = (struct listening){.address = "/etc/warden-forged", .mode = 0700};
    CHECK(listens(&talk, 3, listening) == EACCES);
    listening.address = in_here("own.sock");
    CHECK(listens(&talk, 4, listening) == 0);
    listening = (struct listening){
        .address = in_here("roots.sock"), .mode = 0700, .has_owner = true, .uid = 0, .gid = 0};
    CHECK(listens(&talk, 5, listening) == EPERM);
    talk_close(&talk);
}

static void sockets_are_the_peers_and_low_ports_those_of_the_policy(void) {
    if (!is_root())
        return;
    begin();
    as(PEER, sockets);
    struct stat about;
    CHECK(stat("own.sock", &about) == 0 && about.st_uid == PEER);
    CHECK(!exists("/etc/warden-forged"));
    end();
}

static pid_t victim; /* a process of root's that is none of the keeper's */

static void other_forgeries(void) {
    struct talk talk = attached();
    /* No number but a child's reaches a process. */
    for (int group = 0; group < 2; group++) {
        struct frame frame = frame_begin(SV_COMMAND_KILL, (uint32_t)victim, 3);
        frame_u32(&frame, SIGKILL);
        frame_u8(&frame, (uint8_t)group);
        talk_say(&talk, &frame);
        struct event *done = talk_await(&talk, SV_EVENT_DONE, (uint32_t)victim);
        CHECK(done->payload[0] == ESRCH);
        free(done);
    }
    /* What the keeper would execute as root. */
    struct frame frame = frame_begin(SV_COMMAND_REVIVE, 0, 0);
    frame_u32(&frame, 3);
    frame_u64(&frame, UINT64_MAX);
    frame_u8(&frame, 0);
    frame_text(&frame, in_here("revived.log"));
    frame_text(&frame, "/");
    const char *const touch[] = {"/usr/bin/touch", in_here("revived"), NULL};
    frame_list(&frame, touch);
    frame_list(&frame, plain);
    talk_say(&talk, &frame);
    int status;
    const char *upgrade[] = {reached, "--upgrade", "/bin/true", "state", NULL};
    char *said = run(upgrade, &status);
    CHECK(status == 2 && strstr(said, "only root may replace its program"));
    free(said);
    /* What is no frame ends the conversation, and nothing else. */
    static const uint32_t sizes[] = {0, 15, UINT32_MAX, SV_MAX_FRAME_BYTES + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        talk_close(&talk);
        talk = attached();
        uint8_t head[SV_HEADER_BYTES] = {0};
        sv_put_u32(head, sizes[i]);
        sv_put_u16(head + 4, SV_COMMAND_SPAWN);
        CHECK(write(talk.fd, head, sizeof head) == sizeof head);
        struct event *event = talk_hear(&talk);
        CHECK(event->type == 0);
        free(event);
    }
    /* A SPAWN that is cut anywhere is refused by the engine. */
    talk_close(&talk);
    talk = attached();
    static const char *const id[] = {"/usr/bin/id", NULL};
    struct spec spec = {.argv = id, .envp = plain};
    for (size_t cut = 1; cut < 60; cut++) {
        struct frame whole = frame_spawn(20, &spec);
        whole.length -= cut;
        talk_say(&talk, &whole);
        free(talk_await(&talk, SV_EVENT_SPAWN_FAILED, 20));
    }
    talk_close(&talk);
    CHECK(open(in_here("state/records"), O_RDONLY | O_CLOEXEC) < 0 && errno == EACCES);
    CHECK(kill(keeper, SIGTERM) < 0 && errno == EPERM);
}

static void what_else_is_said_does_no_more_than_the_peer_could(void) {
    if (!is_root())
        return;
    begin();
    victim = fork();
    CHECK(victim >= 0);
    if (victim == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
    as(PEER, other_forgeries);
    int status;
    CHECK(waitpid(victim, &status, WNOHANG) == 0);
    CHECK(kill(victim, SIGKILL) == 0 && waitpid(victim, &status, 0) == victim);
    CHECK(!exists("revived") && !exists("revived.log"));
    end();
}

static void stranger(void) {
    int status;
    const char *ask[] = {reached, "--status", "state", NULL};
    free(run(ask, &status));
    CHECK(status == 2);
}

static void kills(void) {
    int status;
    const char *take[] = {reached, "--takeover", "--kill", "state", NULL};
    char *said = run(take, &status);
    CHECK(status == 0 && strstr(said, "dismissed=") && !strstr(said, "\nkilled="));
    free(said);
}

static void nobody_else_is_heard_and_root_is_not_killed(void) {
    if (!is_root())
        return;
    begin();
    as(STRANGER, stranger);
    /* Root may attach, and is not the peer's to kill. */
    struct talk talk = attached();
    as(PEER, kills);
    talk_close(&talk);
    end();
}

static void leaves_in_order(void) {
    static const char *const id[] = {"/usr/bin/id", NULL};
    for (int i = 0; i < 2; i++) {
        struct talk talk = attached();
        CHECK(spawned(&talk, 1, (struct spec){.argv = id}) == 0);
        free(talk_await(&talk, SV_EVENT_EXITED, 1)); /* which is not forgotten */
        struct listening listening = {.address = in_here("own.sock"), .mode = 0700};
        CHECK(listens(&talk, 1, listening) == 0);
        struct frame note = frame_begin(SV_COMMAND_NOTE, 0, 0);
        frame_text(&note, "key");
        frame_bytes(&note, "value", 5);
        talk_say(&talk, &note);
        talk_end(&talk);
        for (bool there = true; there;) {
            struct event *event = talk_hear(&talk);
            there = event->type != 0;
            free(event);
        }
        talk_close(&talk);
    }
    struct talk talk = talk_open();
    talk_attach(&talk, 1, 2, 0);
    struct event *first = talk_hear(&talk);
    CHECK(first->type == SV_EVENT_ATTACHED); /* nothing is known */
    free(first);
    talk_close(&talk);
}

static void it_stays_when_its_control_plane_ends_in_order(void) {
    if (!is_root())
        return;
    begin();
    as(PEER, leaves_in_order);
    const char *argv[] = {KEEPER, "--upgrade", KEEPER, "state", NULL};
    int status;
    free(run(argv, &status));
    CHECK(status == 0);
    /* Under the same policy. */
    as(PEER, forged_spawns);
    as(PEER, forged_logs);
    as(PEER, leaves_in_order);
    end();
}

static void check_refused(const char *text, const char *why) {
    char error[SV_POLICY_ERROR_BYTES] = "";
    struct sv_policy *read =
        sv_policy_parse((const uint8_t *)text, strlen(text), "file", NULL, error);
    CHECK(!read);
    CHECK_TEXT(why, error);
}

static void a_policy_that_is_not_understood_is_none(void) {
    static const char below[] = "peer = 5:5\n";
    check_refused("", "file: it must say peer = USER: who may attach");
    check_refused("peer = 0:0\n", "file:1: root needs no policy");
    check_refused("peer = 5\n", "file:1: a user in numbers is UID:GID or UID:GID:GROUP,GROUP");
    check_refused("\n# x\npeer\n", "file:3: a line is KEY = VALUE, or begins with #");
    check_refused("peer = 5:5\npeer = 6:6", "file:2: there can be only one");
    check_refused("peer=5:5\nuser = no-such-user-here",
                  "file:2: there is no such user in /etc/passwd; one of another source is written "
                  "as UID:GID");
    check_refused("peer=5:5\nuser = 1:2:x",
                  "file:2: a user in numbers is UID:GID or UID:GID:GROUP,GROUP");
    check_refused("peer=5:5\nport=1024",
                  "file:2: it must be a number from 1 to 1023; the others need no permission");
    check_refused("peer=5:5\ncommand=bin/sh",
                  "file:2: it must be an absolute path without . or .. or double slashes");
    check_refused("peer=5:5\ncommand=/usr/../bin/sh",
                  "file:2: it must be an absolute path without . or .. or double slashes");
    check_refused("peer=5:5\ncommand=/nonexistent", "file:2: No such file or directory");
    check_refused("peer=5:5\ncommand=/tmp/",
                  "file:2: it must be a folder of root's that nobody else may write");
    CHECK(symlink("/bin/sh", "/tmp/warden-test-link") == 0 || errno == EEXIST);
    check_refused("peer=5:5\ncommand=/tmp/warden-test-link",
                  "file:2: a folder above it is not root's, or others may write there");
    unlink("/tmp/warden-test-link");
    check_refused("peer=5:5\nshell=x",
                  "file:2: the keys are peer, user, command, port and variable");
    char error[SV_POLICY_ERROR_BYTES];
    CHECK(!sv_policy_parse((const uint8_t *)below, sizeof below, "file", NULL, error));
    struct sv_policy *read =
        sv_policy_parse((const uint8_t *)"user=root", 9, "file", "7:8:9,10", error);
    CHECK(read && read->peer.uid == 7 && read->peer.group_count == 3 && read->users[0].uid == 0);
    sv_policy_free(read);
}

static void check_start(const char *file, const char *peer, const char *why) {
    int status;
    char *said = start_under(file, peer, &status);
    char expected[400];
    snprintf(expected, sizeof expected, "keeper: %s: %s\n", file, why);
    CHECK_TEXT(expected, said);
    CHECK(status == SV_KEEPER_POLICY);
    free(said);
}

static void a_policy_that_others_could_write_is_none(void) {
    static const char not_roots[] =
        "it must be a file of root's that nobody else may write, and no link";
    if (!is_root())
        return;
    put_policy("peer = 61234:61234\n");
    CHECK(mkdir("state", 0711) == 0);
    CHECK(chmod(policy, 0664) == 0);
    check_start(policy, NULL, not_roots);
    CHECK(chmod(policy, 0644) == 0 && chown(policy, OTHER, 0) == 0);
    check_start(policy, NULL, not_roots);
    CHECK(chown(policy, 0, 0) == 0 && chmod(folder, 0777) == 0);
    check_start(policy, NULL, "a folder above it is not root's, or others may write there");
    CHECK(chmod(folder, 0755) == 0);
    char link[160];
    snprintf(link, sizeof link, "%s/link", folder);
    CHECK(symlink(policy, link) == 0);
    check_start(link, NULL, "Too many levels of symbolic links");
    CHECK(unlink(link) == 0);
    check_start(policy, "61236:61236", "it says another peer than --peer-uid");
    check_start("policy", NULL, "it must be an absolute path without . or ..");
    /* A state directory that others can write would let them put another socket there. */
    CHECK(chmod("state", 0777) == 0);
    int status;
    free(start_under(policy, NULL, &status));
    CHECK(status == SV_KEEPER_DIRECTORY);
    remove_policy();
}

int main(int argc, char **argv) {
    static const struct test tests[] = {
        TEST(programs_have_the_users_that_the_policy_allows),
        TEST(root_is_a_user_like_others_where_it_is_listed),
        TEST(what_the_policy_does_not_allow_is_not_spawned),
        TEST(a_path_leads_nowhere_where_the_peer_could_not_go),
        TEST(sockets_are_the_peers_and_low_ports_those_of_the_policy),
        TEST(what_else_is_said_does_no_more_than_the_peer_could),
        TEST(nobody_else_is_heard_and_root_is_not_killed),
        TEST(it_stays_when_its_control_plane_ends_in_order),
        TEST(a_policy_that_is_not_understood_is_none),
        TEST(a_policy_that_others_could_write_is_none),
    };
    return RUN(tests);
}
