#include "account.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 64 << 10 };

/* Decimal digits up to a character or the end; behind it, or NULL. The highest number is nobody's.
 */
static const char *number(const char *at, char end, uint32_t *value) {
    char *rest;
    if (*at < '0' || *at > '9')
        return NULL;
    errno = 0;
    unsigned long read = strtoul(at, &rest, 10);
    if (errno || read >= UINT32_MAX || (*rest != end && *rest != '\0'))
        return NULL;
    *value = (uint32_t)read;
    return *rest ? rest + 1 : rest;
}

bool sv_account_has_group(const struct sv_account *account, uint32_t gid) {
    for (size_t i = 0; i < account->group_count; i++)
        if (account->groups[i] == gid)
            return true;
    return false;
}

static bool add_group(struct sv_account *account, uint32_t gid) {
    if (sv_account_has_group(account, gid))
        return true;
    if (account->group_count == SV_MOST_GROUPS)
        return false;
    account->groups[account->group_count++] = gid;
    return true;
}

static const char *read_numbers(const char *text, struct sv_account *account) {
    static const char wrong[] = "a user in numbers is UID:GID or UID:GID:GROUP,GROUP";
    const char *at = number(text, ':', &account->uid);
    if (!at || !*at)
        return wrong;
    at = number(at, ':', &account->gid);
    if (!at || !add_group(account, account->gid))
        return wrong;
    while (*at) {
        uint32_t gid;
        at = number(at, ',', &gid);
        if (!at)
            return wrong;
        if (!add_group(account, gid))
            return "too many groups";
    }
    return NULL;
}

/* The field of a line whose fields colons part, as a text of its own; NULL when it is not there. */
static char *field(char **at) {
    char *start = *at, *colon = start ? strchr(start, ':') : NULL;
    if (colon)
        *colon = '\0';
    *at = colon ? colon + 1 : NULL;
    return start;
}

static bool names(char *members, const char *name) {
    char *rest;
    for (char *one = strtok_r(members, ",", &rest); one; one = strtok_r(NULL, ",", &rest))
        if (!strcmp(one, name))
            return true;
    return false;
}

static const char *read_groups(const char *name, struct sv_account *account, char *line) {
    FILE *file = fopen("/etc/group", "re");
    const char *wrong = file ? NULL : "/etc/group can't be read";
    while (file && !wrong && fgets(line, LINE_BYTES, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *at = line;
        field(&at);
        field(&at);
        char *gid = field(&at), *members = field(&at);
        uint32_t value;
        if (gid && members && number(gid, '\0', &value) && names(members, name) &&
            !add_group(account, value))
            wrong = "too many groups";
    }
    if (file)
        fclose(file);
    return wrong;
}

static const char *read_name(const char *name, struct sv_account *account, char *line) {
    FILE *file = fopen("/etc/passwd", "re");
    if (!file)
        return "/etc/passwd can't be read";
    bool found = false;
    while (!found && fgets(line, LINE_BYTES, file)) {
        char *at = line, *first = field(&at);
        if (strcmp(first, name) != 0)
            continue;
        field(&at);
        char *uid = field(&at), *gid = field(&at);
        found = uid && gid && number(uid, '\0', &account->uid) && number(gid, '\0', &account->gid);
    }
    fclose(file);
    if (!found)
        return "there is no such user in /etc/passwd; one of another source is written as UID:GID";
    add_group(account, account->gid);
    return read_groups(name, account, line);
}

const char *sv_account_read(const char *text, struct sv_account *account) {
    memset(account, 0, sizeof *account);
    if (*text >= '0' && *text <= '9')
        return read_numbers(text, account);
    if (!*text || strchr(text, ':'))
        return "a user is a name, or UID:GID, or UID:GID:GROUP,GROUP";
    char *line = malloc(LINE_BYTES);
    const char *wrong = line ? read_name(text, account, line) : "no memory";
    free(line);
    return wrong;
}
