package org.warden.webapp.console;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One thread of this JVM.
 *
 * @param cpuMillis processor time since it began; 0 where that is not measured
 * @param at where it is, innermost first, a line each
 */
public record ThreadLine(long id, String name, String state, long cpuMillis, String at) {

    /** The innermost line; "" for a thread that has none. */
    public String where() {
        return at.lines().findFirst().orElse("");
    }

    /** Those that Warden has started, by name; or all of the JVM. A list that the table may sort. */
    static List<ThreadLine> read(boolean all) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        boolean timed = threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
        List<ThreadLine> lines = new ArrayList<>();
        for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
            if (all || isOurs(thread.getThreadName())) {
                long nanos = timed ? Math.max(0, threads.getThreadCpuTime(thread.getThreadId())) : 0;
                lines.add(new ThreadLine(
                        thread.getThreadId(),
                        thread.getThreadName(),
                        thread.getThreadState().name(),
                        nanos / 1_000_000,
                        stack(thread.getStackTrace())));
            }
        }
        lines.sort(Comparator.comparing(ThreadLine::name).thenComparing(ThreadLine::id));
        return lines;
    }

    private static boolean isOurs(String name) {
        return name.startsWith("warden-") || name.startsWith("door") || name.equals("main");
    }

    private static String stack(StackTraceElement[] elements) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement element : elements) {
            text.append(element).append('\n');
        }
        return text.toString();
    }
}
