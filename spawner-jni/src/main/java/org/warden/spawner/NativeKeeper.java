package org.warden.spawner;

import java.nio.ByteBuffer;

/**
 * What is needed to start a keeper and to talk to it ({@code native/jni/keeper.c}). Every method returns a number {@code
 * >= 0}, or {@code -errno}.
 */
final class NativeKeeper {

    private NativeKeeper() {}

    /**
     * Connects to the keeper of a state directory and makes sure that it is this user's or root's.
     *
     * @return a descriptor; ENOENT or ECONNREFUSED when there is none
     */
    static native int connect(byte[] directory);

    /**
     * Starts a keeper and waits until it listens.
     *
     * @return 0, or one of {@code Wire.KEEPER_*}, or another exit status
     */
    static native int start(byte[] program, byte[] directory);

    /** Sends a whole frame; waits until the socket has taken it. */
    static native int send(int fd, byte[] frame);

    /** The same, with this process's standard output, standard error and working directory. */
    static native int sendPlace(int fd, byte[] frame);

    /** Waits for bytes and fills a direct buffer from its start; 0 when the other side is gone. */
    static native int receive(int fd, ByteBuffer into, int capacity);

    /** How long {@link #receive} waits before it answers EAGAIN; 0 for ever, as at first. */
    static native int setPatience(int fd, int seconds);

    /** Makes {@link #receive} return. Any thread. */
    static native int hangUp(int fd);

    /** Closes the descriptor; nobody may use it any more. */
    static native int close(int fd);
}
