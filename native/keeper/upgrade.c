/* A keeper that becomes another program: the same process, with its children and descriptors. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "answer.h"
#include "parts.h"
#include "rights.h"
#include "signals.h"

/* The begin of the state: what it is, and how it is laid out. Whoever changes the layout of
 * anything that is archived takes another number. */
enum { MAGIC = 0x5044524b, LAYOUT = 2 };

enum { NANOS = 1000000000, PATIENCE_SECONDS = 2, TRIAL_SECONDS = 5 };

extern char **environ;

static void archive_newcomers(struct sv_archive *archive, struct sv_newcomers *newcomers) {
    SV_PLAIN(archive, newcomers->count);
    for (int i = 0; i < SV_MOST_NEWCOMERS; i++) {
        sv_link_archive(&newcomers->at[i], archive);
        SV_PLAIN(archive, newcomers->came[i]);
    }
}

static void archive_sockets(struct sv_archive *archive, struct keeper *keeper) {
    SV_PLAIN(archive, keeper->socket_count);
    if (keeper->socket_count > SV_MOST_SOCKETS) {
        archive->bad = true;
        keeper->socket_count = 0;
    }
    for (size_t i = 0; i < keeper->socket_count; i++)
        SV_PLAIN(archive, keeper->sockets[i]);
}

/* What is in force goes on: the file as it was read. */
static void archive_policy(struct sv_archive *archive, struct keeper *keeper) {
    bool has = keeper->policy;
    sv_archive_flag(archive, &has);
    if (!has)
        return;
    struct sv_policy kept = {.original = NULL};
    struct sv_policy *policy = sv_archive_loads(archive) ? &kept : keeper->policy;
    sv_archive_bytes(archive, &policy->original, &policy->original_bytes);
    sv_archive_bytes(archive, &policy->option, &policy->option_bytes);
    if (policy != &kept)
        return;
    char error[SV_POLICY_ERROR_BYTES];
    if (!archive->bad)
        keeper->policy = sv_policy_parse(kept.original, kept.original_bytes, "policy",
                                         (const char *)kept.option, error);
    archive->bad = archive->bad || !keeper->policy;
    free(kept.original);
    free(kept.option);
}

static void archive_keeper(struct sv_archive *archive, struct keeper *keeper) {
    uint32_t magic = MAGIC, layout = LAYOUT;
    SV_PLAIN(archive, magic);
    SV_PLAIN(archive, layout);
    if (magic != MAGIC || layout != LAYOUT)
        archive->bad = true;
    sv_archive_fd(archive, &keeper->place.directory);
    sv_archive_fd(archive, &keeper->place.lock);
    sv_archive_fd(archive, &keeper->place.listener);
    SV_PLAIN(archive, keeper->started);
    SV_PLAIN(archive, keeper->attached_at);
    SV_PLAIN(archive, keeper->upgrades);
    sv_peer_archive(&keeper->peer, archive);
    sv_peer_archive(&keeper->dismissed, archive);
    SV_PLAIN(archive, keeper->version);
    sv_archive_flag(archive, &keeper->ending);
    sv_archive_flag(archive, &keeper->stopping);
    sv_archive_flag(archive, &keeper->looks);
    SV_PLAIN(archive, keeper->look_nanos);
    SV_PLAIN(archive, keeper->lost);
    archive_sockets(archive, keeper);
    sv_link_archive(&keeper->link, archive);
    archive_newcomers(archive, &keeper->newcomers);
    sv_link_archive(&keeper->upgrade.asker, archive);
    sv_archive_flag(archive, &keeper->leaves);
    archive_policy(archive, keeper);
    sv_revive_archive(&keeper->revival, archive);
    sv_records_archive(&keeper->records, archive);
    sv_engine_archive(keeper->engine, archive);
}

/* The whole state as a file that nobody can change. -1 with errno. */
static int memfd_of(const struct sv_archive *archive) {
    int fd = (int)syscall(SYS_memfd_create, "keeper", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    size_t written = 0;
    while (fd >= 0 && written < archive->length) {
        ssize_t n = write(fd, archive->bytes + written, archive->length - written);
        if (n < 0 && errno != EINTR) {
            int error = errno;
            close(fd);
            errno = error;
            return -1;
        }
        written += n > 0 ? (size_t)n : 0;
    }
    if (fd >= 0)
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    return fd;
}

static uint8_t *bytes_of(int memfd, size_t *length) {
    struct stat about;
    uint8_t *bytes = NULL;
    if (fstat(memfd, &about) == 0 && about.st_size > 0)
        bytes = malloc((size_t)about.st_size);
    *length = 0;
    while (bytes && *length < (size_t)about.st_size) {
        ssize_t n = pread(memfd, bytes + *length, (size_t)about.st_size - *length, (off_t)*length);
        if (n == 0 || (n < 0 && errno != EINTR))
            break;
        *length += n > 0 ? (size_t)n : 0;
    }
    return bytes;
}

int sv_upgrade_load(struct keeper *keeper, enum sv_archive_way way, int memfd) {
    size_t length;
    uint8_t *bytes = bytes_of(memfd, &length);
    if (!bytes)
        return -ENOMEM;
    struct sv_archive archive;
    sv_archive_load(&archive, way, bytes, length);
    archive_keeper(&archive, keeper);
    bool understood = !archive.bad && archive.at == length;
    sv_archive_close(&archive);
    free(bytes);
    return understood ? 0 : -EBADMSG;
}

/* Nobody has asked any more. */
static void forget(struct sv_upgrade *upgrade) {
    sv_link_close(&upgrade->asker);
    sv_peer_close(&upgrade->trial);
    free(upgrade->program);
    upgrade->program = NULL;
    upgrade->understood = false;
}

static void say_why_not(int fd, int error, const char *why) {
    struct sv_answer said;
    sv_answer_begin(&said, error);
    sv_answer_text(&said, "why", why);
    sv_answer_send(&said, fd);
}

static void fail(struct keeper *keeper, int error, const char *why) {
    say_why_not(keeper->upgrade.asker.fd, error, why);
    forget(&keeper->upgrade);
}

void sv_upgrade_done(struct keeper *keeper) {
    struct sv_answer said;
    keeper->upgrades++;
    sv_answer_begin(&said, 0);
    sv_answer_number(&said, "pid", (uint64_t)getpid());
    sv_answer_text(&said, "version", WARDEN_VERSION);
    sv_answer_number(&said, "children", sv_records_living(&keeper->records));
    sv_answer_send(&said, keeper->upgrade.asker.fd);
    forget(&keeper->upgrade);
}

static void wait_for(struct sv_upgrade *upgrade, int seconds) {
    upgrade->deadline = sv_times_now().monotonic + (int64_t)seconds * NANOS;
}

void sv_upgrade_want(struct keeper *keeper, struct sv_link *asker, const uint8_t *frame,
                     size_t size) {
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    size_t length;
    const uint8_t *program = sv_read_text(&reader, &length);
    if (!sv_read_finished(&reader) || length == 0 || program[0] != '/') {
        say_why_not(asker->fd, EINVAL, "it must be an absolute path");
        return;
    }
    if (keeper->policy && sv_peer_uid(asker->fd) != 0) {
        say_why_not(asker->fd, EPERM, "it is root's, and only root may replace its program");
        return;
    }
    if (keeper->upgrade.program) {
        say_why_not(asker->fd, EBUSY, "another one is under way");
        return;
    }
    keeper->upgrade.program = strndup((const char *)program, length);
    if (!keeper->upgrade.program)
        return;
    keeper->upgrade.asker = *asker;
    sv_link_init(asker);
    sv_link_drop(&keeper->upgrade.asker, size);
    wait_for(&keeper->upgrade, PATIENCE_SECONDS);
}

/* Runs the program on a copy of the state, to see whether it is a keeper that understands it. */
static pid_t start_trial(char *program, int memfd) {
    char number[16];
    snprintf(number, sizeof number, "%d", memfd);
    char *arguments[] = {program, (char *)(uintptr_t) "--check", number, NULL};
    pid_t pid = fork();
    if (pid == 0) {
        fcntl(memfd, F_SETFD, 0);
        sv_rights_raise();
        execve(program, arguments, environ);
        _exit(SV_KEEPER_NOT_EXECUTED);
    }
    return pid;
}

/* NULL, or why there is none. What it has done is told as of any orphan. */
static const char *try_out(struct keeper *keeper, const struct sv_archive *archive, int memfd) {
    (void)archive;
    struct sv_upgrade *upgrade = &keeper->upgrade;
    if (access(upgrade->program, X_OK) < 0)
        return strerror(errno);
    pid_t pid = start_trial(upgrade->program, memfd);
    if (pid < 0)
        return strerror(errno);
    upgrade->trial = (struct sv_peer){pid, (int)syscall(SYS_pidfd_open, pid, 0U), geteuid()};
    wait_for(upgrade, TRIAL_SECONDS);
    return NULL;
}

bool sv_upgrade_reaped(struct keeper *keeper, const uint8_t *frame, size_t size) {
    struct sv_upgrade *upgrade = &keeper->upgrade;
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    int pid = sv_read_i32(&reader);
    uint8_t kind = sv_read_u8(&reader);
    int status = kind == SV_KIND_EXITED ? sv_read_i32(&reader) : -1;
    if (!upgrade->program || pid != upgrade->trial.pid)
        return false;
    sv_peer_close(&upgrade->trial);
    upgrade->understood = status == SV_KEEPER_UNDERSTOOD;
    wait_for(upgrade, PATIENCE_SECONDS);
    if (!upgrade->understood)
        fail(keeper, ENOEXEC,
             status == SV_KEEPER_NOT_EXECUTED
                 ? "the program can't be executed"
                 : "the program does not understand the state of the keeper that runs");
    return true;
}

/* Comes back with the reason when it failed; then everything is as it was. */
static const char *execute(struct keeper *keeper, const struct sv_archive *archive, int memfd) {
    char *program = keeper->upgrade.program, number[16];
    snprintf(number, sizeof number, "%d", memfd);
    char *arguments[] = {program, (char *)(uintptr_t) "--resume", number,
                         (char *)(uintptr_t)keeper->place.path, NULL};
    fcntl(memfd, F_SETFD, 0);
    sv_archive_keep_open(archive, true);
    /* Whoever may ask for this may name what only root can reach. */
    struct sv_rights before = sv_rights_raise();
    execve(program, arguments, environ);
    const char *why = strerror(errno);
    sv_rights_restore(before);
    sv_archive_keep_open(archive, false);
    return why;
}

/* Does something with the state as it is; NULL, or why that failed. */
static const char *with_state(struct keeper *keeper,
                              const char *(*act)(struct keeper *, const struct sv_archive *, int)) {
    struct sv_archive archive;
    sv_archive_save(&archive);
    archive_keeper(&archive, keeper);
    const char *why = strerror(ENOMEM);
    if (!archive.bad) {
        int memfd = memfd_of(&archive);
        why = memfd < 0 ? strerror(errno) : act(keeper, &archive, memfd);
        if (memfd >= 0)
            close(memfd);
    }
    sv_archive_close(&archive);
    return why;
}

/* They wait for whoever listens next. */
static void block_signals(int how) {
    uint64_t caught = sv_signals_mask();
    syscall(SYS_rt_sigprocmask, how, &caught, NULL, sizeof caught);
}

void sv_upgrade_try(struct keeper *keeper) {
    struct sv_upgrade *upgrade = &keeper->upgrade;
    if (!upgrade->program)
        return;
    const char *why = NULL;
    if (upgrade->trial.pid == 0) {
        block_signals(SIG_BLOCK);
        sv_keeper_run_engine(keeper); /* takes in those that have come */
        if (sv_engine_is_quiet(keeper->engine))
            why = with_state(keeper, upgrade->understood ? execute : try_out);
        block_signals(SIG_UNBLOCK);
    }
    if (why) {
        fail(keeper, ENOEXEC, why);
    } else if (sv_times_now().monotonic > upgrade->deadline) {
        bool tried = upgrade->trial.pid;
        sv_peer_kill(&upgrade->trial);
        fail(keeper, EBUSY,
             tried ? "the program did not end its trial"
                   : "a program is being started all the time, or one that does not get started");
    }
}
