/*
 * Messages to the system's log, as datagrams in the form that syslog(3) has: facility USER,
 * priority INFO. libc's own would wait for a reader that does not read. One thread at a time.
 */
#ifndef SV_SYSLOG_H
#define SV_SYSLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log.h"

#define SV_SYSLOG_PATH "/dev/log"

/* A line that is longer than this is sent in several messages. */
enum { SV_SYSLOG_LINE_BYTES = 8192 };

struct sv_syslog {
    const char *path; /* borrowed */
    int fd;           /* -1: not connected */
};

void sv_syslog_init(struct sv_syslog *syslog, const char *path);
void sv_syslog_close(struct sv_syslog *syslog);

/*
 * Sends `supervisord: ` and what follows. Never waits; connects when that is needed, once more when
 * the reader was started anew. 0, or -errno and the message is lost.
 */
int sv_syslog_send(struct sv_syslog *syslog, const uint8_t *text, size_t length);

/* The lines of one channel on their way there. All zero: nothing is sent. */
struct sv_syslog_lines {
    uint8_t *line; /* owned: the prefix, `<name> `, and then the line that has no end yet */
    size_t prefix;
    size_t length; /* of both */
    bool told;     /* that messages are lost */
    int last_error;
    uint64_t lost; /* messages */
};

/* 0 or -ENOMEM. */
int sv_syslog_lines_open(struct sv_syslog_lines *lines, const char *name);
void sv_syslog_lines_close(struct sv_syslog_lines *lines);

/* Sends each line that is whole. Says so once when messages are lost, until one gets through. */
void sv_syslog_lines_write(struct sv_syslog_lines *lines, struct sv_syslog *syslog,
                           const uint8_t *bytes, size_t length, struct sv_trouble *trouble);

/* No more comes: sends what has no end, and says how many messages were lost since it was said. */
void sv_syslog_lines_finish(struct sv_syslog_lines *lines, struct sv_syslog *syslog,
                            struct sv_trouble *trouble);

#endif
