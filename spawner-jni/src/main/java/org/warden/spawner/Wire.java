package org.warden.spawner;

import java.lang.annotation.Native;

/**
 * The numbers of the engine's wire format. This is the only place where they are written down: the C side is compiled
 * against a header that is made from this class.
 *
 * <p>Source: {@code docs/design/engine.md}.
 */
final class Wire {
    @Native
    static final int VERSION = 1;

    /** u32 size, u16 type, u16 zero, u32 child, u32 seq. */
    @Native
    static final int HEADER_BYTES = 16;

    /** The largest frame: 4 MiB of payload, as much as an argument vector and environment may be, and some room. */
    @Native
    static final int MAX_FRAME_BYTES = (4 << 20) + (64 << 10);

    /** One read of a channel, and so the most that an OUTPUT event carries. */
    @Native
    static final int MAX_OUTPUT_BYTES = 128 << 10;

    /** What may wait for a child that does not read its stdin. */
    @Native
    static final int MAX_STDIN_BYTES = 16 << 20;

    /** The most that is kept between the tokens of capture mode. */
    @Native
    static final int MAX_CAPTURE_BYTES = 1 << 20;

    @Native
    static final int COMMAND_HELLO = 1;

    @Native
    static final int COMMAND_SPAWN = 2;

    @Native
    static final int COMMAND_KILL = 3;

    @Native
    static final int COMMAND_STDIN = 4;

    @Native
    static final int COMMAND_REOPEN = 5;

    @Native
    static final int COMMAND_CLEAR = 6;

    @Native
    static final int COMMAND_REPORT = 7;

    @Native
    static final int COMMAND_FORGET = 8;

    @Native
    static final int COMMAND_LISTEN = 9;

    @Native
    static final int COMMAND_UNLISTEN = 10;

    @Native
    static final int EVENT_HELLO = 128;

    @Native
    static final int EVENT_SPAWNED = 129;

    @Native
    static final int EVENT_SPAWN_FAILED = 130;

    @Native
    static final int EVENT_EXITED = 131;

    @Native
    static final int EVENT_OUTPUT = 132;

    @Native
    static final int EVENT_DONE = 133;

    @Native
    static final int EVENT_LOG_TROUBLE = 134;

    @Native
    static final int EVENT_SIGNAL = 135;

    @Native
    static final int EVENT_CAPTURED = 136;

    @Native
    static final int EVENT_LISTENING = 137;

    @Native
    static final int EVENT_REAPED = 138;

    @Native
    static final int SPAWN_REDIRECT_STDERR = 1;

    @Native
    static final int SPAWN_HAS_USER = 2;

    @Native
    static final int OUTPUT_HAS_FILE = 1;

    @Native
    static final int OUTPUT_STRIP_ANSI = 2;

    @Native
    static final int OUTPUT_REPORT = 4;

    @Native
    static final int CHANNEL_STDOUT = 1;

    @Native
    static final int CHANNEL_STDERR = 2;

    @Native
    static final int STAGE_LOG = 1;

    @Native
    static final int STAGE_PIPE = 2;

    @Native
    static final int STAGE_FORK = 3;

    @Native
    static final int STAGE_SOCKET = 4;

    @Native
    static final int FAMILY_UNIX = 1;

    @Native
    static final int FAMILY_INET = 2;

    @Native
    static final int FAMILY_INET6 = 3;

    @Native
    static final int LISTEN_BIND = 1;

    @Native
    static final int LISTEN_OCCUPIED = 2;

    @Native
    static final int LISTEN_OWNER = 3;

    @Native
    static final int LISTEN_MODE = 4;

    @Native
    static final int KIND_UNKNOWN = 0;

    @Native
    static final int KIND_EXITED = 1;

    @Native
    static final int KIND_KILLED = 2;

    @Native
    static final int KIND_DUMPED = 3;

    @Native
    static final int OPERATION_OPEN = 1;

    @Native
    static final int OPERATION_WRITE = 2;

    @Native
    static final int OPERATION_ROTATE = 3;

    /** Not a log's: what was captured was dropped. */
    @Native
    static final int OPERATION_CAPTURE = 4;

    /** Not a log's either: messages to syslog were lost, and the number counts them instead of bytes. */
    @Native
    static final int OPERATION_SYSLOG = 5;

    /** close_range(2) is there (Linux 5.9); without it a child copies all descriptors and walks /proc/self/fd. */
    @Native
    static final int CAPABILITY_CLOSE_RANGE = 1;

    private Wire() {}
}
