#include "descent.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "descriptor.h"

/* Numbers by hand, for strtol is another symbol in newer headers. */
static pid_t next_pid(const char **at) {
    pid_t pid = 0;
    while (**at && !isdigit((unsigned char)**at))
        (*at)++;
    while (isdigit((unsigned char)**at))
        pid = pid * 10 + (*(*at)++ - '0');
    return pid;
}

static size_t read_text(const char *path, char *text, size_t room) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    size_t length = 0;
    ssize_t n;
    while (length < room - 1 && (n = read(fd, text + length, room - 1 - length)) > 0)
        length += (size_t)n;
    sv_close(&fd);
    text[length] = '\0';
    return length;
}

bool sv_descent_of(pid_t pid, pid_t *parent, pid_t *group) {
    char path[32], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (read_text(path, text, sizeof text) == 0)
        return false;
    const char *at = strrchr(text, ')'); /* the name before it may hold anything */
    if (!at)
        return false;
    at++;
    *parent = next_pid(&at);
    *group = next_pid(&at);
    return true;
}

void sv_each_child(pid_t pid, void (*tell)(void *context, pid_t child), void *context) {
    enum { CHILDREN_BYTES = 16 << 10 };
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *threads = opendir(path);
    char *text = malloc(CHILDREN_BYTES);
    struct dirent *entry;
    while (threads && text && (entry = readdir(threads))) {
        const char *name = entry->d_name;
        pid_t thread = next_pid(&name);
        if (thread == 0)
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)thread);
        if (read_text(path, text, CHILDREN_BYTES) == 0)
            continue;
        const char *at = text;
        for (pid_t child; (child = next_pid(&at)) != 0;)
            tell(context, child);
    }
    free(text);
    if (threads)
        closedir(threads);
}
