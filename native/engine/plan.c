#include "plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

enum { MAX_GROUPS = 65536, MAX_UMASK = 0777 };

/* Fixed-size pieces are handed out from the front (aligned), texts from behind them. */
struct arena {
    char *at;
    char *texts;
};

static void *pointers(struct arena *arena, size_t count) {
    void *start = arena->at;
    arena->at += count * sizeof(char *);
    return start;
}

static char *text(struct arena *arena, struct sv_reader *reader) {
    size_t n;
    const uint8_t *bytes = sv_read_text(reader, &n);
    char *copy = arena->texts;
    if (n)
        memcpy(copy, bytes, n);
    copy[n] = '\0';
    arena->texts += n + 1;
    return copy;
}

/* A count of things that take at least four bytes each; 0 and bad when the payload can't hold so
 * many. */
static uint32_t count(struct sv_reader *reader) {
    uint32_t n = sv_read_u32(reader);
    if (n > (size_t)(reader->end - reader->at) / 4)
        reader->bad = true;
    return reader->bad ? 0 : n;
}

static char **list(struct arena *arena, struct sv_reader *reader) {
    uint32_t n = count(reader);
    char **items = pointers(arena, (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++)
        items[i] = text(arena, reader);
    items[n] = NULL;
    return items;
}

static void output(struct arena *arena, struct sv_reader *reader, struct sv_output_plan *out) {
    uint32_t flags = sv_read_u32(reader);
    out->maxbytes = sv_read_i64(reader);
    out->backups = sv_read_i32(reader);
    int64_t capture = sv_read_i64(reader);
    out->file = text(arena, reader);
    out->syslog = text(arena, reader);
    out->strip_ansi = flags & SV_OUTPUT_STRIP_ANSI;
    out->report = flags & SV_OUTPUT_REPORT;
    bool has_file = flags & SV_OUTPUT_HAS_FILE;
    if (flags & ~(uint32_t)(SV_OUTPUT_HAS_FILE | SV_OUTPUT_STRIP_ANSI | SV_OUTPUT_REPORT) ||
        out->maxbytes < 0 || out->backups < 0 || capture < 0 || capture > SV_MAX_CAPTURE_BYTES ||
        has_file != (out->file[0] != '\0'))
        reader->bad = true;
    out->capture = (size_t)capture;
    if (!has_file)
        out->file = NULL;
    if (!out->syslog[0])
        out->syslog = NULL;
}

static void user(struct arena *arena, struct sv_reader *reader, struct sv_plan *plan) {
    plan->uid = sv_read_u32(reader);
    plan->gid = sv_read_u32(reader);
    uint32_t n = count(reader);
    if (n > MAX_GROUPS) {
        reader->bad = true;
        n = 0;
    }
    plan->groups = pointers(arena, n);
    plan->group_count = n;
    for (uint32_t i = 0; i < n; i++)
        plan->groups[i] = sv_read_u32(reader);
}

static void decode(struct arena *arena, struct sv_reader *reader, struct sv_plan *plan) {
    uint32_t flags = sv_read_u32(reader);
    plan->redirect_stderr = flags & SV_SPAWN_REDIRECT_STDERR;
    plan->has_user = flags & SV_SPAWN_HAS_USER;
    plan->enclosed = flags & SV_SPAWN_ENCLOSED;
    user(arena, reader, plan);
    plan->umask = sv_read_i32(reader);
    plan->open_files = sv_read_i64(reader);
    plan->socket = sv_read_u32(reader);
    plan->path = text(arena, reader);
    plan->argv = list(arena, reader);
    plan->envp = list(arena, reader);
    plan->directory = text(arena, reader);
    output(arena, reader, &plan->output[0]);
    output(arena, reader, &plan->output[1]);
    if (flags & ~(uint32_t)(SV_SPAWN_REDIRECT_STDERR | SV_SPAWN_HAS_USER | SV_SPAWN_ENCLOSED) ||
        plan->umask < -1 || plan->umask > MAX_UMASK || plan->open_files < -1 || !plan->path[0] ||
        !plan->argv[0])
        reader->bad = true;
    if (!plan->directory[0])
        plan->directory = NULL;
}

int sv_plan_decode(const uint8_t *payload, size_t length, struct sv_plan **plan) {
    /* Every text and group takes four bytes of payload at least, and one pointer and one NUL here.
     */
    size_t things = length / 4 + 8;
    struct sv_plan *made = calloc(1, sizeof *made + things * sizeof(char *) + length + things);
    if (!made)
        return -ENOMEM;
    struct arena arena = {(char *)(made + 1), (char *)(made + 1) + things * sizeof(char *)};
    struct sv_reader reader = {payload, payload + length, false};
    decode(&arena, &reader, made);
    if (!sv_read_finished(&reader)) {
        free(made);
        return -EBADMSG;
    }
    *plan = made;
    return 0;
}
