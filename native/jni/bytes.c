#include "bytes.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

jint sv_give_bytes(JNIEnv *env, jbyteArray out, const void *bytes, size_t length) {
    if (length > INT_MAX)
        return -EFBIG;
    jint room = (*env)->GetArrayLength(env, out);
    jint n = (jint)length < room ? (jint)length : room;
    (*env)->SetByteArrayRegion(env, out, 0, n, bytes);
    return (jint)length;
}

char *sv_take_text(JNIEnv *env, jbyteArray text) {
    jint length = (*env)->GetArrayLength(env, text);
    char *copy = malloc((size_t)length + 1);
    if (!copy)
        return NULL;
    (*env)->GetByteArrayRegion(env, text, 0, length, (jbyte *)copy);
    copy[length] = '\0';
    return copy;
}
