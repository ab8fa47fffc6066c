/* For tests of logs. */
#ifndef SV_LOGS_H
#define SV_LOGS_H

#include "harness.h"

/* A cat whose stdout goes to a log. */
void start_cat(struct world *world, uint32_t child, struct spec spec);

/* Feeds a cat that reports, and waits until the bytes are through. */
void say(struct world *world, uint32_t child, const char *text);

/* Kills a child and sees it end. */
void end(struct world *world, uint32_t child);

void check_file(const char *path, const char *expected);

/* Checks a LOG_TROUBLE event and gives how many bytes it says are lost. */
uint64_t trouble(const struct event *event, int operation, int error);

/* How many events of a type have come. */
int count(const struct world *world, uint16_t type);

#endif
