package org.warden.rpc;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.warden.core.api.ProcessView;
import org.warden.core.port.Clock;

/** What clients and the status page say about a process: the struct of {@code getProcessInfo} and its description. */
public final class ProcessText {

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final long NANOS = 1_000_000_000L;
    private static final long DAY = 24 * 60 * 60;

    private final Clock clock;
    private final ZoneId zone;

    public ProcessText(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /** The struct of 14 members, in stock's order. */
    Map<String, Object> struct(ProcessView p) {
        Map<String, Object> struct = new LinkedHashMap<>(32);
        struct.put("name", p.name().process());
        struct.put("group", p.name().group());
        struct.put("start", p.startSeconds());
        struct.put("stop", p.stopSeconds());
        struct.put("now", clock.wallTime().getEpochSecond());
        struct.put("state", p.state().code());
        struct.put("statename", p.state().name());
        struct.put("spawnerr", p.spawnerr());
        struct.put("exitstatus", p.exitstatus());
        struct.put("logfile", p.stdoutLogfile());
        struct.put("stdout_logfile", p.stdoutLogfile());
        struct.put("stderr_logfile", p.stderrLogfile());
        struct.put("pid", p.pid());
        struct.put("description", description(p));
        return struct;
    }

    /** One line about the state, as {@code supervisorctl status} prints it. Any thread. */
    public String description(ProcessView p) {
        return switch (p.state()) {
            case RUNNING -> "pid " + p.pid() + ", uptime " + uptime(clock.nowNanos() - p.startNanos());
            case BACKOFF, FATAL ->
                p.spawnerr().isEmpty() ? "unknown error (try \"tail " + p.name().process() + "\")" : p.spawnerr();
            case STOPPED, EXITED -> p.startSeconds() == 0 ? "Not started" : moment(p.stopSeconds());
            case STARTING, STOPPING, UNKNOWN -> "";
        };
    }

    private static String uptime(long nanos) {
        long seconds = Math.max(0, nanos) / NANOS;
        long days = seconds / DAY;
        String prefix = days == 0 ? "" : days == 1 ? "1 day, " : days + " days, ";
        long rest = seconds % DAY;
        return prefix + rest / 3600 + ":" + two(rest / 60 % 60) + ":" + two(rest % 60);
    }

    /** Like {@code Nov 23 05:46 PM}, by hand: a formatter's classes would cost more than the rest of a cold first call. */
    private String moment(long unixSeconds) {
        LocalDateTime t = LocalDateTime.ofInstant(Instant.ofEpochSecond(unixSeconds), zone);
        int hour = t.getHour() % 12 == 0 ? 12 : t.getHour() % 12;
        String half = t.getHour() < 12 ? " AM" : " PM";
        return MONTHS[t.getMonthValue() - 1] + " " + two(t.getDayOfMonth()) + " " + two(hour) + ":" + two(t.getMinute())
                + half;
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
