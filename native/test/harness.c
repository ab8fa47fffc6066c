#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 20, STEP_MILLIS = 200, BUFFER_BYTES = 1 << 20 };

void check_text(const char *file, int line, const char *expected, const char *got) {
    if (got && !strcmp(expected, got))
        return;
    fprintf(stderr, "%s:%d: expected \"%s\", got \"%s\"\n", file, line, expected, got ? got : "-");
    exit(1);
}

static void *spawn(void *engine) {
    sv_engine_spawn_loop(engine);
    return NULL;
}

void world_open_single(struct world *world, uint32_t without) {
    memset(world, 0, sizeof *world);
    world->last = &world->events;
    CHECK(sv_engine_open(without, &world->engine) == 0);
}

void world_open(struct world *world, uint32_t without) {
    world_open_single(world, without);
    world->threaded = true;
    CHECK(pthread_create(&world->spawner, NULL, spawn, world->engine) == 0);
}

void world_close(struct world *world) {
    sv_engine_wake(world->engine);
    if (world->threaded)
        pthread_join(world->spawner, NULL);
    sv_engine_close(world->engine);
    while (world->events) {
        struct event *event = world->events;
        world->events = event->next;
        free(event);
    }
}

static void keep(struct world *world, const uint8_t *bytes, size_t size) {
    struct sv_reader head = {bytes, bytes + size, false};
    CHECK(sv_read_u32(&head) == size);
    struct event *event = malloc(sizeof *event + size);
    CHECK(event);
    uint8_t *copy = (uint8_t *)(event + 1);
    memcpy(copy, bytes, size);
    event->type = sv_read_u16(&head);
    sv_read_u16(&head);
    event->child = sv_read_u32(&head);
    event->seq = sv_read_u32(&head);
    event->length = size - SV_HEADER_BYTES;
    event->payload = copy + SV_HEADER_BYTES;
    event->next = NULL;
    *world->last = event;
    world->last = &event->next;
}

int world_step(struct world *world, int timeout_millis) {
    static uint8_t buffer[BUFFER_BYTES];
    if (!world->threaded)
        while (sv_engine_spawn_one(world->engine) > 0) {
        }
    int filled = sv_engine_next(world->engine, buffer, sizeof buffer, timeout_millis);
    for (int at = 0; at < filled;) {
        struct sv_reader head = {buffer + at, buffer + filled, false};
        size_t size = sv_read_u32(&head);
        keep(world, buffer + at, size);
        at += (int)size;
    }
    return filled;
}

struct frame frame_begin(uint16_t type, uint32_t child, uint32_t seq) {
    struct frame frame = {NULL, 0};
    frame_u32(&frame, 0);
    frame_u16(&frame, type);
    frame_u16(&frame, 0);
    frame_u32(&frame, child);
    frame_u32(&frame, seq);
    return frame;
}

void frame_bytes(struct frame *frame, const void *bytes, size_t length) {
    frame->bytes = realloc(frame->bytes, frame->length + length + 1);
    CHECK(frame->bytes);
    if (length)
        memcpy(frame->bytes + frame->length, bytes, length);
    frame->length += length;
}

void frame_u8(struct frame *frame, uint8_t value) { frame_bytes(frame, &value, 1); }

void frame_u16(struct frame *frame, uint16_t value) {
    uint8_t bytes[2];
    sv_put_u16(bytes, value);
    frame_bytes(frame, bytes, sizeof bytes);
}

void frame_u32(struct frame *frame, uint32_t value) {
    uint8_t bytes[4];
    sv_put_u32(bytes, value);
    frame_bytes(frame, bytes, sizeof bytes);
}

void frame_u64(struct frame *frame, uint64_t value) {
    uint8_t bytes[8];
    sv_put_u64(bytes, value);
    frame_bytes(frame, bytes, sizeof bytes);
}

void frame_text(struct frame *frame, const char *text) {
    frame_u32(frame, (uint32_t)strlen(text));
    frame_bytes(frame, text, strlen(text));
}

void frame_end(struct frame *frame) { sv_put_u32(frame->bytes, (uint32_t)frame->length); }

int frame_send(struct world *world, struct frame *frame) {
    frame_end(frame);
    int result = sv_engine_send(world->engine, frame->bytes, frame->length);
    free(frame->bytes);
    return result;
}

void frame_list(struct frame *frame, const char *const *texts) {
    uint32_t n = 0;
    while (texts && texts[n])
        n++;
    frame_u32(frame, n);
    for (uint32_t i = 0; i < n; i++)
        frame_text(frame, texts[i]);
}

struct frame frame_spawn(uint32_t child, const struct spec *spec) {
    struct frame frame = frame_begin(SV_COMMAND_SPAWN, child, 0);
    frame_u32(&frame, (spec->redirect ? SV_SPAWN_REDIRECT_STDERR : 0U) |
                          (spec->has_user ? SV_SPAWN_HAS_USER : 0U) |
                          (spec->enclosed ? SV_SPAWN_ENCLOSED : 0U));
    frame_u32(&frame, spec->uid);
    frame_u32(&frame, spec->gid);
    frame_u32(&frame, spec->group_count);
    for (uint32_t i = 0; i < spec->group_count; i++)
        frame_u32(&frame, spec->groups[i]);
    frame_u32(&frame, spec->has_umask ? (uint32_t)spec->umask : UINT32_MAX);
    frame_u64(&frame, spec->open_files ? (uint64_t)spec->open_files : UINT64_MAX);
    frame_u32(&frame, spec->socket);
    frame_text(&frame, spec->path ? spec->path : spec->argv[0]);
    frame_list(&frame, spec->argv);
    frame_list(&frame, spec->envp);
    frame_text(&frame, spec->directory ? spec->directory : "");
    for (int i = 0; i < 2; i++) {
        frame_u32(&frame, (spec->log[i] ? SV_OUTPUT_HAS_FILE : 0U) |
                              (spec->strip ? SV_OUTPUT_STRIP_ANSI : 0U) |
                              (spec->report ? SV_OUTPUT_REPORT : 0U));
        frame_u64(&frame, (uint64_t)spec->maxbytes);
        frame_u32(&frame, (uint32_t)spec->backups);
        frame_u64(&frame, (uint64_t)spec->capture);
        frame_text(&frame, spec->log[i] ? spec->log[i] : "");
        frame_text(&frame, spec->syslog ? spec->syslog : "");
    }
    return frame;
}

struct frame frame_listen(uint32_t socket, uint32_t seq, const struct listening *listening) {
    struct frame frame = frame_begin(SV_COMMAND_LISTEN, socket, seq);
    frame_u8(&frame, listening->family ? listening->family : SV_FAMILY_UNIX);
    frame_u16(&frame, listening->port);
    frame_text(&frame, listening->address);
    frame_u32(&frame, (uint32_t)listening->backlog);
    frame_u32(&frame, listening->has_owner ? listening->uid : UINT32_MAX);
    frame_u32(&frame, listening->has_owner ? listening->gid : UINT32_MAX);
    frame_u32(&frame, listening->mode);
    return frame;
}

void start(struct world *world, uint32_t child, const struct spec *spec) {
    struct frame frame = frame_spawn(child, spec);
    CHECK(frame_send(world, &frame) == 0);
}

void start_shell(struct world *world, uint32_t child, const char *script) {
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    const char *envp[] = {"PATH=/usr/bin:/bin", NULL};
    struct spec spec = {.argv = argv, .envp = envp, .report = true};
    start(world, child, &spec);
}

static int answer(struct world *world, struct frame *frame, uint32_t child, uint32_t seq) {
    CHECK(frame_send(world, frame) == 0);
    return error_in(await(world, SV_EVENT_DONE, child, seq));
}

int signal_child(struct world *world, uint32_t child, int signal, bool group) {
    uint32_t seq = ++world->last_seq;
    struct frame frame = frame_begin(SV_COMMAND_KILL, child, seq);
    frame_u32(&frame, (uint32_t)signal);
    frame_u8(&frame, group);
    return answer(world, &frame, child, seq);
}

int feed(struct world *world, uint32_t child, const void *bytes, size_t length) {
    uint32_t seq = ++world->last_seq;
    struct frame frame = frame_begin(SV_COMMAND_STDIN, child, seq);
    frame_bytes(&frame, bytes, length);
    return answer(world, &frame, child, seq);
}

int command(struct world *world, uint16_t type, uint32_t child) {
    uint32_t seq = ++world->last_seq;
    struct frame frame = frame_begin(type, child, seq);
    return answer(world, &frame, child, seq);
}

int open_socket(struct world *world, uint32_t socket, const struct listening *listening) {
    uint32_t seq = ++world->last_seq;
    struct frame frame = frame_listen(socket, seq, listening);
    CHECK(frame_send(world, &frame) == 0);
    struct event *told = await(world, SV_EVENT_LISTENING, socket, seq);
    CHECK(told->length == 5);
    struct sv_reader reader = {told->payload, told->payload + told->length, false};
    int step = sv_read_u8(&reader);
    return step * 1000 + sv_read_i32(&reader);
}

struct event *find(const struct world *world, uint16_t type, uint32_t child, uint32_t seq) {
    struct event *event = world->events;
    while (event &&
           !(event->type == type && event->child == child && (seq == 0 || event->seq == seq)))
        event = event->next;
    return event;
}

static bool late(time_t since) { return time(NULL) - since > PATIENCE_SECONDS; }

struct event *await(struct world *world, uint16_t type, uint32_t child, uint32_t seq) {
    time_t since = time(NULL);
    struct event *event;
    while (!(event = find(world, type, child, seq))) {
        world_step(world, STEP_MILLIS);
        if (late(since)) {
            fprintf(stderr, "no event of type %d for child %u\n", type, child);
            exit(1);
        }
    }
    return event;
}

int pid_of(struct world *world, uint32_t child) {
    struct event *event = await(world, SV_EVENT_SPAWNED, child, 0);
    struct sv_reader reader = {event->payload, event->payload + event->length, false};
    return sv_read_i32(&reader);
}

int exit_of(struct world *world, uint32_t child) {
    struct event *event = await(world, SV_EVENT_EXITED, child, 0);
    CHECK(event->length == 49);
    struct sv_reader reader = {event->payload + 4, event->payload + event->length, false};
    int kind = sv_read_u8(&reader);
    return kind * 1000 + sv_read_i32(&reader);
}

int error_in(const struct event *done) {
    struct sv_reader reader = {done->payload, done->payload + done->length, false};
    return sv_read_i32(&reader);
}

char *output_of(const struct world *world, uint32_t child, int channel) {
    size_t length = 0;
    char *text = calloc(1, 1);
    for (struct event *event = world->events; event; event = event->next) {
        if (event->type != SV_EVENT_OUTPUT || event->child != child ||
            (channel && event->payload[0] != channel))
            continue;
        text = realloc(text, length + event->length);
        CHECK(text);
        memcpy(text + length, event->payload + 1, event->length - 1);
        length += event->length - 1;
        text[length] = '\0';
    }
    return text;
}

void await_output(struct world *world, uint32_t child, const char *text) {
    time_t since = time(NULL);
    for (;;) {
        char *output = output_of(world, child, 0);
        bool there = strstr(output, text);
        free(output);
        if (there)
            return;
        world_step(world, STEP_MILLIS);
        CHECK(!late(since));
    }
}

char *printed_by(struct world *world, uint32_t child, const char *script) {
    start_shell(world, child, script);
    exit_of(world, child);
    return output_of(world, child, 0);
}

char *contents(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file)
        return strdup("(no file)");
    char *text = NULL;
    size_t length = 0, room = 0, n;
    do {
        room = room * 2 + 65536;
        text = realloc(text, room + 1);
        CHECK(text);
        n = fread(text + length, 1, room - length, file);
        length += n;
    } while (n);
    text[length] = '\0';
    fclose(file);
    return text;
}

void put_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

void await_file(struct world *world, const char *path, const char *text) {
    time_t since = time(NULL);
    for (bool there = false; !there;) {
        CHECK(!late(since));
        world_step(world, 20);
        char *now = contents(path);
        there = !strcmp(text, now);
        free(now);
    }
}

bool exists(const char *path) { return access(path, F_OK) == 0; }

int open_descriptors(void) {
    DIR *folder = opendir("/proc/self/fd");
    CHECK(folder);
    int n = 0;
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

static bool run_one(const struct test *test) {
    char folder[] = "/tmp/warden-test-XXXXXX";
    CHECK(mkdtemp(folder));
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        CHECK(chdir(folder) == 0);
        alarm(120);
        int before = open_descriptors();
        test->run();
        CHECK(open_descriptors() == before);
        exit(0);
    }
    int status = -1;
    CHECK(waitpid(pid, &status, 0) == pid);
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    printf("%s %s\n", status == 0 ? "ok  " : "FAIL", test->name);
    return status == 0;
}

int run_tests(const struct test *tests, size_t count, int argc, char **argv) {
    int failed = 0;
    for (size_t i = 0; i < count; i++)
        if (argc < 2 || !strcmp(argv[1], tests[i].name))
            failed += !run_one(&tests[i]);
    return failed ? 1 : 0;
}
