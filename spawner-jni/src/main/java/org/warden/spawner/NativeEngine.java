package org.warden.spawner;

import java.nio.ByteBuffer;

/**
 * The engine's entry points in C ({@code native/jni/engine.c}). Every one returns a number {@code >= 0}, or {@code
 * -errno}. The engine is named by the address that {@link #open} gave; {@link JniSpawner} sees to it that no address is
 * used after {@link #free}.
 */
final class NativeEngine {

    private NativeEngine() {}

    /** Makes an engine without threads. Fails with ENOSYS where the kernel has no pidfd (before Linux 5.4). */
    static native long open();

    /** Queues one command frame. Any thread. EBADMSG for what is no frame, EAGAIN when the queue takes no more. */
    static native int send(long engine, byte[] frame, int length);

    /**
     * Moves bytes and watches children until there is something to tell, then fills a direct buffer from its start with
     * whole event frames. Only one thread, always the same. ESHUTDOWN after {@link #wake}.
     *
     * @return how many bytes were filled
     */
    static native int next(long engine, ByteBuffer events, int capacity);

    /** Spawns what is queued until {@link #wake}. Only one thread, always the same. */
    static native int spawnLoop(long engine);

    /** Makes {@link #next} and {@link #spawnLoop} return, now and for ever. Any thread. */
    static native int wake(long engine);

    /** Releases everything; both threads must have left. Living children are left alone. */
    static native int free(long engine);

    /** A set of {@code Wire.CAPABILITY_*}. */
    static native int capabilities(long engine);

    /**
     * Lets TERM, INT, QUIT, HUP and USR2 come as SIGNAL events and ignores USR1, until {@link #free}. EBUSY when an
     * engine of this process has them already.
     */
    static native int installSignals(long engine);

    /** Writes the name of an errno, such as {@code ENOENT}, and returns its length. */
    static native int errnoName(int errno, byte[] name);
}
