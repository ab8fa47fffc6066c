/* Users and groups, for NativeHost. May block on name services. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"
#include "org_warden_spawner_NativeHost.h"

enum { FIRST_BYTES = 1 << 10, MOST_BYTES = 1 << 24, FIRST_GROUPS = 32, MOST_GROUPS = 65536 };

/* Either by name or, when that is NULL, by number. Gives memory to free, also when it fails. */
static int find_user(const char *name, uid_t uid, struct passwd *user, char **memory) {
    *memory = NULL;
    for (size_t size = FIRST_BYTES; size <= MOST_BYTES; size *= 2) {
        char *larger = realloc(*memory, size);
        if (!larger)
            return -ENOMEM;
        *memory = larger;
        struct passwd *found = NULL;
        int error = name ? getpwnam_r(name, user, *memory, size, &found)
                         : getpwuid_r(uid, user, *memory, size, &found);
        if (found)
            return 0;
        if (error != ERANGE)
            return error ? -error : -ENOENT;
    }
    return -ERANGE;
}

/* The same for groups; a big group has a long entry. */
static int find_group(const char *name, gid_t gid, struct group *group, char **memory) {
    *memory = NULL;
    for (size_t size = FIRST_BYTES; size <= MOST_BYTES; size *= 2) {
        char *larger = realloc(*memory, size);
        if (!larger)
            return -ENOMEM;
        *memory = larger;
        struct group *found = NULL;
        int error = name ? getgrnam_r(name, group, *memory, size, &found)
                         : getgrgid_r(gid, group, *memory, size, &found);
        if (found)
            return 0;
        if (error != ERANGE)
            return error ? -error : -ENOENT;
    }
    return -ERANGE;
}

/* All groups of the user. Returns how many, with memory to free; or -errno. */
static int groups_of(const struct passwd *user, gid_t **groups) {
    for (int room = FIRST_GROUPS; room <= MOST_GROUPS; room *= 2) {
        *groups = malloc((size_t)room * sizeof **groups);
        if (!*groups)
            return -ENOMEM;
        int n = room;
        if (getgrouplist(user->pw_name, user->pw_gid, *groups, &n) >= 0)
            return n;
        free(*groups);
    }
    *groups = NULL;
    return -ERANGE;
}

static char *put(char *at, const void *bytes, size_t length) {
    memcpy(at, bytes, length);
    return at + length;
}

static char *put_number(char *at, size_t number) {
    uint32_t value = (uint32_t)number;
    return put(at, &value, sizeof value);
}

static jint give_user(JNIEnv *env, const struct passwd *user, jbyteArray out) {
    gid_t *groups;
    int count = groups_of(user, &groups);
    if (count < 0)
        return count;
    size_t name = strlen(user->pw_name), home = strlen(user->pw_dir);
    size_t length = 5 * sizeof(uint32_t) + (size_t)count * sizeof *groups + name + home;
    char *record = malloc(length);
    jint result = -ENOMEM;
    if (record) {
        char *at = put_number(record, user->pw_uid);
        at = put_number(at, user->pw_gid);
        at = put_number(at, (size_t)count);
        at = put(at, groups, (size_t)count * sizeof *groups);
        at = put_number(at, name);
        at = put(at, user->pw_name, name);
        at = put_number(at, home);
        put(at, user->pw_dir, home);
        result = sv_give_bytes(env, out, record, length);
    }
    free(record);
    free(groups);
    return result;
}

static jint look_up(JNIEnv *env, const char *name, uid_t uid, jbyteArray out) {
    struct passwd user;
    char *memory;
    jint result = find_user(name, uid, &user, &memory);
    if (result == 0)
        result = give_user(env, &user, out);
    free(memory);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_userByName(JNIEnv *env, jclass type,
                                                                     jbyteArray name,
                                                                     jbyteArray out) {
    (void)type;
    char *text = sv_take_text(env, name);
    jint result = text ? look_up(env, text, 0, out) : -ENOMEM;
    free(text);
    return result;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_userById(JNIEnv *env, jclass type,
                                                                   jint uid, jbyteArray out) {
    (void)type;
    return look_up(env, NULL, (uid_t)uid, out);
}

JNIEXPORT jlong JNICALL Java_org_warden_spawner_NativeHost_groupByName(JNIEnv *env, jclass type,
                                                                       jbyteArray name) {
    (void)type;
    char *text = sv_take_text(env, name);
    if (!text)
        return -ENOMEM;
    struct group group;
    char *memory;
    int result = find_group(text, 0, &group, &memory);
    free(text);
    free(memory);
    return result < 0 ? result : (jlong)group.gr_gid;
}

JNIEXPORT jint JNICALL Java_org_warden_spawner_NativeHost_groupById(JNIEnv *env, jclass type,
                                                                    jint gid) {
    (void)env;
    (void)type;
    struct group group;
    char *memory;
    int result = find_group(NULL, (gid_t)gid, &group, &memory);
    free(memory);
    return result;
}
