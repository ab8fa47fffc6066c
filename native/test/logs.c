#include "logs.h"

#include <signal.h>
#include <string.h>

void start_cat(struct world *world, uint32_t child, struct spec spec) {
    const char *argv[] = {"/bin/cat", NULL};
    spec.argv = argv;
    start(world, child, &spec);
}

void say(struct world *world, uint32_t child, const char *text) {
    CHECK(feed(world, child, text, strlen(text)) == 0);
    await_output(world, child, text);
}

void end(struct world *world, uint32_t child) {
    CHECK(signal_child(world, child, SIGKILL, true) == 0);
    CHECK(exit_of(world, child) == 2009);
}

void check_file(const char *path, const char *expected) {
    char *text = contents(path);
    CHECK_TEXT(expected, text);
    free(text);
}

uint64_t trouble(const struct event *event, int operation, int error) {
    CHECK(event && event->length == 14);
    struct sv_reader reader = {event->payload + 1, event->payload + event->length, false};
    CHECK(sv_read_u8(&reader) == operation);
    CHECK(sv_read_i32(&reader) == error);
    return (uint64_t)sv_read_i64(&reader);
}

int count(const struct world *world, uint16_t type) {
    int n = 0;
    for (const struct event *event = world->events; event; event = event->next)
        n += event->type == type;
    return n;
}
