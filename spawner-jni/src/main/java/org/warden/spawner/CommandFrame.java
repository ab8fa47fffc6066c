package org.warden.spawner;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.warden.core.model.Channel;
import org.warden.core.model.OsText;
import org.warden.core.port.ListenPlan;
import org.warden.core.port.SpawnPlan;
import org.warden.core.port.SpawnerCommand;

/** Commands as frames of the engine's wire format. */
final class CommandFrame {
    private static final int FIRST_BYTES = 4096;

    private ByteBuffer out = ByteBuffer.allocate(FIRST_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private CommandFrame(int type, int child, int seq) {
        out.putInt(0).putShort((short) type).putShort((short) 0).putInt(child).putInt(seq);
    }

    /**
     * One whole frame.
     *
     * @throws IllegalArgumentException when it is larger than the wire format allows, or a text holds a NUL
     */
    static byte[] of(SpawnerCommand command) {
        if (command instanceof SpawnerCommand.Spawn spawn) {
            return new CommandFrame(Wire.COMMAND_SPAWN, spawn.child(), 0)
                    .plan(spawn.plan(), spawn.socket())
                    .bytes();
        } else if (command instanceof SpawnerCommand.Listen listen) {
            return new CommandFrame(Wire.COMMAND_LISTEN, listen.socket(), 0)
                    .socket(listen.plan())
                    .bytes();
        } else if (command instanceof SpawnerCommand.Unlisten unlisten) {
            return new CommandFrame(Wire.COMMAND_UNLISTEN, unlisten.socket(), 0).bytes();
        } else if (command instanceof SpawnerCommand.Kill kill) {
            CommandFrame frame = new CommandFrame(Wire.COMMAND_KILL, kill.child(), kill.seq());
            frame.room(5).putInt(kill.signal()).put((byte) (kill.group() ? 1 : 0));
            return frame.bytes();
        } else if (command instanceof SpawnerCommand.WriteStdin stdin) {
            CommandFrame frame = new CommandFrame(Wire.COMMAND_STDIN, stdin.child(), stdin.seq());
            frame.room(stdin.bytes().length).put(stdin.bytes());
            return frame.bytes();
        } else if (command instanceof SpawnerCommand.ReopenLogs reopen) {
            return new CommandFrame(Wire.COMMAND_REOPEN, reopen.child(), reopen.seq()).bytes();
        } else if (command instanceof SpawnerCommand.ClearLogs clear) {
            return new CommandFrame(Wire.COMMAND_CLEAR, clear.child(), clear.seq()).bytes();
        } else if (command instanceof SpawnerCommand.Report report) {
            CommandFrame frame = new CommandFrame(Wire.COMMAND_REPORT, report.child(), 0);
            frame.room(2).put((byte) number(report.channel())).put((byte) (report.on() ? 1 : 0));
            return frame.bytes();
        } else if (command instanceof SpawnerCommand.Forget forget) {
            return new CommandFrame(Wire.COMMAND_FORGET, forget.child(), 0).bytes();
        } else if (command instanceof SpawnerCommand.Measure measure) {
            return new CommandFrame(Wire.COMMAND_MEASURE, 0, measure.seq()).bytes();
        }
        return ofKeeper(command);
    }

    private static byte[] ofKeeper(SpawnerCommand command) {
        if (command instanceof SpawnerCommand.Hold hold) {
            CommandFrame frame = new CommandFrame(Wire.COMMAND_HOLD, hold.child(), 0);
            frame.room(1).put((byte) number(hold.channel()));
            return frame.bytes();
        } else if (command instanceof SpawnerCommand.Pursue pursue) {
            return new CommandFrame(Wire.COMMAND_PURSUE, pursue.child(), 0).bytes();
        } else if (command instanceof SpawnerCommand.Note note) {
            CommandFrame frame = new CommandFrame(Wire.COMMAND_NOTE, 0, 0);
            frame.text(note.key());
            frame.room(note.bytes().length).put(note.bytes());
            return frame.bytes();
        } else if (command instanceof SpawnerCommand.Will will) {
            CommandFrame frame = new CommandFrame(Wire.COMMAND_WILL, will.child(), 0);
            int flags = (will.stopAsGroup() ? Wire.WILL_STOP_GROUP : 0)
                    | (will.killAsGroup() ? Wire.WILL_KILL_GROUP : 0)
                    | (will.pursue() ? Wire.WILL_PURSUE : 0);
            frame.room(17)
                    .putInt(will.rank())
                    .putInt(will.signal())
                    .put((byte) flags)
                    .putLong(will.waitNanos());
            return frame.bytes();
        } else if (command instanceof SpawnerCommand.Stopping stopping) {
            CommandFrame frame = new CommandFrame(Wire.COMMAND_STOPPING, stopping.child(), 0);
            frame.room(8).putLong(stopping.deadlineNanos());
            return frame.bytes();
        } else if (command instanceof SpawnerCommand.End) {
            return new CommandFrame(Wire.COMMAND_END, 0, 0).bytes();
        }
        throw new IllegalArgumentException("no frame for " + command);
    }

    /** What opens the conversation. */
    static byte[] hello() {
        CommandFrame frame = new CommandFrame(Wire.COMMAND_HELLO, 0, 0);
        frame.room(4).putShort((short) Wire.VERSION).putShort((short) Wire.VERSION);
        return frame.bytes();
    }

    /**
     * What opens the conversation with a keeper.
     *
     * @param again whether there was one already, and the connection was lost
     */
    static byte[] attach(boolean again) {
        CommandFrame frame = new CommandFrame(Wire.COMMAND_ATTACH, 0, 0);
        frame.room(8).putShort((short) Wire.KEEPER_OLDEST).putShort((short) Wire.KEEPER_VERSION);
        frame.out.putInt(again ? Wire.ATTACH_AGAIN : 0);
        return frame.bytes();
    }

    /** Asks a keeper what it is. */
    static byte[] status() {
        return new CommandFrame(Wire.COMMAND_STATUS, 0, 0).bytes();
    }

    /** What goes with the descriptors that a keeper is passed. */
    static byte[] place(int umask) {
        CommandFrame frame = new CommandFrame(Wire.COMMAND_PLACE, 0, 0);
        frame.room(4).putInt(umask);
        return frame.bytes();
    }

    /** How the control plane is to be started again. */
    static byte[] revive(Revival revival) {
        CommandFrame frame = new CommandFrame(Wire.COMMAND_REVIVE, 0, 0);
        frame.room(13).putInt(revival.most()).putLong(revival.openFiles()).put((byte) (revival.onStdout() ? 1 : 0));
        frame.text(revival.logfile());
        frame.text(revival.directory());
        frame.list(revival.argv());
        frame.list(revival.environment());
        return frame.bytes();
    }

    /** It is not to be started again any more. */
    static byte[] reviveNobody() {
        return new CommandFrame(Wire.COMMAND_REVIVE, 0, 0).bytes();
    }

    static int number(Channel channel) {
        return channel == Channel.STDOUT ? Wire.CHANNEL_STDOUT : Wire.CHANNEL_STDERR;
    }

    private CommandFrame socket(ListenPlan plan) {
        int family =
                switch (plan.family()) {
                    case UNIX -> Wire.FAMILY_UNIX;
                    case INET -> Wire.FAMILY_INET;
                    case INET6 -> Wire.FAMILY_INET6;
                };
        room(3).put((byte) family).putShort((short) plan.port());
        text(plan.address());
        room(16).putInt(plan.backlog()).putInt(plan.uid()).putInt(plan.gid()).putInt(plan.mode());
        return this;
    }

    private CommandFrame plan(SpawnPlan plan, int socket) {
        int flags = (plan.redirectStderr() ? Wire.SPAWN_REDIRECT_STDERR : 0)
                | (plan.user() == null ? 0 : Wire.SPAWN_HAS_USER)
                | (plan.enclosed() ? Wire.SPAWN_ENCLOSED : 0);
        room(4).putInt(flags);
        user(plan.user() == null ? new SpawnPlan.User(0, 0, List.of()) : plan.user());
        room(16).putInt(plan.umask()).putLong(plan.openFiles()).putInt(socket);
        text(plan.path());
        list(plan.argv());
        list(plan.environment());
        text(plan.directory() == null ? "" : plan.directory());
        output(plan.stdout());
        output(plan.redirectStderr() ? SpawnPlan.Output.NONE : plan.stderr());
        return this;
    }

    private void user(SpawnPlan.User user) {
        room(12 + 4 * user.groups().size())
                .putInt(user.uid())
                .putInt(user.gid())
                .putInt(user.groups().size());
        user.groups().forEach(out::putInt);
    }

    private void output(SpawnPlan.Output output) {
        int flags = (output.file() == null ? 0 : Wire.OUTPUT_HAS_FILE)
                | (output.stripAnsi() ? Wire.OUTPUT_STRIP_ANSI : 0)
                | (output.report() ? Wire.OUTPUT_REPORT : 0);
        room(24).putInt(flags)
                .putLong(output.maxBytes())
                .putInt(output.backups())
                .putLong(output.captureMaxBytes());
        text(output.file() == null ? "" : output.file());
        text(output.syslog() == null ? "" : output.syslog());
    }

    private void list(List<String> texts) {
        room(4).putInt(texts.size());
        texts.forEach(this::text);
    }

    private void text(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL character in " + text.replace("\0", "\\0"));
        }
        byte[] bytes = OsText.encode(text);
        room(4 + bytes.length).putInt(bytes.length).put(bytes);
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            if (bytes > Wire.MAX_FRAME_BYTES - out.position()) {
                throw new IllegalArgumentException("more than " + Wire.MAX_FRAME_BYTES
                        + " bytes of arguments, environment or input in one command");
            }
            int size = Math.min(Math.max(2 * out.capacity(), out.position() + bytes), Wire.MAX_FRAME_BYTES);
            out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(out.flip());
        }
        return out;
    }

    private byte[] bytes() {
        out.putInt(0, out.position());
        return Arrays.copyOf(out.array(), out.position());
    }
}
