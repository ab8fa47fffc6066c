/* The class NativeEngine. Nothing but numbers and bytes crosses; see STYLE: C looks up no class and
 * throws nothing. */
#include "engine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errno_names.h"
#include "org_warden_spawner_NativeEngine.h"

static struct sv_engine *at(jlong address) { return (struct sv_engine *)(uintptr_t)address; }

JNIEXPORT jlong JNICALL Java_org_warden_spawner_NativeEngine_open(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    struct sv_engine *engine;
    int result = sv_engine_open(0, &engine);
    return result < 0 ? result : (jlong)(uintptr_t)engine;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeEngine_send(JNIEnv *env, jclass type,
                                                                 jlong engine, jbyteArray frame,
                                                                 jint length) {
    (void)type;
    if (length < 0 || length > (*env)->GetArrayLength(env, frame))
        return -EINVAL;
    uint8_t *bytes = malloc((size_t)length + 1);
    if (!bytes)
        return -ENOMEM;
    (*env)->GetByteArrayRegion(env, frame, 0, length, (jbyte *)bytes);
    int result = sv_engine_send(at(engine), bytes, (size_t)length);
    free(bytes);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeEngine_next(JNIEnv *env, jclass type,
                                                                 jlong engine, jobject events,
                                                                 jint capacity) {
    (void)type;
    uint8_t *buffer = (*env)->GetDirectBufferAddress(env, events);
    if (!buffer || capacity < 0 || capacity > (*env)->GetDirectBufferCapacity(env, events))
        return -EINVAL;
    return sv_engine_next(at(engine), buffer, (size_t)capacity, -1);
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeEngine_spawnLoop(JNIEnv *env, jclass type,
                                                                      jlong engine) {
    (void)env;
    (void)type;
    return sv_engine_spawn_loop(at(engine));
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeEngine_wake(JNIEnv *env, jclass type,
                                                                 jlong engine) {
    (void)env;
    (void)type;
    sv_engine_wake(at(engine));
    return 0;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeEngine_free(JNIEnv *env, jclass type,
                                                                 jlong engine) {
    (void)env;
    (void)type;
    sv_engine_close(at(engine));
    return 0;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeEngine_capabilities(JNIEnv *env, jclass type,
                                                                         jlong engine) {
    (void)env;
    (void)type;
    return (jint)sv_engine_capabilities(at(engine));
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeEngine_installSignals(JNIEnv *env, jclass type,
                                                                           jlong engine) {
    (void)env;
    (void)type;
    return sv_engine_install_signals(at(engine));
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeEngine_errnoName(JNIEnv *env, jclass type,
                                                                      jint number,
                                                                      jbyteArray name) {
    (void)type;
    const char *text = sv_errno_name(number);
    jint length = (jint)strlen(text);
    if (length > (*env)->GetArrayLength(env, name))
        return -ERANGE;
    (*env)->SetByteArrayRegion(env, name, 0, length, (const jbyte *)text);
    return length;
}
