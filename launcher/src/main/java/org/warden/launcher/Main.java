package org.warden.launcher;

import java.io.PrintStream;
import org.warden.boot.StartException;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigSearch;
import org.warden.core.config.Configuration;
import org.warden.core.loop.ConfigSource;
import org.warden.core.port.Host;
import org.warden.spawner.NativeSystem;

/** {@code supervisord}: the daemon without a servlet container. */
public final class Main {
    /** What {@code -v} and {@code getSupervisorVersion} answer: the level of compatibility, not our own version. */
    static final String COMPATIBLE_VERSION = "4.3.0";

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
                out.println(COMPATIBLE_VERSION);
                return 0;
            }
            return start(options, err);
        } catch (UsageException | StartException e) {
            err.print("Error: " + e.getMessage() + "\n" + hint());
            return USAGE;
        } catch (ConfigException e) {
            err.print(ConfigErrors.text(e) + hint());
            return USAGE;
        }
    }

    private static String hint() {
        return "For help, use supervisord -h\n";
    }

    private static int start(Options options, PrintStream err)
            throws UsageException, ConfigException, StartException {
        NativeSystem host = NativeSystem.open();
        String file = configurationFile(options, host, err);
        ConfigSource source = () -> org.warden.core.config.ConfigReader.read(file, options.commandLine(), host);
        Configuration configuration = source.read();
        if (!configuration.supervisord().nodaemon()) {
            throw new UsageException("this version runs in the foreground only; start it with -n, or set nodaemon=true in "
                    + file);
        }
        new Daemon(host, source).run(configuration);
        return 0;
    }

    private static String configurationFile(Options options, Host host, PrintStream err) throws ConfigException {
        if (options.configuration() != null) {
            return options.configuration();
        }
        String found = ConfigSearch.find();
        if (host.uid() == 0) {
            err.println("Warning: supervisord runs as root and was not told by -c which configuration to use; it takes "
                    + found + ". Anybody who can write a file on its search path could have it run programs as root.");
        }
        return found;
    }
}
