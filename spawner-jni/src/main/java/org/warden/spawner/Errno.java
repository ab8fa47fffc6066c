package org.warden.spawner;

import java.nio.charset.StandardCharsets;

/** Error numbers of the system. The library must be loaded. */
final class Errno {
    /** No such file, user or group. */
    static final int ENOENT = 2;

    static final int EAGAIN = 11;

    /** Also where nothing may be executed. */
    static final int EACCES = 13;

    /** A file that somebody has open for writing can't be executed. */
    static final int ETXTBSY = 26;

    /** Nobody listens on the socket. */
    static final int ECONNREFUSED = 111;

    /** The engine has ended. */
    static final int ESHUTDOWN = 108;

    private static final int LONGEST_NAME = 32;

    private Errno() {}

    /** {@code ENOENT} for 2, from the table in C, which is the only one; the empty text for 0. */
    static String name(int errno) {
        if (errno == 0) {
            return "";
        }
        byte[] name = new byte[LONGEST_NAME];
        int length = NativeEngine.errnoName(errno, name);
        return new String(name, 0, Math.max(length, 0), StandardCharsets.US_ASCII);
    }
}
