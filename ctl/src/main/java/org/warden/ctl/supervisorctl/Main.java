package org.warden.ctl.supervisorctl;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigReport;
import org.warden.core.config.ConfigSearch;
import org.warden.core.config.SupervisorctlConfig;
import org.warden.core.config.SupervisorctlReader;
import org.warden.core.port.Host;
import org.warden.ctl.ThisMachine;
import org.warden.rpc.client.ServerUrl;

/** {@code supervisorctl}: one command, or a shell. */
public final class Main {
    private static final String HOME = "warden.home";
    private static final int BUFFER = 16 << 10;

    private final PrintStream out;
    private final PrintStream err;

    private Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] words) {
        PrintStream out = new PrintStream(
                new java.io.BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                false,
                StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int status = new Main(out, err).run(words);
        out.flush();
        // Not exit: nothing has to be put away, and the hooks of a follower are for Ctrl-C.
        Runtime.getRuntime().halt(status);
    }

    private int run(String[] words) {
        try {
            ClientOptions options = ClientOptions.parse(Arrays.asList(words));
            if (options.help()) {
                out.print(HelpTexts.USAGE);
                return 0;
            }
            SupervisorctlConfig config = config(options);
            ServerUrl url = ServerUrl.parse(options.serverurl() != null ? options.serverurl() : config.serverurl());
            Daemon daemon = new Daemon(
                    url,
                    options.username() != null
                            ? options.username()
                            : config.username().orElse(null),
                    options.password() != null
                            ? options.password()
                            : config.password().orElse(null));
            return options.command().isEmpty() || options.interactive()
                    ? shell(options, config, daemon)
                    : once(String.join(" ", options.command()), daemon);
        } catch (ClientOptions.BadOption | IllegalArgumentException wrong) {
            err.println("Error: " + wrong.getMessage());
            err.println("For help, use supervisorctl -h");
        } catch (ConfigException broken) {
            err.print(ConfigReport.forTerminal(broken, "supervisorctl"));
        }
        return ExitStatus.INVALID_ARGS;
    }

    private static SupervisorctlConfig config(ClientOptions options) throws ConfigException {
        Host host = new ThisMachine();
        Path here = Path.of("").toAbsolutePath();
        String file = options.configuration();
        if (file == null) {
            String home = System.getProperty(HOME);
            Optional<String> found =
                    ConfigSearch.search(home == null ? "supervisorctl" : home + "/bin/supervisorctl", here);
            if (found.isEmpty()) {
                return SupervisorctlConfig.DEFAULTS;
            }
            file = found.get();
        }
        return SupervisorctlReader.read(file, host, here);
    }

    private int once(String command, Daemon daemon) {
        Controller controller = new Controller(daemon, out, err, Nobody.HERE, false, new OneCommand(out));
        controller.carryOut(command);
        return controller.exitStatus();
    }

    private int shell(ClientOptions options, SupervisorctlConfig config, Daemon daemon) {
        String history = options.historyFile() != null
                ? options.historyFile()
                : config.historyFile().orElse(null);
        return isTerminal()
                ? TerminalShell.run(daemon, config.prompt(), history, options.command(), err)
                : PipedShell.run(daemon, config.prompt(), options.command(), out, err);
    }

    /** Is somebody typing, and reading? */
    private static boolean isTerminal() {
        return isTerminal("/proc/self/fd/0") && isTerminal("/proc/self/fd/1");
    }

    private static boolean isTerminal(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** One command, given on the command line: nobody is asked. */
    private enum Nobody implements Controller.Person {
        HERE;

        @Override
        public String ask(String question) {
            return null;
        }

        @Override
        public String askSecretly(String question) {
            return null;
        }
    }

    /** Ctrl-C ends the process as stock does: an empty line, status 0. */
    private record OneCommand(PrintStream out) implements Following {
        @Override
        public Closeable untilInterrupted(Runnable end) {
            Thread hook = new Thread(() -> {
                out.println();
                out.flush();
                Runtime.getRuntime().halt(0);
            });
            Runtime.getRuntime().addShutdownHook(hook);
            return () -> Runtime.getRuntime().removeShutdownHook(hook);
        }

        @Override
        public String readLine() {
            return StandardInput.readLine();
        }
    }
}
