/*
 * keeper DIRECTORY
 * keeper --policy FILE [--peer-uid USER] DIRECTORY
 *
 * The parent of all programs of one supervisord: it outlives the JVM that tells it what to do. It
 * goes into the background with a session of its own; when this call has ended with 0, the keeper
 * listens on DIRECTORY/keeper.sock. See docs/design/keeper.md.
 *
 * With a policy it is root's, and works for a control plane of another user; see policy.h. USER, as
 * in a policy, says who that is where the file does not.
 *
 * keeper --status DIRECTORY
 * keeper --takeover [--kill] DIRECTORY
 * keeper --upgrade PROGRAM DIRECTORY
 *
 * Asks the keeper that lives there; see client.h.
 *
 * keeper --check MEMFD
 * keeper --resume MEMFD DIRECTORY
 *
 * What a keeper that becomes this program executes; see upgrade.c.
 *
 * Two threads: one that never waits for anything but its descriptors, and one that starts programs
 * and may be held up by one that does not get started.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "client.h"
#include "policy.h"
#include "service.h"
#include "wire_numbers.h"

enum { USAGE = 2 };

/* One that works for another user has to let that one pass to the socket. */
static int open_directory(const char *path, mode_t forbidden) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat about;
    if (fd < 0 || fstat(fd, &about) < 0 || about.st_uid != geteuid() || about.st_mode & forbidden)
        return -1;
    return fd;
}

static int take_lock(int directory) {
    int fd = openat(directory, SV_LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    return fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0 ? -1 : fd;
}

/* By way of /proc, for the path may be longer than an address can be. */
static int listen_in(int directory) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", directory,
             SV_SOCKET_NAME);
    unlinkat(directory, SV_SOCKET_NAME, 0);
    mode_t before = umask(0177);
    int result = fd < 0 ? -1 : bind(fd, (struct sockaddr *)&address, sizeof address);
    umask(before);
    return result < 0 || listen(fd, 8) < 0 ? -1 : fd;
}

static void leave_terminal(void) {
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        dup2(null, fd);
    if (null > STDERR_FILENO)
        close(null);
}

/* Whoever starts it may have blocked and ignored some. */
static void open_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
}

/* The policy for who works under one; else says why there is none. */
static struct sv_policy *read_policy(const char *file, const char *peer) {
    char error[SV_POLICY_ERROR_BYTES] = "only root's keeper has a policy";
    struct sv_policy *policy = geteuid() == 0 ? sv_policy_load(file, peer, error) : NULL;
    if (!policy)
        fprintf(stderr, "keeper: %s\n", error);
    return policy;
}

/* 0, or why it can't be. The socket is for who may attach. */
static int open_place(struct sv_place *place, const struct sv_policy *policy) {
    place->directory = open_directory(place->path, policy ? 022 : 077);
    if (place->directory < 0)
        return SV_KEEPER_DIRECTORY;
    place->lock = take_lock(place->directory);
    if (place->lock < 0)
        return SV_KEEPER_LOCKED;
    place->listener = listen_in(place->directory);
    if (place->listener < 0 ||
        (policy && fchownat(place->directory, SV_SOCKET_NAME, policy->peer.uid, policy->peer.gid,
                            AT_SYMLINK_NOFOLLOW) < 0))
        return SV_KEEPER_SOCKET;
    return 0;
}

static int start(const char *path, const char *policy_file, const char *peer) {
    open_signals();
    syscall(SYS_close_range, 3U, ~0U, 0U);
    struct sv_policy *policy = policy_file ? read_policy(policy_file, peer) : NULL;
    if (policy_file && !policy)
        return SV_KEEPER_POLICY;
    struct sv_place place = {.path = path};
    int result = open_place(&place, policy);
    pid_t child = result == 0 ? fork() : -1;
    if (child != 0) {
        sv_policy_free(policy);
        return result ? result : child < 0;
    }
    setsid();
    leave_terminal();
    return sv_service_run(&place, policy);
}

int main(int count, char **arguments) {
    if (count == 2 && arguments[1][0] != '-')
        return start(arguments[1], NULL, NULL);
    if (count == 4 && !strcmp(arguments[1], "--policy"))
        return start(arguments[3], arguments[2], NULL);
    if (count == 6 && !strcmp(arguments[1], "--policy") && !strcmp(arguments[3], "--peer-uid"))
        return start(arguments[5], arguments[2], arguments[4]);
    if (count == 3 && !strcmp(arguments[1], "--status"))
        return sv_client_status(arguments[2]);
    if (count == 3 && !strcmp(arguments[1], "--takeover"))
        return sv_client_takeover(arguments[2], false);
    if (count == 4 && !strcmp(arguments[1], "--takeover") && !strcmp(arguments[2], "--kill"))
        return sv_client_takeover(arguments[3], true);
    if (count == 4 && !strcmp(arguments[1], "--upgrade"))
        return sv_client_upgrade(arguments[3], arguments[2]);
    if (count == 3 && !strcmp(arguments[1], "--check"))
        _exit(sv_service_check(atoi(arguments[2])));
    if (count == 4 && !strcmp(arguments[1], "--resume"))
        return sv_service_resume(arguments[3], atoi(arguments[2]));
    fputs("usage: keeper DIRECTORY\n"
          "       keeper --policy FILE [--peer-uid USER] DIRECTORY\n"
          "       keeper --status DIRECTORY\n"
          "       keeper --takeover [--kill] DIRECTORY\n"
          "       keeper --upgrade PROGRAM DIRECTORY\n",
          stderr);
    return USAGE;
}
