#include "listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.h"
#include "wire.h"

enum { MOST_LISTENERS = 4096, MOST_MODE = 07777, ATTEMPTS = 5 };

/* What a file is, whatever its names say. */
struct identity {
    uint32_t device[2];
    uint64_t inode;
};

struct sv_listener {
    struct sv_listener *next;
    uint32_t number;
    int fd;
    struct identity file;
    char path[SV_ADDRESS_BYTES]; /* "" for TCP */
};

static void name(struct sv_reader *reader, struct sv_address *address, bool *too_long) {
    size_t n;
    const uint8_t *text = sv_read_text(reader, &n);
    *too_long = n >= sizeof address->name;
    if (n == 0)
        reader->bad = true;
    else if (!*too_long)
        memcpy(address->name, text, n);
}

int sv_address_decode(const uint8_t *payload, size_t length, struct sv_address *address) {
    struct sv_reader reader = {payload, payload + length, false};
    bool too_long;
    memset(address, 0, sizeof *address);
    address->family = sv_read_u8(&reader);
    address->port = sv_read_u16(&reader);
    name(&reader, address, &too_long);
    address->backlog = sv_read_i32(&reader);
    address->uid = sv_read_u32(&reader);
    address->gid = sv_read_u32(&reader);
    address->mode = sv_read_u32(&reader);
    if (!sv_read_finished(&reader) || address->family < SV_FAMILY_UNIX ||
        address->family > SV_FAMILY_INET6 || address->backlog < 0 || address->mode > MOST_MODE)
        return -EBADMSG;
    return too_long ? -ENAMETOOLONG : 0;
}

/* statx, for the older stat calls come from newer glibc versions when linked on a new one. */
static int look(int fd, const char *path, int flags, struct statx *about) {
    return statx(fd, path, flags, STATX_TYPE | STATX_MODE | STATX_NLINK | STATX_INO, about);
}

static struct identity identity_of(const struct statx *about) {
    return (struct identity){{about->stx_dev_major, about->stx_dev_minor}, about->stx_ino};
}

static struct sockaddr_un path_address(const char *path) {
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    memcpy(where.sun_path, path, strlen(path) + 1);
    return where;
}

/* 0 when nobody listens at the path; else why it can't be had. */
static int probe(const char *path) {
    int fd = sv_above_stdio(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (fd < 0)
        return errno;
    struct sockaddr_un where = path_address(path);
    int result;
    do
        result = connect(fd, (struct sockaddr *)&where, sizeof where);
    while (result < 0 && errno == EINTR);
    int error = result < 0 ? errno : 0;
    sv_close(&fd);
    if (error == ECONNREFUSED || error == ENOENT)
        return 0;
    /* A full backlog means that somebody listens, and so does a socket of another type. */
    return error == 0 || error == EAGAIN || error == EPROTOTYPE ? EADDRINUSE : error;
}

/* Removes what a dead server left at the path. */
static int clear_way(const char *path, uint8_t *step) {
    struct statx about;
    if (look(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, &about) < 0)
        return errno == ENOENT ? 0 : -errno;
    if (!S_ISSOCK(about.stx_mode)) {
        *step = SV_LISTEN_OCCUPIED;
        return -ENOTSOCK;
    }
    int taken = probe(path);
    if (taken)
        return -taken;
    return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}

static int bind_path(int fd, const char *path, uint8_t *step) {
    struct sockaddr_un where = path_address(path);
    for (int i = 0; i < ATTEMPTS; i++) {
        int result = clear_way(path, step);
        if (result < 0)
            return result;
        if (bind(fd, (struct sockaddr *)&where, sizeof where) == 0)
            return 0;
        if (errno != EADDRINUSE)
            return -errno;
    }
    return -EADDRINUSE; /* somebody takes the name whenever it is free */
}

/* Removes the name while it means our socket. Before the socket is closed: until then no other file
 * can get its inode. */
static void remove_path(const struct sv_listener *listener) {
    struct statx about;
    if (!listener->path[0] || look(AT_FDCWD, listener->path, AT_SYMLINK_NOFOLLOW, &about) < 0)
        return;
    struct identity now = identity_of(&about);
    if (S_ISSOCK(about.stx_mode) && now.inode == listener->file.inode &&
        now.device[0] == listener->file.device[0] && now.device[1] == listener->file.device[1])
        unlink(listener->path);
}

/* Gives the file behind the descriptor, which is of O_PATH, its owner and then its mode: changing
 * the owner may take bits away. No name is looked up, so nobody can put another file in its place.
 */
static int hand_over(int file, const struct sv_address *address, uint8_t *step) {
    char itself[32];
    *step = SV_LISTEN_OWNER;
    if ((address->uid != SV_NOBODY || address->gid != SV_NOBODY) &&
        fchownat(file, "", address->uid, address->gid, AT_EMPTY_PATH) < 0)
        return -errno;
    *step = SV_LISTEN_MODE;
    snprintf(itself, sizeof itself, "/proc/self/fd/%d", file);
    return chmod(itself, address->mode) < 0 ? -errno : 0;
}

/* Makes sure that the descriptor is of the file that bind has just made: a socket with no
 * permissions and no other name. */
static int recognize(int file, struct sv_listener *listener) {
    struct statx about;
    if (look(file, "", AT_EMPTY_PATH, &about) < 0)
        return -errno;
    if (!S_ISSOCK(about.stx_mode) || (about.stx_mode & MOST_MODE) || about.stx_nlink != 1)
        return -EADDRINUSE;
    listener->file = identity_of(&about);
    return 0;
}

static int publish(struct sv_listener *listener, const struct sv_address *address, uint8_t *step) {
    int file = sv_above_stdio(open(address->name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (file < 0)
        return -errno;
    int result = recognize(file, listener);
    if (result == 0)
        result = hand_over(file, address, step);
    sv_close(&file);
    return result;
}

static int listen_on(int fd, int backlog) {
    return listen(fd, backlog ? backlog : SOMAXCONN) < 0 ? -errno : 0;
}

static int open_unix(struct sv_listener *listener, const struct sv_address *address,
                     uint8_t *step) {
    /* bind makes its file with the permissions of the socket: none, so that nobody can connect
       until it has its owner. The umask would be everybody's in this process. */
    if (fchmod(listener->fd, 0) < 0)
        return -errno;
    int result = bind_path(listener->fd, address->name, step);
    if (result < 0)
        return result;
    struct statx about;
    if (look(AT_FDCWD, address->name, AT_SYMLINK_NOFOLLOW, &about) < 0) {
        result = -errno;
        unlink(address->name);
        return result;
    }
    memcpy(listener->path, address->name, sizeof listener->path);
    listener->file = identity_of(&about);
    result = listen_on(listener->fd, address->backlog);
    return result < 0 ? result : publish(listener, address, step);
}

static int bind_inet(int fd, const struct sv_address *address) {
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(address->port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(address->port)};
    bool is_four = address->family == SV_FAMILY_INET;
    if (inet_pton(is_four ? AF_INET : AF_INET6, address->name,
                  is_four ? (void *)&four.sin_addr : (void *)&six.sin6_addr) != 1)
        return -EINVAL;
    int result = is_four ? bind(fd, (struct sockaddr *)&four, sizeof four)
                         : bind(fd, (struct sockaddr *)&six, sizeof six);
    return result < 0 ? -errno : 0;
}

static int open_inet(struct sv_listener *listener, const struct sv_address *address) {
    int on = 1;
    if (setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        return -errno;
    int result = bind_inet(listener->fd, address);
    return result < 0 ? result : listen_on(listener->fd, address->backlog);
}

static int open_any(struct sv_listener *listener, const struct sv_address *address, uint8_t *step) {
    static const int families[] = {AF_UNIX, AF_INET, AF_INET6};
    int family = families[address->family - SV_FAMILY_UNIX];
    listener->fd = sv_above_stdio(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener->fd < 0)
        return -errno;
    return family == AF_UNIX ? open_unix(listener, address, step) : open_inet(listener, address);
}

static struct sv_listener *find(const struct sv_listeners *listeners, uint32_t number) {
    struct sv_listener *listener = listeners->first;
    while (listener && listener->number != number)
        listener = listener->next;
    return listener;
}

int sv_listener_open(struct sv_listeners *listeners, uint32_t number,
                     const struct sv_address *address, uint8_t *step) {
    *step = SV_LISTEN_BIND;
    if (find(listeners, number))
        return -EEXIST;
    if (listeners->count >= MOST_LISTENERS)
        return -EAGAIN;
    struct sv_listener *listener = calloc(1, sizeof *listener);
    if (!listener)
        return -ENOMEM;
    listener->number = number;
    int result = open_any(listener, address, step);
    if (result < 0) {
        remove_path(listener);
        sv_close(&listener->fd);
        free(listener);
        return result;
    }
    listener->next = listeners->first;
    listeners->first = listener;
    listeners->count++;
    return 0;
}

int sv_listener_close(struct sv_listeners *listeners, uint32_t number) {
    struct sv_listener **at = &listeners->first;
    while (*at && (*at)->number != number)
        at = &(*at)->next;
    struct sv_listener *listener = *at;
    if (!listener)
        return -ENOENT;
    *at = listener->next;
    listeners->count--;
    remove_path(listener);
    sv_close(&listener->fd);
    free(listener);
    return 0;
}

int sv_listener_fd(const struct sv_listeners *listeners, uint32_t number) {
    const struct sv_listener *listener = find(listeners, number);
    return listener ? listener->fd : -1;
}

void sv_listeners_abandon(struct sv_listeners *listeners) {
    while (listeners->first) {
        struct sv_listener *listener = listeners->first;
        listeners->first = listener->next;
        sv_close(&listener->fd);
        free(listener);
    }
    listeners->count = 0;
}

static void archive_one(struct sv_listener *listener, struct sv_archive *archive) {
    SV_PLAIN(archive, listener->number);
    sv_archive_fd(archive, &listener->fd);
    SV_PLAIN(archive, listener->file.device);
    SV_PLAIN(archive, listener->file.inode);
    SV_PLAIN(archive, listener->path);
    listener->path[sizeof listener->path - 1] = '\0';
}

static void load(struct sv_listeners *listeners, struct sv_archive *archive) {
    struct sv_listener **last = &listeners->first;
    while (sv_archive_more(archive, false)) {
        struct sv_listener *listener = calloc(1, sizeof *listener);
        if (!listener) {
            archive->bad = true;
            return;
        }
        archive_one(listener, archive);
        *last = listener;
        last = &listener->next;
        listeners->count++;
    }
}

void sv_listeners_archive(struct sv_listeners *listeners, struct sv_archive *archive) {
    if (sv_archive_loads(archive)) {
        load(listeners, archive);
        return;
    }
    for (struct sv_listener *listener = listeners->first; listener; listener = listener->next) {
        sv_archive_more(archive, true);
        archive_one(listener, archive);
    }
    sv_archive_more(archive, false);
}
