#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.h"

enum { MOST_LEFT = 4096, TEXT_BYTES = 64 << 10 };

static char *read_file(const char *path) {
    char *text = malloc(TEXT_BYTES);
    int fd = text ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    size_t length = 0;
    ssize_t n = fd < 0 ? -1 : 1;
    while (n > 0 && length < TEXT_BYTES - 1) {
        n = read(fd, text + length, TEXT_BYTES - 1 - length);
        length += n > 0 ? (size_t)n : 0;
    }
    sv_close(&fd);
    if (text)
        text[length] = '\0';
    return text;
}

/* The line of the hierarchy of version 2: "0::PATH". */
static char *own_path(char *text) {
    char *line = !strncmp(text, "0::", 3) ? text : strstr(text, "\n0::");
    if (!line)
        return NULL;
    char *path = strstr(line, "0::") + 3;
    path[strcspn(path, "\n")] = '\0';
    return path;
}

/* The mount of it: "ID PARENT MAJOR:MINOR ROOT POINT ... - cgroup2 ...". */
static bool find_mount(char *text, char **root, char **point) {
    char *rest;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *kind = strstr(line, " - ");
        if (!kind || strncmp(kind + 3, "cgroup2 ", 8) != 0)
            continue;
        char *at, *field = strtok_r(line, " ", &at);
        for (int i = 0; field && i < 3; i++)
            field = strtok_r(NULL, " ", &at);
        *root = field;
        *point = strtok_r(NULL, " ", &at);
        return field && *point;
    }
    return false;
}

/* Where the own cgroup is in the file system; false when it can't be seen from here. */
static bool own_cgroup(char *folder, size_t room) {
    char *self = read_file("/proc/self/cgroup"), *mounts = read_file("/proc/self/mountinfo");
    char *path = self ? own_path(self) : NULL, *root, *point;
    bool found = path && mounts && find_mount(mounts, &root, &point);
    if (found) {
        size_t length = strcmp(root, "/") != 0 ? strlen(root) : 0;
        found = !strncmp(path, root, length) &&
                snprintf(folder, room, "%s%s", point, path + length) < (int)room;
    }
    free(self);
    free(mounts);
    return found;
}

static bool name(const struct sv_cgroups *cgroups, uint32_t child, const char *file, char *path,
                 size_t room) {
    return snprintf(path, room, "%s/%u%s", cgroups->base, child, file) < (int)room;
}

void sv_cgroups_open(struct sv_cgroups *cgroups, const char *parent) {
    char folder[PATH_MAX], path[PATH_MAX + 64];
    *cgroups = (struct sv_cgroups){NULL, NULL, 0};
    if (parent ? snprintf(folder, sizeof folder, "%s", parent) >= (int)sizeof folder
               : !own_cgroup(folder, sizeof folder))
        return;
    snprintf(path, sizeof path, "%s/warden-%d", folder, (int)getpid());
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        return;
    size_t length = strlen(path);
    snprintf(path + length, sizeof path - length, "/cgroup.kill");
    bool kills = access(path, W_OK) == 0;
    path[length] = '\0';
    cgroups->base = kills ? strdup(path) : NULL;
    if (!cgroups->base)
        rmdir(path);
}

static bool remove_one(const struct sv_cgroups *cgroups, uint32_t child) {
    char path[PATH_MAX];
    return !name(cgroups, child, "", path, sizeof path) || rmdir(path) == 0 || errno != EBUSY;
}

static void remove_left(struct sv_cgroups *cgroups) {
    size_t kept = 0;
    for (size_t i = 0; i < cgroups->left_count; i++)
        if (!remove_one(cgroups, cgroups->left[i]))
            cgroups->left[kept++] = cgroups->left[i];
    cgroups->left_count = kept;
}

void sv_cgroups_close(struct sv_cgroups *cgroups) {
    if (!cgroups->base)
        return;
    remove_left(cgroups);
    rmdir(cgroups->base);
    free(cgroups->base);
    free(cgroups->left);
    *cgroups = (struct sv_cgroups){NULL, NULL, 0};
}

char *sv_cgroup_make(struct sv_cgroups *cgroups, uint32_t child) {
    char path[PATH_MAX];
    if (!cgroups->base || !name(cgroups, child, "", path, sizeof path))
        return NULL;
    /* One that is there is another child's, of a number that comes again. */
    if (mkdir(path, 0755) < 0 || !name(cgroups, child, "/cgroup.procs", path, sizeof path))
        return NULL;
    return strdup(path);
}

void sv_cgroup_kill(const struct sv_cgroups *cgroups, uint32_t child) {
    char path[PATH_MAX];
    if (!cgroups->base || !name(cgroups, child, "/cgroup.kill", path, sizeof path))
        return;
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd >= 0 && write(fd, "1", 1) < 0)
        errno = 0; /* there is nobody to be told */
    sv_close(&fd);
}

void sv_cgroup_leave(struct sv_cgroups *cgroups, uint32_t child) {
    if (!cgroups->base)
        return;
    remove_left(cgroups);
    if (remove_one(cgroups, child) || cgroups->left_count == MOST_LEFT)
        return;
    uint32_t *larger = realloc(cgroups->left, (cgroups->left_count + 1) * sizeof *cgroups->left);
    if (!larger)
        return;
    cgroups->left = larger;
    cgroups->left[cgroups->left_count++] = child;
}
