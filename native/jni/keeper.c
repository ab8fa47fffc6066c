/* The class NativeKeeper: a keeper is started, and talked to over its socket. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bytes.h"
#include "connect.h"
#include "org_warden_spawner_NativeKeeper.h"

enum { PASSED = 3 };

extern char **environ;

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeKeeper_connect(JNIEnv *env, jclass type,
                                                                    jbyteArray directory) {
    (void)type;
    char *path = sv_take_text(env, directory);
    if (!path)
        return -ENOMEM;
    int result = sv_keeper_connect(path);
    free(path);
    return result;
}

/* No handler of the JVM's may run in memory that both share; the keeper puts its signals in order
 * by itself. */
static pid_t spawn_plainly(char **arguments) {
    /* The system call, for libc's is newer. */
    uint64_t all = ~(uint64_t)0, before = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
    volatile int error = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        execve(arguments[0], arguments, environ);
        error = errno;
        _exit(127);
    }
    int result = pid < 0 ? -errno : 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
    if (error) {
        waitpid(pid, NULL, 0);
        return -error;
    }
    return result < 0 ? result : pid;
}

/* The process that is waited for leaves the keeper behind as soon as it listens. */
static int start(char *program, char *directory) {
    char *arguments[] = {program, directory, NULL};
    pid_t pid = spawn_plainly(arguments);
    if (pid < 0)
        return pid;
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -ECHILD;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeKeeper_start(JNIEnv *env, jclass type,
                                                                  jbyteArray program,
                                                                  jbyteArray directory) {
    (void)type;
    char *file = sv_take_text(env, program);
    char *path = sv_take_text(env, directory);
    int result = file && path ? start(file, path) : -ENOMEM;
    free(file);
    free(path);
    return result;
}

static int send_all(int fd, struct msghdr *message, size_t left) {
    while (left > 0) {
        ssize_t n = sendmsg(fd, message, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        left -= (size_t)n;
        message->msg_iov->iov_base = (char *)message->msg_iov->iov_base + n;
        message->msg_iov->iov_len -= (size_t)n;
        message->msg_control = NULL;
        message->msg_controllen = 0;
    }
    return 0;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeKeeper_send(JNIEnv *env, jclass type, jint fd,
                                                                 jbyteArray frame) {
    (void)type;
    jsize length = (*env)->GetArrayLength(env, frame);
    void *bytes = malloc((size_t)length + 1);
    if (!bytes)
        return -ENOMEM;
    (*env)->GetByteArrayRegion(env, frame, 0, length, bytes);
    struct iovec part = {bytes, (size_t)length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    int result = send_all(fd, &message, (size_t)length);
    free(bytes);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeKeeper_sendPlace(JNIEnv *env, jclass type,
                                                                      jint fd, jbyteArray frame) {
    (void)type;
    char bytes[64];
    jsize length = (*env)->GetArrayLength(env, frame);
    if (length > (jsize)sizeof bytes)
        return -EMSGSIZE;
    (*env)->GetByteArrayRegion(env, frame, 0, length, (jbyte *)bytes);
    int folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -errno;
    int passed[PASSED] = {STDOUT_FILENO, STDERR_FILENO, folder};
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof passed)];
    } control = {0};
    struct iovec part = {bytes, (size_t)length};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof passed);
    memcpy(CMSG_DATA(rights), passed, sizeof passed);
    int result = send_all(fd, &message, (size_t)length);
    close(folder);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeKeeper_receive(JNIEnv *env, jclass type,
                                                                    jint fd, jobject into,
                                                                    jint capacity) {
    (void)type;
    void *buffer = (*env)->GetDirectBufferAddress(env, into);
    if (!buffer || capacity < 0 || capacity > (*env)->GetDirectBufferCapacity(env, into))
        return -EINVAL;
    ssize_t n;
    do
        n = recv(fd, buffer, (size_t)capacity, 0);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : (jint)n;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeKeeper_setPatience(JNIEnv *env, jclass type,
                                                                        jint fd, jint seconds) {
    (void)env;
    (void)type;
    struct timeval patience = {seconds, 0};
    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0 ? -errno : 0;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeKeeper_hangUp(JNIEnv *env, jclass type,
                                                                   jint fd) {
    (void)env;
    (void)type;
    return shutdown(fd, SHUT_RDWR) < 0 ? -errno : 0;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeKeeper_close(JNIEnv *env, jclass type,
                                                                  jint fd) {
    (void)env;
    (void)type;
    return close(fd) < 0 ? -errno : 0;
}
