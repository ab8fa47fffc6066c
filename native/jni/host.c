/* The class NativeHost but for users and groups (account.c). libc's own set*id: they change all
 * threads. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bytes.h"
#include "org_warden_spawner_NativeHost.h"
#include "syslog.h"

#define FILES org_warden_spawner_NativeHost_RESOURCE_FILES
#define PROCESSES org_warden_spawner_NativeHost_RESOURCE_PROCESSES

static jint result_of(int result) { return result < 0 ? -errno : result; }

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_environment(JNIEnv *env, jclass type,
                                                                      jbyteArray out) {
    (void)type;
    size_t length = 0;
    for (char **entry = environ; entry && *entry; entry++)
        length += strlen(*entry) + 1;
    char *all = malloc(length + 1);
    if (!all)
        return -ENOMEM;
    char *at = all;
    for (char **entry = environ; entry && *entry; entry++) {
        size_t n = strlen(*entry) + 1;
        if (n > length - (size_t)(at - all))
            break; /* changed meanwhile by another thread */
        memcpy(at, *entry, n);
        at += n;
    }
    jint result = sv_give_bytes(env, out, all, (size_t)(at - all));
    free(all);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_nodeName(JNIEnv *env, jclass type,
                                                                   jbyteArray out) {
    (void)type;
    struct utsname names;
    if (uname(&names) < 0)
        return -errno;
    return sv_give_bytes(env, out, names.nodename, strlen(names.nodename));
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_kernelRelease(JNIEnv *env, jclass type,
                                                                        jbyteArray out) {
    (void)type;
    struct utsname names;
    if (uname(&names) < 0)
        return -errno;
    return sv_give_bytes(env, out, names.release, strlen(names.release));
}

JNIEXPORT jlong JNICALL Java_org_warden_spawner_NativeHost_effectiveUser(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return geteuid();
}

JNIEXPORT jlong JNICALL Java_org_warden_spawner_NativeHost_effectiveGroup(JNIEnv *env,
                                                                          jclass type) {
    (void)env;
    (void)type;
    return getegid();
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_mayExecute(JNIEnv *env, jclass type,
                                                                     jbyteArray path) {
    (void)type;
    char *text = sv_take_text(env, path);
    if (!text)
        return -ENOMEM;
    jint result = result_of(access(text, X_OK));
    free(text);
    return result;
}

/* Java's -1 and RLIM_INFINITY are the same bits. */
JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_limit(JNIEnv *env, jclass type,
                                                                jint resource,
                                                                jlongArray soft_and_hard) {
    (void)type;
    if (resource != FILES && resource != PROCESSES)
        return -EINVAL;
    struct rlimit limit;
    if (getrlimit(resource == FILES ? RLIMIT_NOFILE : RLIMIT_NPROC, &limit) < 0)
        return -errno;
    jlong both[2] = {(jlong)limit.rlim_cur, (jlong)limit.rlim_max};
    (*env)->SetLongArrayRegion(env, soft_and_hard, 0, 2, both);
    return 0;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_setLimit(JNIEnv *env, jclass type,
                                                                   jint resource, jlong soft,
                                                                   jlong hard) {
    (void)env;
    (void)type;
    if (resource != FILES && resource != PROCESSES)
        return -EINVAL;
    struct rlimit limit = {(rlim_t)soft, (rlim_t)hard};
    return result_of(setrlimit(resource == FILES ? RLIMIT_NOFILE : RLIMIT_NPROC, &limit));
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_setGroups(JNIEnv *env, jclass type,
                                                                    jintArray groups) {
    (void)type;
    jint count = (*env)->GetArrayLength(env, groups);
    gid_t *list = malloc((size_t)count * sizeof *list + 1);
    if (!list)
        return -ENOMEM;
    (*env)->GetIntArrayRegion(env, groups, 0, count, (jint *)list);
    jint result = result_of(setgroups((size_t)count, list));
    free(list);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_setGroup(JNIEnv *env, jclass type,
                                                                   jint gid) {
    (void)env;
    (void)type;
    return result_of(setgid((gid_t)gid));
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_setUser(JNIEnv *env, jclass type,
                                                                  jint uid) {
    (void)env;
    (void)type;
    return result_of(setuid((uid_t)uid));
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_currentUmask(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    char text[512];
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    text[n > 0 ? n : 0] = '\0';
    const char *line = strstr(text, "\nUmask:");
    int mask = 0;
    for (const char *at = line ? line + 7 : ""; *at && *at != '\n'; at++)
        if (*at >= '0' && *at <= '7')
            mask = mask * 8 + (*at - '0');
    return line ? mask & 0777 : 022;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_umask(JNIEnv *env, jclass type,
                                                                jint mask) {
    (void)env;
    (void)type;
    return (jint)umask((mode_t)mask);
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_changeDirectory(JNIEnv *env, jclass type,
                                                                          jbyteArray path) {
    (void)type;
    char *text = sv_take_text(env, path);
    if (!text)
        return -ENOMEM;
    jint result = result_of(chdir(text));
    free(text);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_leaveTerminal(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0)
        return -errno;
    jint result = 0;
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && result >= 0; fd++)
        result = result_of(dup2(null, fd));
    close(null);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_sayAndClose(JNIEnv *env, jclass type,
                                                                      jint fd, jbyte word) {
    (void)env;
    (void)type;
    ssize_t n;
    do
        n = write(fd, &word, 1);
    while (n < 0 && errno == EINTR);
    jint result = result_of((int)n);
    close(fd);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_syslog(JNIEnv *env, jclass type,
                                                                 jbyteArray message) {
    (void)type;
    jsize length = (*env)->GetArrayLength(env, message);
    char *text = sv_take_text(env, message);
    if (!text)
        return -ENOMEM;
    struct sv_syslog syslog;
    sv_syslog_init(&syslog, SV_SYSLOG_PATH);
    jint result = sv_syslog_send(&syslog, (const uint8_t *)text, (size_t)length);
    sv_syslog_close(&syslog);
    free(text);
    return result;
}
