package org.warden.spawner;

/**
 * System calls for {@link NativeSystem} ({@code native/jni/host.c}). Every one returns a number {@code >= 0}, or {@code
 * -errno}. Those that fill an array return how many bytes there are, even if that is more than fitted. Texts are bytes
 * without NUL.
 */
final class NativeHost {

    private NativeHost() {}

    /** The entries of {@code environ}, each followed by a NUL. */
    static native int environment(byte[] out);

    static native int nodeName(byte[] out);

    static native int kernelRelease(byte[] out);

    /** geteuid(2), unsigned. */
    static native long effectiveUser();

    /** getegid(2), unsigned. */
    static native long effectiveGroup();

    /**
     * Looks a user up: i32 uid, i32 gid, u32 n and n times i32 group, u32 length and name, u32 length and home, in the
     * machine's byte order. ENOENT when there is no such user.
     */
    static native int userByName(byte[] name, byte[] out);

    /** As {@link #userByName}. */
    static native int userById(int uid, byte[] out);

    /** The gid as an unsigned number, or ENOENT. */
    static native long groupByName(byte[] name);

    /** 0, or ENOENT. */
    static native int groupById(int gid);

    /** access(2) with X_OK. */
    static native int mayExecute(byte[] path);

    /** Soft and hard limit of a resource ({@link #RESOURCE_FILES} or {@link #RESOURCE_PROCESSES}); -1 is no limit. */
    static native int limit(int resource, long[] softAndHard);

    static native int setLimit(int resource, long soft, long hard);

    /** setgroups(2) for all threads. */
    static native int setGroups(int[] groups);

    /** setgid(2) for all threads. */
    static native int setGroup(int gid);

    /** setuid(2) for all threads. */
    static native int setUser(int uid);

    /** umask(2); returns the one before. */
    static native int umask(int mask);

    /** The umask, which is not touched: a change, however short, would be every thread's. */
    static native int currentUmask();

    /** chdir(2). */
    static native int changeDirectory(byte[] path);

    /** Makes 0, 1 and 2 {@code /dev/null}. */
    static native int leaveTerminal();

    /** Writes one byte and closes the descriptor, whether or not that byte could be written. */
    static native int sayAndClose(int fd, byte word);

    /** Sends one message to /dev/log without waiting. */
    static native int syslog(byte[] message);

    @java.lang.annotation.Native
    static final int RESOURCE_FILES = 0;

    @java.lang.annotation.Native
    static final int RESOURCE_PROCESSES = 1;
}
