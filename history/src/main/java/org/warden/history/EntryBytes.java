package org.warden.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.warden.core.api.HistoryEntry;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

/** Entries as bytes. Names of states and kinds are written as words, so that their order may change. */
final class EntryBytes {
    private static final int VERSION = 1;

    /** What is longer is cut: an entry is a line, not a file. */
    private static final int MOST_CHARACTERS = 2000;

    private static final int MOST_ARGUMENTS = 20;

    private EntryBytes() {}

    static byte[] of(long millis, HistoryEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            out.writeLong(millis);
            text(out, event.kind().name());
            write(out, event);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, HistoryEvent event) throws IOException {
        if (event instanceof HistoryEvent.StateChanged changed) {
            name(out, changed.name());
            text(out, changed.from().name());
            text(out, changed.to().name());
            out.writeInt(changed.pid());
            text(out, changed.why());
        } else if (event instanceof HistoryEvent.Exited exited) {
            name(out, exited.name());
            out.writeInt(exited.pid());
            text(out, exited.status().kind().name());
            out.writeInt(exited.status().value());
            out.writeBoolean(exited.status().coreDumped());
            out.writeLong(exited.userMicros());
            out.writeLong(exited.systemMicros());
            out.writeLong(exited.maxRssKib());
        } else if (event instanceof HistoryEvent.Called called) {
            text(out, called.who());
            text(out, called.from());
            text(out, called.method());
            List<String> arguments =
                    called.arguments().stream().limit(MOST_ARGUMENTS).toList();
            out.writeByte(arguments.size());
            for (String argument : arguments) {
                text(out, argument);
            }
            text(out, called.result());
        } else if (event instanceof HistoryEvent.Daemon daemon) {
            text(out, daemon.what());
        } else if (event instanceof HistoryEvent.Lost lost) {
            out.writeLong(lost.events());
        }
    }

    private static void name(DataOutputStream out, ProcessName name) throws IOException {
        text(out, name.group());
        text(out, name.process());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeUTF(text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 3) + "...");
    }

    /** @throws IOException when the bytes are of a later version, or damaged */
    static HistoryEntry read(long id, byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException("an entry of version " + version);
        }
        long millis = in.readLong();
        try {
            return new HistoryEntry(id, millis, read(HistoryEvent.Kind.valueOf(in.readUTF()), in));
        } catch (IllegalArgumentException unknownWord) {
            throw new IOException(unknownWord.getMessage(), unknownWord);
        }
    }

    private static HistoryEvent read(HistoryEvent.Kind kind, DataInputStream in) throws IOException {
        return switch (kind) {
            case STATE ->
                new HistoryEvent.StateChanged(
                        name(in),
                        ProcessState.valueOf(in.readUTF()),
                        ProcessState.valueOf(in.readUTF()),
                        in.readInt(),
                        in.readUTF());
            case EXIT ->
                new HistoryEvent.Exited(
                        name(in),
                        in.readInt(),
                        new ExitStatus(ExitStatus.Kind.valueOf(in.readUTF()), in.readInt(), in.readBoolean()),
                        in.readLong(),
                        in.readLong(),
                        in.readLong());
            case CALL -> new HistoryEvent.Called(in.readUTF(), in.readUTF(), in.readUTF(), arguments(in), in.readUTF());
            case DAEMON -> new HistoryEvent.Daemon(in.readUTF());
            case LOST -> new HistoryEvent.Lost(in.readLong());
        };
    }

    private static ProcessName name(DataInputStream in) throws IOException {
        return new ProcessName(in.readUTF(), in.readUTF());
    }

    private static List<String> arguments(DataInputStream in) throws IOException {
        int count = in.readUnsignedByte();
        List<String> arguments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            arguments.add(in.readUTF());
        }
        return arguments;
    }
}
