/* Listening sockets that programs inherit as descriptor 0. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness.h"

enum { NOBODY = 65534 };

static int connect_to(const char *path) {
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    CHECK(strlen(path) < sizeof where.sun_path);
    strcpy(where.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&where, sizeof where) == 0)
        return fd;
    int error = errno;
    close(fd);
    return -error;
}

static int bind_at(const char *path, int type, bool listening) {
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    strcpy(where.sun_path, path);
    int fd = socket(AF_UNIX, type, 0);
    CHECK(bind(fd, (struct sockaddr *)&where, sizeof where) == 0);
    CHECK(!listening || listen(fd, 1) == 0);
    return fd;
}

/* A program that answers each connection with its pid, and is gone with the signal. */
static void start_server(struct world *world, uint32_t child, uint32_t socket) {
    const char *argv[] = {"/usr/bin/perl", "-MSocket", "-e",
                          "open(S, '+<&=', 0); $| = 1; print 'ready';"
                          "while (accept(C, S)) { syswrite C, \"$$\"; close C }",
                          NULL};
    struct spec spec = {.argv = argv, .socket = socket, .report = true};
    start(world, child, &spec);
}

/* The pid that a server answers with. */
static int ask(int fd) {
    CHECK(fd >= 0);
    char text[32] = "";
    ssize_t n = read(fd, text, sizeof text - 1);
    CHECK(n > 0);
    close(fd);
    return atoi(text);
}

static void end(struct world *world, uint32_t child) {
    CHECK(signal_child(world, child, SIGKILL, false) == 0);
    CHECK(exit_of(world, child) == 2009);
}

static const struct listening plain = {.address = "s", .mode = 0700};

static mode_t mode_of(const char *path) {
    struct stat about;
    CHECK(lstat(path, &about) == 0);
    return about.st_mode;
}

static void unix_socket_is_descriptor_0_of_its_programs(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(open_socket(&world, 9, &plain) == 0);
    CHECK(mode_of("s") == (S_IFSOCK | 0700));
    start_server(&world, 1, 9);
    await_output(&world, 1, "ready");
    CHECK(ask(connect_to("s")) == pid_of(&world, 1));
    /* The socket outlives one program and serves the next; who comes in between waits. */
    end(&world, 1);
    int early = connect_to("s");
    start_server(&world, 2, 9);
    await_output(&world, 2, "ready");
    CHECK(ask(early) == pid_of(&world, 2));
    end(&world, 2);
    CHECK(command(&world, SV_COMMAND_UNLISTEN, 9) == 0);
    CHECK(!exists("s"));
    CHECK(command(&world, SV_COMMAND_UNLISTEN, 9) == ENOENT);
    world_close(&world);
}

static void spawn_right_behind_its_socket_finds_it(void) {
    struct world world;
    world_open(&world, 0);
    struct frame frame = frame_listen(9, 0, &plain);
    CHECK(frame_send(&world, &frame) == 0);
    start_server(&world, 1, 9);
    start_server(&world, 2, 9);
    await_output(&world, 1, "ready");
    await_output(&world, 2, "ready");
    int pid = ask(connect_to("s"));
    CHECK(pid == pid_of(&world, 1) || pid == pid_of(&world, 2));
    end(&world, 1);
    CHECK(ask(connect_to("s")) == pid_of(&world, 2));
    end(&world, 2);
    world_close(&world);
    CHECK(exists("s")); /* not told to close it: somebody may listen on */
}

static void program_has_no_stdin_pipe_and_no_other_descriptor(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(open_socket(&world, 9, &plain) == 0);
    const char *argv[] = {"/bin/sh", "-c", "readlink /proc/self/fd/0; ls /proc/$$/fd; read x",
                          NULL};
    const char *envp[] = {"PATH=/usr/bin:/bin", NULL};
    struct spec spec = {.argv = argv, .envp = envp, .socket = 9, .report = true};
    start(&world, 1, &spec);
    await_output(&world, 1, "2\n");
    CHECK(feed(&world, 1, "x\n", 2) == EPIPE);
    exit_of(&world, 1);
    char *output = output_of(&world, 1, 1);
    CHECK(!strncmp(output, "socket:[", 8));
    CHECK_TEXT("0\n1\n2\n", strchr(output, '\n') + 1);
    free(output);
    CHECK(command(&world, SV_COMMAND_UNLISTEN, 9) == 0);
    world_close(&world);
}

static void spawn_without_its_socket_fails(void) {
    struct world world;
    world_open(&world, 0);
    start_server(&world, 1, 9);
    struct event *failed = await(&world, SV_EVENT_SPAWN_FAILED, 1, 0);
    CHECK(failed->payload[0] == SV_STAGE_SOCKET && failed->payload[1] == ENOTSOCK);
    world_close(&world);
}

static int port_of(const struct listening *listening) {
    bool six = listening->family == SV_FAMILY_INET6;
    struct sockaddr_in6 where = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    struct sockaddr *address = six ? (struct sockaddr *)&where : (struct sockaddr *)&four;
    socklen_t size = six ? sizeof where : sizeof four;
    CHECK(inet_pton(six ? AF_INET6 : AF_INET, listening->address,
                    six ? (void *)&where.sin6_addr : (void *)&four.sin_addr) == 1);
    CHECK(bind(fd, address, size) == 0 && getsockname(fd, address, &size) == 0);
    close(fd);
    return ntohs(six ? where.sin6_port : four.sin_port);
}

static int connect_tcp(const struct listening *listening) {
    bool six = listening->family == SV_FAMILY_INET6;
    struct sockaddr_in6 where = {.sin6_family = AF_INET6, .sin6_port = htons(listening->port)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(listening->port)};
    inet_pton(six ? AF_INET6 : AF_INET, listening->address,
              six ? (void *)&where.sin6_addr : (void *)&four.sin_addr);
    int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    int result = six ? connect(fd, (struct sockaddr *)&where, sizeof where)
                     : connect(fd, (struct sockaddr *)&four, sizeof four);
    if (result == 0)
        return fd;
    int error = errno;
    close(fd);
    return -error;
}

static void tcp_socket_serves_closes_and_opens_again(uint8_t family, const char *address) {
    struct listening tcp = {.family = family, .address = address};
    tcp.port = (uint16_t)port_of(&tcp);
    struct world world;
    world_open(&world, 0);
    for (uint32_t round = 1; round <= 3; round++) {
        CHECK(open_socket(&world, 100 + round, &tcp) == 0);
        start_server(&world, round, 100 + round);
        await_output(&world, round, "ready");
        CHECK(ask(connect_tcp(&tcp)) == pid_of(&world, round));
        CHECK(open_socket(&world, 50, &tcp) == SV_LISTEN_BIND * 1000 + EADDRINUSE);
        end(&world, round);
        CHECK(command(&world, SV_COMMAND_UNLISTEN, 100 + round) == 0);
        CHECK(connect_tcp(&tcp) == -ECONNREFUSED);
    }
    world_close(&world);
}

static void ipv4_socket_serves_closes_and_opens_again(void) {
    tcp_socket_serves_closes_and_opens_again(SV_FAMILY_INET, "127.0.0.1");
}

static void ipv6_socket_serves_closes_and_opens_again(void) {
    if (access("/proc/net/if_inet6", R_OK) < 0) {
        fprintf(stderr, "skipped: this machine has no IPv6\n");
        return;
    }
    tcp_socket_serves_closes_and_opens_again(SV_FAMILY_INET6, "::1");
}

static void address_that_is_none_is_refused(void) {
    struct world world;
    world_open(&world, 0);
    struct listening wrong = {.family = SV_FAMILY_INET, .address = "localhost", .port = 1};
    CHECK(open_socket(&world, 9, &wrong) == SV_LISTEN_BIND * 1000 + EINVAL);
    wrong.address = "";
    CHECK(open_socket(&world, 9, &wrong) == SV_LISTEN_BIND * 1000 + EBADMSG);
    wrong = (struct listening){.address = "s", .mode = 010000};
    CHECK(open_socket(&world, 9, &wrong) == SV_LISTEN_BIND * 1000 + EBADMSG);
    wrong = (struct listening){.address = "s", .backlog = -1};
    CHECK(open_socket(&world, 9, &wrong) == SV_LISTEN_BIND * 1000 + EBADMSG);
    wrong = (struct listening){.address = "s", .family = SV_FAMILY_INET6 + 1};
    CHECK(open_socket(&world, 9, &wrong) == SV_LISTEN_BIND * 1000 + EBADMSG);
    CHECK(open_socket(&world, 0, &plain) == SV_LISTEN_BIND * 1000 + EBADMSG);
    char path[200];
    memset(path, 'x', sizeof path);
    path[108] = '\0';
    struct listening longest = {.address = path, .mode = 0600};
    CHECK(open_socket(&world, 9, &longest) == SV_LISTEN_BIND * 1000 + ENAMETOOLONG);
    path[107] = '\0';
    CHECK(open_socket(&world, 9, &longest) == 0);
    CHECK(open_socket(&world, 9, &plain) == SV_LISTEN_BIND * 1000 + EEXIST);
    CHECK(command(&world, SV_COMMAND_UNLISTEN, 9) == 0);
    CHECK(!exists(path) && !exists("s"));
    world_close(&world);
}

static void owner_and_mode_are_those_asked_for(void) {
    if (getuid() != 0) {
        fprintf(stderr, "skipped: only root can give a socket away\n");
        return;
    }
    struct world world;
    world_open(&world, 0);
    struct listening given = {
        .address = "s", .mode = 0660, .has_owner = true, .uid = NOBODY, .gid = 77};
    umask(077);
    CHECK(open_socket(&world, 9, &given) == 0);
    struct stat about;
    CHECK(stat("s", &about) == 0 && about.st_uid == NOBODY && about.st_gid == 77);
    CHECK(about.st_mode == (S_IFSOCK | 0660));
    CHECK(command(&world, SV_COMMAND_UNLISTEN, 9) == 0);
    world_close(&world);
}

static void owner_that_may_not_be_leaves_nothing_behind(void) {
    if (getuid() == 0 && setuid(NOBODY) < 0)
        CHECK(!"root can't become nobody");
    struct world world;
    char folder[] = "/tmp/warden-socket-XXXXXX", path[64];
    CHECK(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/s", folder);
    world_open(&world, 0);
    struct listening given = {.address = path, .mode = 0600, .has_owner = true, .uid = 0, .gid = 0};
    CHECK(open_socket(&world, 9, &given) == SV_LISTEN_OWNER * 1000 + EPERM);
    CHECK(!exists(path) && rmdir(folder) == 0);
    world_close(&world);
}

static void stale_socket_is_replaced_and_a_living_one_is_not(void) {
    struct world world;
    world_open(&world, 0);
    close(bind_at("s", SOCK_STREAM, true));
    CHECK(exists("s"));
    CHECK(open_socket(&world, 9, &plain) == 0);
    CHECK(open_socket(&world, 10, &plain) == SV_LISTEN_BIND * 1000 + EADDRINUSE);
    int client = connect_to("s");
    CHECK(client >= 0);
    close(client);
    CHECK(command(&world, SV_COMMAND_UNLISTEN, 9) == 0);
    int datagrams = bind_at("s", SOCK_DGRAM, false);
    CHECK(open_socket(&world, 11, &plain) == SV_LISTEN_BIND * 1000 + EADDRINUSE);
    CHECK(exists("s"));
    close(datagrams);
    CHECK(open_socket(&world, 12, &plain) == 0);
    CHECK(command(&world, SV_COMMAND_UNLISTEN, 12) == 0);
    world_close(&world);
}

static void file_or_link_in_the_way_is_left_alone(void) {
    struct world world;
    world_open(&world, 0);
    put_file("s", "precious\n");
    CHECK(open_socket(&world, 9, &plain) == SV_LISTEN_OCCUPIED * 1000 + ENOTSOCK);
    char *text = contents("s");
    CHECK_TEXT("precious\n", text);
    free(text);
    CHECK(rename("s", "file") == 0 && symlink("file", "s") == 0);
    CHECK(open_socket(&world, 10, &plain) == SV_LISTEN_OCCUPIED * 1000 + ENOTSOCK);
    CHECK(unlink("s") == 0 && symlink("nowhere", "s") == 0);
    CHECK(open_socket(&world, 11, &plain) == SV_LISTEN_OCCUPIED * 1000 + ENOTSOCK);
    CHECK(S_ISLNK(mode_of("s")) && !exists("nowhere"));
    struct listening nowhere = {.address = "no/such/folder/s", .mode = 0700};
    CHECK(open_socket(&world, 12, &nowhere) == SV_LISTEN_BIND * 1000 + ENOENT);
    world_close(&world);
}

static void path_that_means_another_file_by_now_is_not_removed(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(open_socket(&world, 9, &plain) == 0);
    CHECK(unlink("s") == 0);
    int other = bind_at("s", SOCK_STREAM, true);
    CHECK(command(&world, SV_COMMAND_UNLISTEN, 9) == 0);
    CHECK(exists("s"));
    close(other);
    CHECK(unlink("s") == 0);
    CHECK(open_socket(&world, 9, &plain) == 0);
    CHECK(unlink("s") == 0);
    put_file("s", "a file");
    CHECK(command(&world, SV_COMMAND_UNLISTEN, 9) == 0);
    CHECK(exists("s"));
    world_close(&world);
}

static void socket_that_was_to_be_closed_leaves_no_path_at_the_end(void) {
    struct world world;
    world_open_single(&world, 0);
    struct frame frame = frame_listen(9, 1, &plain);
    CHECK(frame_send(&world, &frame) == 0);
    world_step(&world, 0);
    await(&world, SV_EVENT_LISTENING, 9, 1);
    CHECK(exists("s"));
    struct frame closing = frame_begin(SV_COMMAND_UNLISTEN, 9, 0);
    CHECK(frame_send(&world, &closing) == 0);
    world_step(&world, 0); /* it is queued for the spawner, which gets no turn any more */
    world_close(&world);
    CHECK(!exists("s"));
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(unix_socket_is_descriptor_0_of_its_programs),
        TEST(spawn_right_behind_its_socket_finds_it),
        TEST(program_has_no_stdin_pipe_and_no_other_descriptor),
        TEST(spawn_without_its_socket_fails),
        TEST(ipv4_socket_serves_closes_and_opens_again),
        TEST(ipv6_socket_serves_closes_and_opens_again),
        TEST(address_that_is_none_is_refused),
        TEST(owner_and_mode_are_those_asked_for),
        TEST(owner_that_may_not_be_leaves_nothing_behind),
        TEST(stale_socket_is_replaced_and_a_living_one_is_not),
        TEST(file_or_link_in_the_way_is_left_alone),
        TEST(path_that_means_another_file_by_now_is_not_removed),
        TEST(socket_that_was_to_be_closed_leaves_no_path_at_the_end),
    };
    return RUN(tests);
}
