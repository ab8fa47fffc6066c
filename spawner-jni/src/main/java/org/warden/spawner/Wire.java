package org.warden.spawner;

import java.lang.annotation.Native;
import org.warden.core.port.Protocol;

/**
 * The numbers of the engine's wire format. This is the only place where they are written down: the C side is compiled
 * against a header that is made from this class.
 *
 * <p>Source: {@code docs/design/engine.md}.
 */
final class Wire {
    /** Of the engine's frames. */
    @Native
    static final int VERSION = Protocol.VERSION;

    /** The versions of the conversation with a keeper that both sides speak. */
    @Native
    static final int KEEPER_OLDEST = 1;

    @Native
    static final int KEEPER_VERSION = 2;

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
    static final int COMMAND_MEASURE = 11;

    @Native
    static final int COMMAND_HOLD = 12;

    @Native
    static final int COMMAND_PURSUE = 13;

    /** The last that an engine knows; those after it are the keeper's. */
    @Native
    static final int COMMAND_LAST = 13;

    @Native
    static final int COMMAND_NOTE = 14;

    @Native
    static final int COMMAND_ATTACH = 15;

    @Native
    static final int COMMAND_PLACE = 16;

    @Native
    static final int COMMAND_END = 17;

    /** Not of a control plane: asks a keeper what it is. Since version 2, as all that follow. */
    @Native
    static final int COMMAND_STATUS = 18;

    /** Not of a control plane either: the one that is attached has to go. */
    @Native
    static final int COMMAND_TAKEOVER = 19;

    /** The same: the keeper becomes another program, and stays what it is. */
    @Native
    static final int COMMAND_UPGRADE = 20;

    /** How a child is to be stopped when there is no control plane. */
    @Native
    static final int COMMAND_WILL = 21;

    /** A child's stop has begun, and has an end. */
    @Native
    static final int COMMAND_STOPPING = 22;

    /** How the control plane is started again when it has ended without a word; nothing: it is not. */
    @Native
    static final int COMMAND_REVIVE = 23;

    /** Of WILL: the stop signal is for the process group; SIGKILL is; what has left the group is killed. */
    @Native
    static final int WILL_STOP_GROUP = 1;

    @Native
    static final int WILL_KILL_GROUP = 2;

    @Native
    static final int WILL_PURSUE = 4;

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
    static final int EVENT_MEASURED = 139;

    @Native
    static final int EVENT_NOTED = 140;

    @Native
    static final int EVENT_KNOWN = 141;

    @Native
    static final int EVENT_OPEN = 142;

    @Native
    static final int EVENT_ATTACHED = 143;

    @Native
    static final int EVENT_BUSY = 144;

    /** To who is no control plane. */
    @Native
    static final int EVENT_ANSWER = 145;

    /** To a control plane that speaks none of the keeper's versions. */
    @Native
    static final int EVENT_VERSIONS = 146;

    /** To a control plane that has to go. */
    @Native
    static final int EVENT_DISMISSED = 147;

    /** Of ATTACH: the connection of this control plane was lost. */
    @Native
    static final int ATTACH_AGAIN = 2;

    /** Of TAKEOVER: the process of who is attached, or was sent away last, is killed. */
    @Native
    static final int TAKEOVER_KILL = 1;

    /** The longest key of a note, in bytes. */
    @Native
    static final int MAX_KEY_BYTES = 4096;

    /** Exit statuses of the keeper's starter: the directory is not as it must be; a keeper lives there. */
    @Native
    static final int KEEPER_DIRECTORY = 3;

    @Native
    static final int KEEPER_LOCKED = 4;

    @Native
    static final int KEEPER_SOCKET = 5;

    /** Its policy can't be had. */
    @Native
    static final int KEEPER_POLICY = 6;

    /** Of a keeper that was asked whether it could take the place of one that runs. */
    @Native
    static final int KEEPER_UNDERSTOOD = 70;

    @Native
    static final int KEEPER_NOT_EXECUTED = 71;

    @Native
    static final int SPAWN_REDIRECT_STDERR = 1;

    @Native
    static final int SPAWN_HAS_USER = 2;

    /** In a cgroup of its own; a keeper without the capability refuses it. */
    @Native
    static final int SPAWN_ENCLOSED = 4;

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

    /** The keeper's policy refuses it; one of REFUSED_* stands in the place of the errno. */
    @Native
    static final int STAGE_POLICY = 5;

    @Native
    static final int REFUSED_USER = 1;

    @Native
    static final int REFUSED_GROUP = 2;

    @Native
    static final int REFUSED_COMMAND = 3;

    @Native
    static final int REFUSED_VARIABLE = 4;

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

    /** A keeper's: it knows REVIVE. */
    @Native
    static final int CAPABILITY_REVIVES = 2;

    /** The same: it is root's and works under a policy, so programs may have other users. */
    @Native
    static final int CAPABILITY_POLICY = 4;

    /** Children may have cgroups of their own. */
    @Native
    static final int CAPABILITY_ENCLOSES = 8;

    private Wire() {}
}
