/* The class NativeOutlet: lines of the activity log on their way to what is no file. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "bytes.h"
#include "log.h"
#include "org_warden_spawner_NativeOutlet.h"
#include "syslog.h"

static struct sv_log *at(jlong address) { return (struct sv_log *)(uintptr_t)address; }

JNIEXPORT jlong JNICALL Java_org_warden_spawner_NativeOutlet_open(JNIEnv *env, jclass type,
                                                                  jbyteArray path) {
    (void)type;
    char *text = sv_take_text(env, path);
    struct sv_log *log = text ? malloc(sizeof *log) : NULL;
    int result = log ? sv_log_open(log, text, 0, 0) : -ENOMEM;
    free(text);
    if (result == 0 && !log->target.rotate)
        return (jlong)(uintptr_t)log;
    if (result == 0)
        sv_log_close(log);
    free(log);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeOutlet_write(JNIEnv *env, jclass type,
                                                                  jlong outlet, jbyteArray line) {
    (void)type;
    struct sv_log *log = at(outlet);
    struct sv_trouble trouble = {0, 0, 0};
    sv_log_flush(log, false, &trouble);
    if (sv_log_waits(log))
        return -EAGAIN;
    jsize length = (*env)->GetArrayLength(env, line);
    jbyte *bytes = (*env)->GetByteArrayElements(env, line, NULL);
    if (!bytes)
        return -ENOMEM;
    sv_log_write(log, (uint8_t *)bytes, (size_t)length, &trouble);
    (*env)->ReleaseByteArrayElements(env, line, bytes, JNI_ABORT);
    uint64_t lost = trouble.lost + log->lost;
    log->lost = 0;
    return lost ? -log->last_error : 0;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeOutlet_close(JNIEnv *env, jclass type,
                                                                  jlong outlet) {
    (void)env;
    (void)type;
    sv_log_close(at(outlet));
    free(at(outlet));
    return 0;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeOutlet_syslog(JNIEnv *env, jclass type,
                                                                   jbyteArray message) {
    (void)type;
    jsize length = (*env)->GetArrayLength(env, message);
    jbyte *bytes = (*env)->GetByteArrayElements(env, message, NULL);
    if (!bytes)
        return -ENOMEM;
    struct sv_syslog syslog;
    sv_syslog_init(&syslog, SV_SYSLOG_PATH);
    int result = sv_syslog_send(&syslog, (uint8_t *)bytes, (size_t)length);
    sv_syslog_close(&syslog);
    (*env)->ReleaseByteArrayElements(env, message, bytes, JNI_ABORT);
    return result;
}
