package org.warden.core.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.warden.core.model.PythonText;
import org.warden.core.port.Host;

/** Reads {@code [supervisord]} and lays the command line over it. */
final class SupervisordReader {
    private static final long FIFTY_MEGABYTES = 50L << 20;
    private static final String STOP = "stop";
    private static final String DETACH = "detach";
    private static final int DAYS = 30;
    private static final int MOST_DAYS = 36_500;
    private static final int MOST_RESTARTS = 1000;

    private final Reading reading;
    private final HostValues hostValues;
    private final SectionReader section;
    private final CommandLine commandLine;

    SupervisordReader(Reading reading, IniSection section, CommandLine commandLine) {
        this.reading = reading;
        this.hostValues = reading.hostValues;
        this.section = reading.section(section);
        this.commandLine = commandLine;
    }

    /** Converts every value of the command line, so that its errors come before all others. */
    static void checkCommandLine(CommandLine commandLine, HostValues hostValues, Problems problems) {
        commandLine.values().forEach((key, value) -> {
            try {
                conversion(key, hostValues).of(value.text());
            } catch (BadValue bad) {
                String text = "invalid value for " + value.option() + " " + PythonText.repr(value.text()) + ": "
                        + bad.getMessage();
                problems.add(new ConfigError(text, null, 0, null, key, bad.remedy()));
            }
        });
    }

    private static Conversion<?> conversion(String key, HostValues hostValues) {
        return switch (key) {
            case "umask" -> Values::umask;
            case "directory", "childlogdir" -> hostValues::existingDirectory;
            case "logfile", "pidfile", "statedir", "history" -> hostValues::inExistingDirectory;
            case "logfile_maxbytes" -> Values::byteSize;
            case "logfile_backups" -> Values::smallInteger;
            case "keeper_restarts" -> SupervisordReader::restarts;
            case "history_days" -> SupervisordReader::days;
            case "history_maxbytes" -> SupervisordReader::historyBytes;
            case "loglevel" -> Values::loglevel;
            case "minfds", "minprocs" -> Values::integer;
            case "nodaemon", "silent", "nocleanup", "strip_ansi", "keeper" -> Values::bool;
            default -> text -> text;
        };
    }

    /** The daemon's record without its user, which stock looks up last. */
    SupervisordConfig read() {
        // The order is stock's: it decides which of several errors comes first.
        long minfds = value("minfds", 1024L, Values::integer);
        long minprocs = value("minprocs", 200L, Values::integer);
        Optional<String> directory = optional("directory", hostValues::existingDirectory);
        section.settled("directory", directory.orElse(null));
        section.text("user");
        int umask = value("umask", 022, Values::umask);
        String logfile = value("logfile", "supervisord.log", hostValues::inExistingDirectory);
        long maxBytes = value("logfile_maxbytes", FIFTY_MEGABYTES, Values::byteSize);
        int backups = value("logfile_backups", 10, Values::smallInteger);
        LogLevel level = value("loglevel", LogLevel.INFO, Values::loglevel);
        String pidfile = value("pidfile", "supervisord.pid", hostValues::inExistingDirectory);
        String identifier = value("identifier", "supervisor", text -> text);
        boolean nodaemon = value("nodaemon", false, Values::bool);
        boolean silent = value("silent", false, Values::bool);
        String childlogdir = value("childlogdir", hostValues.temporaryDirectory(), hostValues::existingDirectory);
        boolean nocleanup = value("nocleanup", false, Values::bool);
        boolean stripAnsi = value("strip_ansi", false, Values::bool);
        boolean keeper = value("keeper", true, Values::bool);
        Optional<String> statedir =
                optional("statedir", hostValues::inExistingDirectory).map(hostValues::normalized);
        section.settled("statedir", statedir.orElse(null));
        int restarts = value("keeper_restarts", 0, SupervisordReader::restarts);
        Optional<HistoryConfig> history = history();
        Map<String, String> environment = environment();
        warnOfFileCalledNone(logfile);
        return new SupervisordConfig(
                section.settled("logfile", logfile.equals("syslog") ? logfile : hostValues.normalized(logfile)),
                maxBytes,
                backups,
                level,
                section.settled("pidfile", hostValues.normalized(pidfile)),
                umask,
                nodaemon,
                silent,
                minfds,
                minprocs,
                nocleanup,
                childlogdir,
                Optional.empty(),
                directory,
                stripAnsi,
                environment,
                identifier,
                keeper,
                statedir,
                restarts,
                undeployDetaches(keeper),
                history);
    }

    private boolean undeployDetaches(boolean keeper) {
        boolean detaches = value("undeploy", STOP, SupervisordReader::undeploy).equals(DETACH);
        if (detaches && !keeper) {
            section.warn("undeploy", "undeploy=detach has no effect with keeper=false: programs end with their parent");
        }
        return detaches;
    }

    private static String undeploy(String text) throws BadValue {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (!word.equals(STOP) && !word.equals(DETACH)) {
            throw BadValue.beyondStock("not a way to leave: " + PythonText.repr(text), "write stop or detach");
        }
        return word;
    }

    /** Keys of ours. */
    private Optional<HistoryConfig> history() {
        Optional<String> directory =
                optional("history", hostValues::inExistingDirectory).map(hostValues::normalized);
        section.settled("history", directory.orElse(null));
        int days = value("history_days", DAYS, SupervisordReader::days);
        long bytes = value("history_maxbytes", FIFTY_MEGABYTES, SupervisordReader::historyBytes);
        return directory.map(d -> new HistoryConfig(d, days, bytes));
    }

    private static int restarts(String text) throws BadValue {
        int restarts = Values.smallInteger(text);
        if (restarts < 0 || restarts > MOST_RESTARTS) {
            throw BadValue.beyondStock(
                    "not a number of restarts: " + PythonText.repr(text), "write 0 (never) to " + MOST_RESTARTS);
        }
        return restarts;
    }

    private static int days(String text) throws BadValue {
        int days = Values.smallInteger(text);
        if (days < 1 || days > MOST_DAYS) {
            throw BadValue.beyondStock("not a number of days: " + PythonText.repr(text), "write 1 to " + MOST_DAYS);
        }
        return days;
    }

    private static long historyBytes(String text) throws BadValue {
        long bytes = Values.byteSize(text);
        if (bytes < HistoryConfig.FEWEST_BYTES) {
            throw BadValue.beyondStock("too little for a history: " + PythonText.repr(text), "write at least 1MB");
        }
        return bytes;
    }

    /** Whom to become; an unknown name is the last error stock would come to. Root is told that it stays root. */
    Optional<Host.Account> user() {
        Optional<Host.Account> user = givenOrWritten();
        section.settled("user", user.orElse(null));
        if (user.isEmpty() && reading.host.uid() == 0) {
            reading.notices.critical("Supervisor is running as root.  Privileges were not dropped because no user is"
                    + " specified in the config file; where root is meant, user=root in [supervisord] says so");
        }
        return user;
    }

    private Optional<Host.Account> givenOrWritten() {
        CommandLine.Value given = commandLine.values().get("user");
        if (given == null) {
            return section.get("user", hostValues::account);
        }
        try {
            return Optional.of(hostValues.account(given.text()));
        } catch (BadValue bad) {
            reading.problems.add(new ConfigError(bad.getMessage(), null, 0, null, "user", bad.remedy()));
            return Optional.empty();
        }
    }

    private <T> T value(String key, T absent, Conversion<T> conversion) {
        return section.settled(key, optional(key, conversion).orElse(absent));
    }

    /** The file's value is checked even where the command line's counts. */
    private <T> Optional<T> optional(String key, Conversion<T> conversion) {
        Optional<T> written = section.get(key, conversion);
        CommandLine.Value given = commandLine.values().get(key);
        if (given == null) {
            return written;
        }
        try {
            return Optional.of(conversion.of(given.text()));
        } catch (BadValue reportedByTheCheck) {
            return written;
        }
    }

    private Map<String, String> environment() {
        Names names = section.names().with("host_node_name", reading.host.nodeName());
        Optional<EnvironmentText> environment = section.with(names).getLate("environment", EnvironmentText::parse);
        environment.ifPresent(e -> e.doubts().forEach(doubt -> section.warn("environment", doubt)));
        return environment.map(EnvironmentText::variables).orElse(Map.of());
    }

    private void warnOfFileCalledNone(String logfile) {
        String word = logfile.toLowerCase(Locale.ROOT);
        if (word.equals("none") || word.equals("off") || word.equals("auto")) {
            section.warn(
                    "logfile", "logfile=" + logfile + " names a file called that; write /dev/null for no activity log");
        }
    }
}
