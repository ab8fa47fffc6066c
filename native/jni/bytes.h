/* Java's byte arrays and C's texts. */
#ifndef SV_BYTES_H
#define SV_BYTES_H

#include <jni.h>
#include <stddef.h>

/* Copies as much as fits and returns the whole length; -EFBIG beyond what an int holds. */
jint sv_give_bytes(JNIEnv *env, jbyteArray out, const void *bytes, size_t length);

/* A copy that ends with NUL, to be freed; NULL when there is no memory. */
char *sv_take_text(JNIEnv *env, jbyteArray text);

#endif
