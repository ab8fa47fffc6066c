#include "rotate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Stock tries every number below logfile_backups at each rotation; past this one it is a mistake,
 * not a wish. */
enum { MOST_BACKUPS = 10000, SUFFIX_BYTES = 16 };

static int start_over(struct sv_log *log) {
    if (!sv_log_target_is_current(&log->target, log->path))
        return sv_log_reopen(log);
    if (ftruncate(log->target.fd, 0) < 0)
        return -errno;
    log->rotate_at = log->maxbytes;
    return 0;
}

static int move(const char *from, const char *to) {
    if (rename(from, to) == 0 || errno == ENOENT)
        return 0;
    return -errno;
}

/* Renames from the oldest down, using `from` and `to` as working space. A failing one stops it:
 * nothing is lost. */
static int shift(const char *path, int32_t backups, char *from, char *to, size_t size) {
    int32_t most = backups < MOST_BACKUPS ? backups : MOST_BACKUPS;
    int result = 0;
    for (int32_t i = most - 1; i >= 1 && result == 0; i--) {
        snprintf(from, size, "%s.%d", path, i);
        snprintf(to, size, "%s.%d", path, i + 1);
        result = move(from, to);
    }
    if (result < 0)
        return result;
    snprintf(to, size, "%s.1", path);
    return move(path, to);
}

int sv_log_rotate(struct sv_log *log) {
    if (log->backups == 0)
        return start_over(log);
    size_t size = strlen(log->path) + SUFFIX_BYTES;
    char *space = malloc(2 * size);
    if (!space)
        return -ENOMEM;
    int result = shift(log->path, log->backups, space, space + size, size);
    free(space);
    return result < 0 ? result : sv_log_reopen(log);
}
