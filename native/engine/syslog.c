#include "syslog.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>

#include "descriptor.h"
#include "wire_numbers.h"

void sv_syslog_init(struct sv_syslog *syslog, const char *path) {
    *syslog = (struct sv_syslog){path, -1};
}

void sv_syslog_close(struct sv_syslog *syslog) { sv_close(&syslog->fd); }

static int connect_to(struct sv_syslog *syslog) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    if (strlen(syslog->path) >= sizeof name.sun_path)
        return -ENAMETOOLONG;
    memcpy(name.sun_path, syslog->path, strlen(syslog->path));
    int fd = sv_above_stdio(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (fd < 0)
        return -errno;
    if (connect(fd, (struct sockaddr *)&name, sizeof name) < 0) {
        int error = errno;
        sv_close(&fd);
        return -error;
    }
    syslog->fd = fd;
    return 0;
}

/* Priority, time and ident. The months by hand, for strftime's follow the locale. */
static size_t head(char *bytes, size_t room) {
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    enum { USER_INFO = 1 * 8 + 6 };
    time_t now = time(NULL);
    struct tm local;
    memset(&local, 0, sizeof local);
    localtime_r(&now, &local);
    int n = snprintf(bytes, room, "<%d>%s %2d %02d:%02d:%02d supervisord: ", USER_INFO,
                     months[local.tm_mon % 12], local.tm_mday, local.tm_hour, local.tm_min,
                     local.tm_sec);
    return n > 0 && (size_t)n < room ? (size_t)n : 0;
}

static int send_once(const struct sv_syslog *syslog, struct iovec *parts) {
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t n;
    do
        n = sendmsg(syslog->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : 0;
}

int sv_syslog_send(struct sv_syslog *syslog, const uint8_t *text, size_t length) {
    char before[80];
    struct iovec parts[2] = {{before, head(before, sizeof before)}, {(void *)text, length}};
    bool fresh = syslog->fd < 0;
    int result = fresh ? connect_to(syslog) : 0;
    if (result == 0)
        result = send_once(syslog, parts);
    bool gone =
        result == -ECONNREFUSED || result == -ENOTCONN || result == -EPIPE || result == -ECONNRESET;
    if (!gone)
        return result;
    sv_close(&syslog->fd);
    if (fresh)
        return result;
    result = connect_to(syslog);
    return result < 0 ? result : send_once(syslog, parts);
}

int sv_syslog_lines_open(struct sv_syslog_lines *lines, const char *name) {
    memset(lines, 0, sizeof *lines);
    size_t n = strlen(name);
    lines->line = malloc(n + 1 + SV_SYSLOG_LINE_BYTES);
    if (!lines->line)
        return -ENOMEM;
    memcpy(lines->line, name, n);
    lines->line[n] = ' ';
    lines->prefix = lines->length = n + 1;
    return 0;
}

void sv_syslog_lines_close(struct sv_syslog_lines *lines) {
    free(lines->line);
    memset(lines, 0, sizeof *lines);
}

static void send_line(struct sv_syslog_lines *lines, struct sv_syslog *syslog,
                      struct sv_trouble *trouble) {
    int result = sv_syslog_send(syslog, lines->line, lines->length);
    lines->length = lines->prefix;
    if (result == 0) {
        lines->told = false;
        return;
    }
    lines->lost++;
    lines->last_error = -result;
    if (lines->told)
        return;
    lines->told = true;
    if (trouble->operation == 0) {
        *trouble = (struct sv_trouble){SV_OPERATION_SYSLOG, -result, lines->lost};
        lines->lost = 0;
    }
}

void sv_syslog_lines_write(struct sv_syslog_lines *lines, struct sv_syslog *syslog,
                           const uint8_t *bytes, size_t length, struct sv_trouble *trouble) {
    const uint8_t *end = bytes + length;
    while (lines->line && bytes < end) {
        const uint8_t *feed = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t room = lines->prefix + SV_SYSLOG_LINE_BYTES - lines->length;
        size_t n = (size_t)((feed ? feed : end) - bytes);
        bool whole = feed && n <= room;
        n = n < room ? n : room;
        memcpy(lines->line + lines->length, bytes, n);
        lines->length += n;
        bytes += n + whole;
        if (whole || bytes < end) /* the latter: it is full */
            send_line(lines, syslog, trouble);
    }
}

void sv_syslog_lines_finish(struct sv_syslog_lines *lines, struct sv_syslog *syslog,
                            struct sv_trouble *trouble) {
    if (lines->line && lines->length > lines->prefix)
        send_line(lines, syslog, trouble);
    if (lines->lost > 0 && trouble->operation == 0) {
        *trouble = (struct sv_trouble){SV_OPERATION_SYSLOG, lines->last_error, lines->lost};
        lines->lost = 0;
    }
}
