package org.warden.core.listener;

import static org.warden.core.listener.ListenerState.ACKNOWLEDGED;
import static org.warden.core.listener.ListenerState.BUSY;
import static org.warden.core.listener.ListenerState.READY;
import static org.warden.core.listener.ListenerState.UNKNOWN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.warden.core.config.LogLevel;

/**
 * The READY and RESULT protocol as a function: snapshot and input to next snapshot and effects.
 *
 * <p>Any thread; it holds no state. Source: Supervisor's manual, "Event Listeners".
 */
public final class ListenerMachine {
    /** A result longer than this can't mean "OK"; its rest is counted and thrown away. */
    static final int MAX_RESULT = 64 << 10;

    /** A first line longer than this is no result line. */
    static final int MAX_LINE = 4 << 10;

    private static final byte[] READY_LINE = "READY\n".getBytes(StandardCharsets.US_ASCII);
    private static final String RESULT_WORD = "RESULT ";
    private static final byte[] NOTHING = {};

    private ListenerMachine() {}

    /** The outcome of one input. */
    public record Step(ListenerSnapshot next, List<ListenerEffect> effects) {
        public Step {
            effects = List.copyOf(effects);
        }
    }

    public static Step step(ListenerSnapshot now, ListenerInput input) {
        Talk talk = new Talk(now);
        if (input instanceof ListenerInput.Wrote wrote) {
            talk.hear(wrote.bytes());
        } else if (input instanceof ListenerInput.EventSent) {
            talk.change(BUSY);
        } else if (input instanceof ListenerInput.Ended) {
            talk.end();
        } else {
            talk.begin();
        }
        return talk.step();
    }

    /** A snapshot being changed within one step. */
    private static final class Talk {
        private final String name;
        private final boolean strict;
        private final List<ListenerEffect> effects = new ArrayList<>(3);
        private ListenerState state;
        private byte[] buffer;
        private long resultLeft;
        private byte[] result;

        Talk(ListenerSnapshot from) {
            name = from.name();
            strict = from.strict();
            state = from.state();
            buffer = from.buffer();
            resultLeft = from.resultLeft();
            result = from.result();
        }

        Step step() {
            return new Step(new ListenerSnapshot(name, strict, state, buffer, resultLeft, result), effects);
        }

        private void log(LogLevel level, String text) {
            effects.add(new ListenerEffect.Log(level, name + ": " + text));
        }

        void change(ListenerState to) {
            log(LogLevel.DEBUG, state + " -> " + to);
            state = to;
            if (to == UNKNOWN) {
                log(
                        LogLevel.WARN,
                        "has entered the UNKNOWN state and will no longer receive events, this usually indicates the"
                                + " process violated the eventlistener protocol");
                buffer = NOTHING;
            } else if (to == READY) {
                effects.add(new ListenerEffect.IsReady());
            }
        }

        void begin() {
            state = ACKNOWLEDGED;
            buffer = NOTHING;
            forgetResult();
        }

        void end() {
            if (state == BUSY) {
                effects.add(new ListenerEffect.Rejected());
            }
            begin();
        }

        private void forgetResult() {
            resultLeft = -1;
            result = NOTHING;
        }

        void hear(byte[] bytes) {
            buffer = joined(buffer, bytes);
            boolean understood = true;
            while (understood) {
                understood = switch (state) {
                    case ACKNOWLEDGED -> hearReady();
                    case READY -> hearTooMuch();
                    case BUSY -> resultLeft < 0 ? hearResultLine() : hearResult();
                    case UNKNOWN -> hearNothingMore();
                };
            }
        }

        private boolean hearReady() {
            if (buffer.length < READY_LINE.length) {
                return false;
            }
            if (!startsWithReady()) {
                change(UNKNOWN);
                return false;
            }
            drop(READY_LINE.length);
            change(READY);
            return true;
        }

        private boolean startsWithReady() {
            return Arrays.equals(buffer, 0, READY_LINE.length, READY_LINE, 0, READY_LINE.length);
        }

        /** A listener that talks without having been given an event is not to be trusted with one. */
        private boolean hearTooMuch() {
            if (buffer.length > 0) {
                change(UNKNOWN);
            }
            return false;
        }

        private boolean hearNothingMore() {
            buffer = NOTHING;
            return false;
        }

        private boolean hearResultLine() {
            int end = indexOfLineFeed();
            if (end < 0 && buffer.length <= MAX_LINE) {
                return false;
            }
            byte[] line = Arrays.copyOf(buffer, end < 0 ? MAX_LINE : end);
            long length = end < 0 ? -1 : resultLength(new String(line, StandardCharsets.UTF_8));
            if (length < 0) {
                String shown = new String(line, StandardCharsets.UTF_8);
                log(LogLevel.WARN, "bad result line: '" + shown + "'");
                effects.add(new ListenerEffect.Rejected());
                change(UNKNOWN);
                return false;
            }
            drop(end + 1);
            resultLeft = length;
            return true;
        }

        private long resultLength(String line) {
            boolean wellBegun = strict ? line.startsWith(RESULT_WORD) : line.length() >= RESULT_WORD.length();
            if (!wellBegun) {
                return -1;
            }
            try {
                return Long.parseLong(line.substring(RESULT_WORD.length()).strip());
            } catch (NumberFormatException notANumber) {
                return -1;
            }
        }

        /** A result of no bytes is complete at once: stock waits for whatever the listener says next. */
        private boolean hearResult() {
            int take = (int) Math.min(resultLeft, buffer.length);
            int keep = Math.min(take, MAX_RESULT - result.length);
            result = joined(result, Arrays.copyOf(buffer, keep));
            drop(take);
            resultLeft -= take;
            if (resultLeft > 0) {
                return false;
            }
            if (new String(result, StandardCharsets.UTF_8).equals("OK")) {
                log(LogLevel.DEBUG, "event was processed");
                change(ACKNOWLEDGED);
                effects.add(new ListenerEffect.Processed());
            } else {
                log(LogLevel.WARN, "event was rejected");
                change(ACKNOWLEDGED);
                effects.add(new ListenerEffect.Rejected());
            }
            forgetResult();
            return true;
        }

        private int indexOfLineFeed() {
            for (int i = 0; i < buffer.length; i++) {
                if (buffer[i] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        private void drop(int count) {
            buffer = Arrays.copyOfRange(buffer, count, buffer.length);
        }

        private static byte[] joined(byte[] a, byte[] b) {
            if (a.length == 0) {
                return b;
            }
            byte[] out = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, out, a.length, b.length);
            return out;
        }
    }
}
