package org.warden.rpc;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.api.Logs;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.ProcessView;
import org.warden.core.config.ConfigError;
import org.warden.core.config.ConfigWarning;
import org.warden.core.config.ExplainText;
import org.warden.core.config.Inspection;
import org.warden.core.config.Secrets;

/**
 * What people who help from afar want to know, as texts in a zip that is written as it is made. Every text is masked as a whole,
 * and cut after {@value #MOST} characters. One thread; closing it ends the zip and leaves the stream open.
 *
 * @see Secrets#forStrangers
 */
public final class SupportBundle implements AutoCloseable {
    public static final String CONTENT_TYPE = "application/zip";

    static final int MOST = 2 << 20;

    /** How much of the activity log is in it. */
    public static final int LOG_END = 256 << 10;

    private static final int HISTORY = HistoryFilter.MOST;
    private static final long PATIENCE_SECONDS = 5;

    /** What a complaint about a value repeats of it; no list of secrets knows a value that can't be read. */
    private static final Pattern QUOTED = Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'?|\"(?:[^\"\\\\]|\\\\.)*+\"?");

    private final ZipOutputStream zip;
    private final Secrets secrets;

    public SupportBundle(OutputStream out, Secrets secrets) {
        this.zip = new ZipOutputStream(new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        });
        this.secrets = secrets;
    }

    /** Adds a text as a file of that name. */
    public void text(String name, CharSequence text) throws IOException {
        String masked = secrets.masked(text.toString());
        zip.putNextEntry(new ZipEntry(name));
        boolean cut = masked.length() > MOST;
        zip.write((cut ? masked.substring(0, MOST) : masked).getBytes(StandardCharsets.UTF_8));
        if (cut) {
            zip.write("\n(the rest is left out)\n".getBytes(StandardCharsets.UTF_8));
        }
        zip.closeEntry();
    }

    /** {@code configuration.txt}: the files, what is wrong with them, and each value as {@code warden explain} prints it. */
    public void configuration(Inspection inspection) throws IOException {
        StringBuilder text = new StringBuilder();
        inspection.files().forEach(file -> text.append("# read: ").append(file).append('\n'));
        for (ConfigError error : inspection.errors()) {
            text.append("# error: ")
                    .append(error.place())
                    .append(": ")
                    .append(unquoted(error.remark()))
                    .append('\n');
        }
        for (ConfigWarning warning : inspection.warnings()) {
            text.append("# warning: ")
                    .append(warning.file())
                    .append(':')
                    .append(warning.line())
                    .append(warning.section() == null ? "" : " [" + warning.section() + "]")
                    .append(": ")
                    .append(unquoted(warning.text()))
                    .append('\n');
        }
        text.append('\n');
        new ExplainText(secrets)
                .print(inspection.sections(), line -> text.append(line).append('\n'));
        text("configuration.txt", text);
    }

    private static String unquoted(String complaint) {
        return QUOTED.matcher(complaint).replaceAll("'" + Secrets.MASK + "'").replace("\n", "\\n");
    }

    /** {@code programs.txt}: every process, and what it uses. */
    public void programs(List<ProcessView> processes, List<ProcessMetrics> used) throws IOException {
        Map<String, ProcessMetrics> byName = new TreeMap<>();
        used.forEach(metrics -> byName.put(metrics.name().namespec(), metrics));
        StringBuilder text = new StringBuilder();
        for (ProcessView p : processes) {
            text.append(p.name().namespec())
                    .append("\n    state ")
                    .append(p.state())
                    .append(", pid ")
                    .append(p.pid())
                    .append(", started ")
                    .append(time(p.startSeconds()))
                    .append(", ended ")
                    .append(time(p.stopSeconds()))
                    .append(", exit status ")
                    .append(p.exitstatus())
                    .append('\n');
            if (!p.spawnerr().isEmpty()) {
                text.append("    start failed: ").append(p.spawnerr()).append('\n');
            }
            ProcessMetrics metrics = byName.get(p.name().namespec());
            if (metrics != null) {
                text.append(String.format(
                        Locale.ROOT,
                        "    cpu %.1f %%, %d KiB, %d threads, %d descriptors%n",
                        metrics.cpuPercent(),
                        metrics.residentBytes() >> 10,
                        metrics.threads(),
                        metrics.descriptors()));
            }
            text.append("    logs ")
                    .append(p.stdoutLogfile().isEmpty() ? "-" : p.stdoutLogfile())
                    .append(' ')
                    .append(p.stderrLogfile().isEmpty() ? "-" : p.stderrLogfile())
                    .append('\n');
        }
        text("programs.txt", text);
    }

    private static String time(long seconds) {
        return seconds == 0 ? "never" : Instant.ofEpochSecond(seconds).toString();
    }

    /** {@code queues.txt}: the pools of event listeners. */
    public void queues(List<EventPoolView> pools) throws IOException {
        StringBuilder text = new StringBuilder();
        for (EventPoolView pool : pools) {
            text.append(pool.name())
                    .append(": ")
                    .append(pool.buffered())
                    .append(" of ")
                    .append(pool.bufferSize())
                    .append(" waiting, ")
                    .append(pool.dropped())
                    .append(" lost, ")
                    .append(String.join(" ", pool.events()))
                    .append('\n');
            pool.listeners().forEach(listener -> text.append("    ")
                    .append(listener.name())
                    .append(' ')
                    .append(listener.state())
                    .append('\n'));
        }
        text("queues.txt", text.isEmpty() ? "no pools of event listeners\n" : text);
    }

    /** {@code activity.log}: its last 256 kB, from the first whole line on. */
    public void activity(Logs logs) throws IOException {
        Optional<String> file = logs.mainLog();
        if (file.isEmpty()) {
            text("activity.log", "it goes to syslog\n");
        } else {
            Logs.Tail tail = logs.tail(file.get(), 0, LOG_END);
            activity(new String(tail.bytes(), StandardCharsets.UTF_8), tail.overflow());
        }
    }

    /**
     * The same, of somebody who has the end of it.
     *
     * @param cut whether there is more before it
     */
    public void activity(String end, boolean cut) throws IOException {
        // What was cut off could be the beginning of a secret.
        int line = cut ? end.indexOf('\n') : -1;
        text("activity.log", cut && line < 0 ? "" : end.substring(line + 1));
    }

    /** {@code history.txt}: the newest entries; none where no history is kept. */
    public void history(History history) throws IOException {
        if (!history.isOn()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        try {
            History.Page page = history.find(HistoryFilter.newest(HISTORY))
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            for (HistoryEntry entry : page.entries()) {
                text.append(Instant.ofEpochMilli(entry.millis()))
                        .append(' ')
                        .append(entry.event())
                        .append('\n');
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            text.append("interrupted\n");
        } catch (ExecutionException | TimeoutException e) {
            text.append("it can't be read: ").append(e).append('\n');
        }
        text("history.txt", text);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
