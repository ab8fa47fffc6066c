package org.warden.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.warden.boot.StartException;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigReader;
import org.warden.core.config.ConfigReport;
import org.warden.core.config.ConfigSearch;
import org.warden.core.config.Configuration;
import org.warden.core.config.Configuration.Notice;
import org.warden.core.config.Inspection;
import org.warden.core.config.LogLevel;
import org.warden.core.loop.ConfigSource;
import org.warden.core.model.Release;
import org.warden.core.port.Host;
import org.warden.rpc.PluginFolder;
import org.warden.rpc.Plugins;
import org.warden.spawner.LibraryException;
import org.warden.spawner.NativeException;
import org.warden.spawner.NativeSystem;

/** {@code supervisord}: the daemon without a servlet container. */
public final class Main {
    private static final String PROGRAM = "supervisord";

    /** Where the start script found itself; it is told by that script. */
    private static final String HOME = "warden.home";

    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /** @return the exit status */
    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(args);
            if (options.help()) {
                out.print(Help.TEXT);
                return 0;
            }
            if (options.version()) {
                // The level of compatibility, as getSupervisorVersion answers, not our own version.
                out.println(Release.OF_SUPERVISOR);
                return 0;
            }
            return start(options, List.of(args), err);
        } catch (UsageException | StartException | NativeException | LibraryException e) {
            err.print("Error: " + e.getMessage() + "\n" + hint());
            return USAGE;
        } catch (ConfigException e) {
            err.print(ConfigReport.forTerminal(e, PROGRAM));
            return USAGE;
        }
    }

    private static String hint() {
        return "For help, use " + PROGRAM + " -h\n";
    }

    private static int start(Options options, List<String> arguments, PrintStream err)
            throws UsageException, ConfigException, StartException {
        NativeSystem host = NativeSystem.open();
        Optional<Background> background = Optional.ofNullable(System.getenv(Background.VARIABLE))
                .map(fd -> new Background(host, Integer.parseInt(fd)));
        Path here = Path.of("").toAbsolutePath();
        List<Notice> notices = new ArrayList<>();
        String file = options.configuration() != null ? options.configuration() : search(host, here, notices);
        if (options.profile()) {
            notices.add(
                    new Notice(LogLevel.WARN, "--profile_options has no effect here: it asks for Python's profiler"));
        }
        // Relative to where it was started, also at a reread: wherever the daemon is by then.
        Plugins plugins = PluginFolder.under(System.getProperty(HOME));
        ConfigSource source = () -> ConfigReader.read(file, options.commandLine(), host, here, plugins);
        Supplier<Inspection> inspection = () -> ConfigReader.inspect(file, options.commandLine(), host, here, plugins);
        Configuration configuration;
        try {
            configuration = source.read();
        } catch (ConfigException e) {
            show(notices, err);
            throw e;
        }
        if (background.isPresent() && configuration.supervisord().nodaemon()) {
            // All this is done once more by whoever takes over, warnings included.
            background.get().declined();
            return 0;
        }
        if (background.isEmpty() && !configuration.supervisord().nodaemon()) {
            throw new UsageException("a JVM can't go into the background by itself: start bin/supervisord, or give -n");
        }
        show(notices, err);
        Origin origin = new Origin(System.getProperty(HOME, ""), here, arguments);
        new Daemon(host, source, inspection, plugins, background, origin).run(configuration, notices);
        return 0;
    }

    private static void show(List<Notice> notices, PrintStream err) {
        notices.forEach(notice -> err.println(notice.text()));
    }

    /** How the program was called, as far as the search needs it: two of the places lie beside {@code bin}. */
    static String program(String home) {
        return home == null ? PROGRAM : home + "/bin/" + PROGRAM;
    }

    private static String search(Host host, Path here, List<Notice> notices) throws ConfigException {
        ConfigSearch.Found found = ConfigSearch.find(program(System.getProperty(HOME)), host, here);
        found.warning().ifPresent(text -> notices.add(new Notice(LogLevel.WARN, text)));
        return found.file();
    }
}
