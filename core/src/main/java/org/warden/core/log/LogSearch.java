package org.warden.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import org.warden.core.api.LogFile;
import org.warden.core.api.LogHits;
import org.warden.core.api.LogHits.Hit;
import org.warden.core.api.LogPlace;
import org.warden.core.api.LogQuery;
import org.warden.core.api.LogText;

/**
 * One search in the files of a log, from the end of the newest to the beginning of the oldest. Lines of more than a chunk are
 * searched in pieces. One thread.
 */
final class LogSearch {
    private static final int CHUNK = 1 << 20;

    /** How long an expression may look at one line, and how long lines may be counted. */
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Of a line that is shown, in characters. */
    private static final int MOST_SHOWN = 1000;

    /** What is read around a find for the lines before and after it. */
    private static final int AROUND = 16 << 10;

    private final LogFiles logs;
    private final LogQuery query;
    private final LongSupplier nanos;
    private final long deadlineNanos;
    private final DeadlineText line;
    private final Matcher matcher;
    private final List<Found> found = new ArrayList<>();
    private final List<LogPlace> passedOver = new ArrayList<>();
    private long searched;

    private record Found(LogFile file, long offset, int length, String text, int start, int end) {}

    LogSearch(LogFiles logs, LogQuery query, LongSupplier nanos) {
        this.logs = logs;
        this.query = query;
        this.nanos = nanos;
        deadlineNanos = nanos.getAsLong() + query.patience().toNanos();
        line = new DeadlineText(nanos);
        matcher = query.pattern().matcher(line);
    }

    LogHits search(List<LogFile> files) throws IOException {
        List<SeekableByteChannel> open = new ArrayList<>();
        try {
            // All at once: what is rotated while they are searched keeps its name in what is found, and its content.
            List<LogFile> there = new ArrayList<>();
            for (LogFile file : files) {
                try {
                    open.add(logs.open(file));
                    there.add(file);
                } catch (NoSuchFileException removedMeanwhile) {
                    continue;
                }
            }
            Optional<LogPlace> next = search(there, open);
            return new LogHits(hits(there, open), next, searched, passedOver);
        } finally {
            for (SeekableByteChannel channel : open) {
                channel.close();
            }
        }
    }

    private Optional<LogPlace> search(List<LogFile> files, List<SeekableByteChannel> open) throws IOException {
        int first = query.from().map(place -> indexOf(files, place)).orElse(0);
        for (int i = first; i < files.size(); i++) {
            long size = open.get(i).size();
            long end = i == first && query.from().isPresent()
                    ? Math.max(0, Math.min(size, query.from().get().offset()))
                    : size;
            long stopped = search(files.get(i), open.get(i), end);
            if (stopped > 0) {
                return Optional.of(
                        new LogPlace(files.get(i).number(), files.get(i).id(), stopped));
            }
        }
        return Optional.empty();
    }

    private static int indexOf(List<LogFile> files, LogPlace place) {
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).id().equals(place.id())) {
                return i;
            }
        }
        return Math.min(Math.max(0, place.number()), files.size());
    }

    /** Searches what comes before {@code end}; the place where it stopped, which is the beginning of a line. */
    private long search(LogFile file, SeekableByteChannel in, long end) throws IOException {
        long to = end;
        while (to > 0) {
            long from = Math.max(0, to - CHUNK);
            byte[] bytes = bytes(in, from, (int) (to - from));
            if (bytes.length == 0) {
                return 0;
            }
            // The last byte ends the last line. A file that was cut short meanwhile gives less than was asked for.
            int begin = from == 0 ? 0 : Math.min(LineCut.begin(bytes, bytes.length - 1), bytes.length - 1);
            int stopped = searchBackwards(file, bytes, from, begin);
            searched += bytes.length - stopped;
            to = from + stopped;
            if (stopped > begin || isOver()) {
                return to;
            }
        }
        return 0;
    }

    private boolean isOver() {
        return found.size() >= query.most() || nanos.getAsLong() - deadlineNanos > 0;
    }

    /** The place in the piece where it stopped. */
    private int searchBackwards(LogFile file, byte[] bytes, long from, int begin) {
        int end = bytes.length;
        while (end > begin) {
            if (isOver()) {
                return end;
            }
            int start = end - 1;
            while (start > begin && bytes[start - 1] != '\n') {
                start--;
            }
            int length = end - start - (bytes[end - 1] == '\n' ? 1 : 0);
            look(file, from + start, bytes, start, length);
            end = start;
        }
        return begin;
    }

    private void look(LogFile file, long offset, byte[] bytes, int start, int length) {
        String text = LogText.plain(new String(bytes, start, length, StandardCharsets.UTF_8));
        try {
            if (matcher.reset(line.of(text, nanos.getAsLong() + SECOND_NANOS)).find()) {
                found.add(shown(file, offset, length, text, matcher.start(), matcher.end()));
            }
        } catch (DeadlineText.TooLate | StackOverflowError tooMuch) {
            // Repeated groups make the matcher call itself for each character: a long line can be too deep for it.
            if (passedOver.size() < query.most()) {
                passedOver.add(new LogPlace(file.number(), file.id(), offset));
            }
        }
    }

    private static Found shown(LogFile file, long offset, int length, String text, int start, int end) {
        int from = text.length() <= MOST_SHOWN
                ? 0
                : Math.max(0, Math.min(start - MOST_SHOWN / 4, text.length() - MOST_SHOWN));
        int to = Math.min(text.length(), from + MOST_SHOWN);
        return new Found(file, offset, length, text.substring(from, to), start - from, Math.min(end, to) - from);
    }

    private List<Hit> hits(List<LogFile> files, List<SeekableByteChannel> open) throws IOException {
        List<Hit> hits = new ArrayList<>();
        long countUntil = nanos.getAsLong() + SECOND_NANOS;
        for (int i = 0; i < files.size(); i++) {
            LogFile file = files.get(i);
            List<Found> here = found.stream().filter(f -> f.file() == file).toList();
            if (here.isEmpty()) {
                continue;
            }
            long[] lines = lineNumbers(open.get(i), here, countUntil);
            for (int k = 0; k < here.size(); k++) {
                hits.add(hit(open.get(i), here.get(k), lines[k]));
            }
        }
        return hits;
    }

    /** The numbers of lines that come the last first. */
    private long[] lineNumbers(SeekableByteChannel in, List<Found> here, long untilNanos) throws IOException {
        long[] numbers = new long[here.size()];
        int next = here.size() - 1;
        long number = 1;
        long at = 0;
        while (next >= 0 && nanos.getAsLong() - untilNanos <= 0) {
            byte[] bytes = bytes(in, at, CHUNK);
            if (bytes.length == 0) {
                break;
            }
            for (int i = 0; i < bytes.length; i++) {
                while (next >= 0 && here.get(next).offset() == at + i) {
                    numbers[next--] = number;
                }
                if (bytes[i] == '\n') {
                    number++;
                }
            }
            at += bytes.length;
        }
        return numbers;
    }

    private Hit hit(SeekableByteChannel in, Found f, long number) throws IOException {
        List<String> before = List.of();
        List<String> after = List.of();
        if (query.context() > 0) {
            int ahead = (int) Math.min(AROUND, f.offset());
            before = lastOf(bytes(in, f.offset() - ahead, ahead));
            after = firstOf(bytes(in, f.offset() + f.length() + 1, AROUND));
        }
        return new Hit(
                new LogPlace(f.file().number(), f.file().id(), f.offset()),
                number,
                f.text(),
                f.start(),
                f.end(),
                before,
                after);
    }

    private List<String> lastOf(byte[] bytes) {
        if (bytes.length == 0) {
            return List.of();
        }
        String[] lines = LogText.plain(bytes).split("\n", -1);
        // Each line before is whole with its end, so the last piece is empty.
        int end = lines.length - 1;
        return cut(Arrays.asList(lines).subList(Math.max(0, end - query.context()), end));
    }

    private List<String> firstOf(byte[] bytes) {
        if (bytes.length == 0) {
            return List.of();
        }
        String[] lines = LogText.plain(bytes).split("\n", query.context() + 1);
        return cut(Arrays.asList(lines).subList(0, Math.min(query.context(), lines.length)));
    }

    private static List<String> cut(List<String> lines) {
        return lines.stream()
                .map(text -> text.substring(0, Math.min(MOST_SHOWN, text.length())))
                .toList();
    }

    /** Fewer where the file ends. */
    static byte[] bytes(SeekableByteChannel in, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(length, in.size() - from)));
        in.position(from);
        while (buffer.hasRemaining() && in.read(buffer) > 0) {
            continue;
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
