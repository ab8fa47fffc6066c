#include "policy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "listener.h"
#include "plan.h"
#include "wire.h"

enum { FIRST_FREE_PORT = 1024, OTHERS_WRITE = 022 };

/* Absolute, and each part of it a name: what is compared is what is executed. */
static bool is_plain(const char *path) {
    if (path[0] != '/')
        return false;
    for (const char *at = path; *at;) {
        size_t length = strcspn(at + 1, "/");
        bool last = at[1 + length] == '\0';
        bool dots = (length == 1 && at[1] == '.') || (length == 2 && at[1] == '.' && at[2] == '.');
        if (dots || (length == 0 && !(last && at != path) && path[1]))
            return false;
        at += 1 + length;
    }
    return true;
}

/* Of root and nobody else's to write. `kind`: S_IFREG, S_IFDIR. */
static bool is_roots(const struct stat *about, mode_t kind) {
    return (about->st_mode & S_IFMT) == kind && about->st_uid == 0 &&
           !(about->st_mode & OTHERS_WRITE);
}

/* The folders above a path. A sticky one, as /tmp, is others' too. */
static const char *check_above(const char *path, char *above, size_t room) {
    snprintf(above, room, "%s", path);
    for (char *slash = strrchr(above, '/'); slash; slash = strrchr(above, '/')) {
        slash[slash == above] = '\0';
        struct stat about;
        if (stat(above, &about) < 0)
            return strerror(errno);
        if (!is_roots(&about, S_IFDIR))
            return "a folder above it is not root's, or others may write there";
        if (slash == above)
            return NULL;
    }
    return "it is no absolute path";
}

/* What may be executed as somebody else must not be for others to replace. */
static const char *check_command(const char *path) {
    char place[4096];
    struct stat about;
    size_t length = strlen(path);
    if (length >= sizeof place || !is_plain(path))
        return "it must be an absolute path without . or .. or double slashes";
    if (length == 1)
        return NULL;
    if (stat(path, &about) < 0)
        return strerror(errno);
    if (path[length - 1] == '/') {
        if (!is_roots(&about, S_IFDIR))
            return "it must be a folder of root's that nobody else may write";
    } else if (!is_roots(&about, S_IFREG)) {
        return "it must be a file of root's that nobody else may write; a folder ends in /";
    }
    /* And where links lead. */
    char *real = realpath(path, NULL);
    const char *wrong = real ? check_above(real, place, sizeof place) : strerror(errno);
    free(real);
    if (wrong)
        return wrong;
    char named[sizeof place];
    snprintf(named, sizeof named, "%.*s", (int)(length - (path[length - 1] == '/')), path);
    return check_above(named, place, sizeof place);
}

/* Whether the dynamic linker or libc of what is executed would heed it. But for a number that
 * start scripts of Java servers set, WildFly's for one. */
static bool is_dangerous(const char *variable) {
    if (!strncmp(variable, "MALLOC_ARENA_MAX=", 17))
        return false;
    return !strncmp(variable, "LD_", 3) || !strncmp(variable, "GLIBC_TUNABLES=", 15) ||
           !strncmp(variable, "GCONV_PATH=", 11) || !strncmp(variable, "MALLOC_", 7);
}

static const char *take_command(struct sv_policy *policy, const char *value) {
    if (policy->command_count == SV_MOST_ALLOWED)
        return "too many";
    const char *wrong = check_command(value);
    if (!wrong)
        policy->commands[policy->command_count++] = value;
    return wrong;
}

static const char *take_port(struct sv_policy *policy, const char *value) {
    char *end;
    unsigned long port = strtoul(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || port == 0 || port >= FIRST_FREE_PORT)
        return "it must be a number from 1 to 1023; the others need no permission";
    if (policy->port_count == SV_MOST_ALLOWED)
        return "too many";
    policy->ports[policy->port_count++] = (uint16_t)port;
    return NULL;
}

static const char *take_variable(struct sv_policy *policy, const char *value) {
    if (!*value || strchr(value, '='))
        return "it must be the name of a variable";
    if (policy->variable_count == SV_MOST_ALLOWED)
        return "too many";
    policy->variables[policy->variable_count++] = value;
    return NULL;
}

/* NULL, or what is wrong. */
static const char *take(struct sv_policy *policy, const char *key, const char *value) {
    if (!strcmp(key, "peer")) {
        if (policy->peer.group_count)
            return "there can be only one";
        const char *wrong = sv_account_read(value, &policy->peer);
        return !wrong && policy->peer.uid == 0 ? "root needs no policy" : wrong;
    }
    if (!strcmp(key, "user")) {
        if (policy->user_count == SV_MOST_ALLOWED)
            return "too many";
        return sv_account_read(value, &policy->users[policy->user_count++]);
    }
    if (!strcmp(key, "command"))
        return take_command(policy, value);
    if (!strcmp(key, "port"))
        return take_port(policy, value);
    if (!strcmp(key, "variable"))
        return take_variable(policy, value);
    return "the keys are peer, user, command, port and variable";
}

static char *trimmed(char *text) {
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* One line, which is changed; NULL, or what is wrong. */
static const char *take_line(struct sv_policy *policy, char *line) {
    line = trimmed(line);
    if (!*line || *line == '#')
        return NULL;
    char *equals = strchr(line, '=');
    if (!equals)
        return "a line is KEY = VALUE, or begins with #";
    *equals = '\0';
    return take(policy, trimmed(line), trimmed(equals + 1));
}

/* What was told beside the file must not differ from what the file says. */
static const char *take_peer(struct sv_policy *policy, const char *peer) {
    static struct sv_account told;
    if (!peer)
        return policy->peer.group_count ? NULL : "it must say peer = USER: who may attach";
    const char *wrong = sv_account_read(peer, &told);
    if (!wrong && policy->peer.group_count && policy->peer.uid != told.uid)
        wrong = "it says another peer than --peer-uid";
    if (wrong || policy->peer.group_count)
        return wrong;
    return take(policy, "peer", peer);
}

static const char *take_all(struct sv_policy *policy, const char *peer, int *number) {
    for (char *line = policy->text; line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        const char *wrong = take_line(policy, line);
        if (wrong)
            return wrong;
        line = end ? end + 1 : NULL;
        ++*number;
    }
    *number = 0;
    return take_peer(policy, peer);
}

void sv_policy_free(struct sv_policy *policy) {
    if (!policy)
        return;
    free(policy->text);
    free(policy->original);
    free(policy->option);
    free(policy);
}

struct sv_policy *sv_policy_parse(const uint8_t *bytes, size_t length, const char *name,
                                  const char *peer, char error[SV_POLICY_ERROR_BYTES]) {
    struct sv_policy *policy = calloc(1, sizeof *policy);
    const char *wrong = "no memory";
    int number = 1;
    if (policy) {
        policy->text = malloc(length + 1);
        policy->original = malloc(length + 1);
        policy->original_bytes = length;
        policy->option = (uint8_t *)(peer ? strdup(peer) : NULL);
        policy->option_bytes = peer ? strlen(peer) : 0;
    }
    if (policy && policy->text && policy->original && (!peer || policy->option)) {
        memcpy(policy->text, bytes, length);
        policy->text[length] = '\0';
        memcpy(policy->original, bytes, length);
        bool holds_nul = strlen(policy->text) != length;
        wrong = holds_nul ? "it is no text" : take_all(policy, peer, &number);
        if (!wrong)
            return policy;
    }
    if (number)
        snprintf(error, SV_POLICY_ERROR_BYTES, "%s:%d: %s", name, number, wrong);
    else
        snprintf(error, SV_POLICY_ERROR_BYTES, "%s: %s", name, wrong);
    sv_policy_free(policy);
    return NULL;
}

static struct sv_policy *read_open(int fd, const char *path, const char *peer,
                                   char error[SV_POLICY_ERROR_BYTES]) {
    static uint8_t bytes[SV_MOST_POLICY_BYTES];
    size_t got = 0;
    ssize_t n = 1;
    while (got < sizeof bytes && n > 0) {
        n = read(fd, bytes + got, sizeof bytes - got);
        got += n > 0 ? (size_t)n : 0;
    }
    if (n == 0)
        return sv_policy_parse(bytes, got, path, peer, error);
    snprintf(error, SV_POLICY_ERROR_BYTES, "%s: %s", path,
             n < 0 ? strerror(errno) : "it is too long");
    return NULL;
}

struct sv_policy *sv_policy_load(const char *path, const char *peer,
                                 char error[SV_POLICY_ERROR_BYTES]) {
    char above[4096];
    struct stat about;
    const char *wrong = is_plain(path) ? NULL : "it must be an absolute path without . or ..";
    int fd = wrong ? -1 : open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (!wrong && (fd < 0 || fstat(fd, &about) < 0))
        wrong = strerror(errno);
    if (!wrong && !is_roots(&about, S_IFREG))
        wrong = "it must be a file of root's that nobody else may write, and no link";
    if (!wrong)
        wrong = check_above(path, above, sizeof above);
    struct sv_policy *policy = NULL;
    if (wrong)
        snprintf(error, SV_POLICY_ERROR_BYTES, "%s: %s", path, wrong);
    else
        policy = read_open(fd, path, peer, error);
    if (fd >= 0)
        close(fd);
    return policy;
}

static const struct sv_account *find_user(const struct sv_policy *policy, uint32_t uid) {
    if (uid == policy->peer.uid)
        return &policy->peer;
    for (size_t i = 0; i < policy->user_count; i++)
        if (policy->users[i].uid == uid)
            return &policy->users[i];
    return NULL;
}

static bool may_have_groups(const struct sv_account *account, const struct sv_plan *plan) {
    if (!sv_account_has_group(account, plan->gid))
        return false;
    for (size_t i = 0; i < plan->group_count; i++)
        if (!sv_account_has_group(account, plan->groups[i]))
            return false;
    return true;
}

static bool may_execute(const struct sv_policy *policy, const char *path) {
    if (!is_plain(path))
        return false;
    for (size_t i = 0; i < policy->command_count; i++) {
        const char *allowed = policy->commands[i];
        size_t length = strlen(allowed);
        bool is_folder = allowed[length - 1] == '/';
        if (is_folder ? !strncmp(path, allowed, length) : !strcmp(path, allowed))
            return true;
    }
    return false;
}

static bool is_listed(const struct sv_policy *policy, const char *variable) {
    size_t length = strcspn(variable, "=");
    for (size_t i = 0; i < policy->variable_count; i++)
        if (strlen(policy->variables[i]) == length &&
            !strncmp(policy->variables[i], variable, length))
            return true;
    return false;
}

static bool may_have_environment(const struct sv_policy *policy, char *const *environment) {
    for (; *environment; environment++)
        if (is_dangerous(*environment) && !is_listed(policy, *environment))
            return false;
    return true;
}

/* The same frame with the peer as the user. */
static int as_peer(const struct sv_account *peer, const uint8_t *frame, size_t size,
                   uint8_t **allowed, size_t *allowed_size) {
    /* Behind the head: flags, uid, gid, and as many groups as a number says. */
    enum { USER_AT = SV_HEADER_BYTES + 4, GROUPS_AT = USER_AT + 12 };
    struct sv_reader reader = {frame + SV_HEADER_BYTES, frame + size, false};
    uint32_t flags = sv_read_u32(&reader);
    sv_read_u32(&reader);
    sv_read_u32(&reader);
    size_t rest_at = GROUPS_AT + (size_t)sv_read_u32(&reader) * 4;
    *allowed_size = GROUPS_AT + 4 * peer->group_count + (size - rest_at);
    uint8_t *made = malloc(*allowed_size);
    if (!made)
        return -ENOMEM;
    memcpy(made, frame, SV_HEADER_BYTES);
    sv_put_u32(made, (uint32_t)*allowed_size);
    sv_put_u32(made + SV_HEADER_BYTES, flags | SV_SPAWN_HAS_USER);
    sv_put_u32(made + USER_AT, peer->uid);
    sv_put_u32(made + USER_AT + 4, peer->gid);
    sv_put_u32(made + USER_AT + 8, (uint32_t)peer->group_count);
    for (size_t i = 0; i < peer->group_count; i++)
        sv_put_u32(made + GROUPS_AT + 4 * i, peer->groups[i]);
    memcpy(made + GROUPS_AT + 4 * peer->group_count, frame + rest_at, size - rest_at);
    *allowed = made;
    return 0;
}

static int judge(const struct sv_policy *policy, const struct sv_plan *plan) {
    const struct sv_account *user = find_user(policy, plan->uid);
    if (!user)
        return SV_REFUSED_USER;
    if (!may_have_groups(user, plan))
        return SV_REFUSED_GROUP;
    if (user == &policy->peer)
        return 0; /* which it could do alone */
    if (!may_execute(policy, plan->path))
        return SV_REFUSED_COMMAND;
    return may_have_environment(policy, plan->envp) ? 0 : SV_REFUSED_VARIABLE;
}

int sv_policy_spawn(const struct sv_policy *policy, const uint8_t *frame, size_t size,
                    uint8_t **allowed, size_t *allowed_size) {
    struct sv_plan *plan;
    *allowed = NULL;
    int result = sv_plan_decode(frame + SV_HEADER_BYTES, size - SV_HEADER_BYTES, &plan);
    if (result < 0)
        return result == -EBADMSG ? 0 : result;
    result = plan->has_user ? judge(policy, plan)
                            : as_peer(&policy->peer, frame, size, allowed, allowed_size);
    free(plan);
    return result;
}

bool sv_policy_listens(const struct sv_policy *policy, const uint8_t *frame, size_t size) {
    struct sv_address address;
    if (sv_address_decode(frame + SV_HEADER_BYTES, size - SV_HEADER_BYTES, &address) < 0 ||
        address.family == SV_FAMILY_UNIX || address.port == 0 || address.port >= FIRST_FREE_PORT)
        return true;
    for (size_t i = 0; i < policy->port_count; i++)
        if (policy->ports[i] == address.port)
            return true;
    return false;
}
