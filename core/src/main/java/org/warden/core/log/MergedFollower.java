package org.warden.core.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.warden.core.api.LogReader;
import org.warden.core.api.Logs;

/** Follows both logs of a program, line by line as {@link LogReader#followBoth} says. */
final class MergedFollower implements Logs.Follower {
    private static final int MOST_LINE = 64 << 10;

    /** A line without end is taken for whole after so many looks that find nothing new; each takes a tenth of a second. */
    private static final int LOOKS_TO_WAIT = 10;

    /** Dates as ISO 8601 has them and as loggers write them. Digits compare as times do where both are written alike. */
    private static final Pattern TIME =
            Pattern.compile("\\W{0,2}(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d{1,9}))?");

    private static final int MOST_BEFORE_TIME = 40;

    private final List<Channel> channels = new ArrayList<>();
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();

    /** One of the two logs. */
    private static final class Channel {
        private final byte mark;
        private final Logs.Follower follower;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
        private int quiet;

        Channel(char mark, Logs.Follower follower) {
            this.mark = (byte) mark;
            this.follower = follower;
        }

        /** What has become whole, each line with its mark and its end. */
        List<byte[]> lines(int limit) throws IOException {
            byte[] bytes = follower.next(limit);
            quiet = bytes.length == 0 ? quiet + 1 : 0;
            List<byte[]> lines = new ArrayList<>();
            int from = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n' || begun.size() + i - from >= MOST_LINE) {
                    int length = i - from + (bytes[i] == '\n' ? 0 : 1);
                    begun.write(bytes, from, length);
                    lines.add(line());
                    from = i + 1;
                }
            }
            begun.write(bytes, from, bytes.length - from);
            if (begun.size() > 0 && quiet >= LOOKS_TO_WAIT) {
                lines.add(line());
            }
            return lines;
        }

        private byte[] line() {
            byte[] text = begun.toByteArray();
            begun.reset();
            byte[] line = new byte[text.length + 2];
            line[0] = mark;
            System.arraycopy(text, 0, line, 1, text.length);
            line[line.length - 1] = '\n';
            return line;
        }
    }

    private record Timed(String time, byte[] line) {}

    private MergedFollower() {}

    static MergedFollower open(String stdout, String stderr, int head) throws IOException {
        MergedFollower merged = new MergedFollower();
        try {
            merged.add('1', stdout, head);
            merged.add('2', stderr, head);
            if (merged.channels.isEmpty()) {
                throw new NoSuchFileException(stdout);
            }
            merged.begin(head);
        } catch (IOException e) {
            merged.close();
            throw e;
        }
        return merged;
    }

    private void add(char mark, String path, int head) throws IOException {
        if (!path.isEmpty() && Files.isRegularFile(Path.of(path))) {
            channels.add(new Channel(mark, LogFollower.openWithWholeLines(Path.of(path), head)));
        }
    }

    private void begin(int head) throws IOException {
        List<List<Timed>> all = new ArrayList<>();
        for (Channel channel : channels) {
            List<Timed> timed = new ArrayList<>();
            String time = "";
            for (byte[] line : channel.lines(head + WholeCharacters.LONGEST)) {
                time = time(line, time);
                timed.add(new Timed(time, line));
            }
            all.add(timed);
        }
        List<Timed> first = all.get(0);
        List<Timed> second = all.size() > 1 ? all.get(1) : List.of();
        int i = 0;
        int k = 0;
        while (i < first.size() || k < second.size()) {
            boolean takeFirst = k == second.size()
                    || i < first.size()
                            && first.get(i).time().compareTo(second.get(k).time()) <= 0;
            ready.writeBytes((takeFirst ? first.get(i++) : second.get(k++)).line());
        }
    }

    /** Lines without a time belong to the one before. */
    private static String time(byte[] line, String before) {
        String begin = new String(line, 1, Math.min(MOST_BEFORE_TIME, line.length - 1), StandardCharsets.ISO_8859_1);
        Matcher time = TIME.matcher(begin);
        return time.lookingAt()
                ? time.group(1) + " " + time.group(2) + "." + (time.group(3) == null ? "" : time.group(3))
                : before;
    }

    @Override
    public long lastModifiedMillis() {
        return channels.stream()
                .mapToLong(channel -> channel.follower.lastModifiedMillis())
                .max()
                .orElse(0);
    }

    @Override
    public boolean hasMore() throws IOException {
        for (Channel channel : channels) {
            if (channel.follower.hasMore()) {
                return true;
            }
        }
        return ready.size() > 0;
    }

    @Override
    public byte[] next(int limit) throws IOException {
        if (ready.size() == 0) {
            for (Channel channel : channels) {
                for (byte[] line : channel.lines(limit)) {
                    ready.writeBytes(line);
                }
            }
        }
        byte[] bytes = ready.toByteArray();
        ready.reset();
        int length = Math.min(limit, bytes.length);
        ready.write(bytes, length, bytes.length - length);
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    @Override
    public void close() throws IOException {
        for (Channel channel : channels) {
            channel.follower.close();
        }
    }
}
