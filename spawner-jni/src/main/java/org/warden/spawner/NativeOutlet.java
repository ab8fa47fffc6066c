package org.warden.spawner;

/**
 * What {@link SystemOutlets} needs of C ({@code native/jni/outlet.c}). Every one returns a number {@code >= 0}, or {@code
 * -errno}. An outlet is named by the address that {@link #open} gave, and used by one thread at a time.
 */
final class NativeOutlet {

    private NativeOutlet() {}

    /** 0 when the path leads to a regular file under a name of its own, which is there now. */
    static native long open(byte[] path);

    /** Writes without waiting. EAGAIN when the reader has not taken what came before. */
    static native int write(long outlet, byte[] line);

    static native int close(long outlet);

    /** Sends one message to /dev/log without waiting. */
    static native int syslog(byte[] message);
}
