package org.warden.core.log;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.warden.core.config.LogLevel;
import org.warden.core.port.Clock;

/** {@code YYYY-MM-DD HH:MM:SS,mmm LEVL text} in local time. One thread at a time: the second last used is kept as text. */
final class LineFormat {
    private final Clock clock;
    private final ZoneId zone = ZoneId.systemDefault();
    private long lastSecond = Long.MIN_VALUE;
    private String lastText = "";

    LineFormat(Clock clock) {
        this.clock = clock;
    }

    String line(LogLevel level, String text) {
        Instant now = clock.wallTime();
        if (now.getEpochSecond() != lastSecond) {
            lastSecond = now.getEpochSecond();
            lastText = secondText(LocalDateTime.ofInstant(now, zone));
        }
        StringBuilder out = new StringBuilder(text.length() + 32);
        out.append(lastText).append(',');
        pad(out, now.getNano() / 1_000_000, 3);
        return out.append(' ')
                .append(level.tag())
                .append(' ')
                .append(text)
                .append('\n')
                .toString();
    }

    private static String secondText(LocalDateTime t) {
        StringBuilder out = new StringBuilder(20);
        pad(out, t.getYear(), 4);
        pad(out.append('-'), t.getMonthValue(), 2);
        pad(out.append('-'), t.getDayOfMonth(), 2);
        pad(out.append(' '), t.getHour(), 2);
        pad(out.append(':'), t.getMinute(), 2);
        pad(out.append(':'), t.getSecond(), 2);
        return out.toString();
    }

    private static void pad(StringBuilder out, int number, int width) {
        String digits = Integer.toString(number);
        out.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }
}
