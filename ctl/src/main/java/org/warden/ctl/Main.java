package org.warden.ctl;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigReport;
import org.warden.core.config.Nearness;
import org.warden.core.model.Release;
import org.warden.core.port.Host;

/** {@code warden}: what can be done with a configuration without a daemon. */
public final class Main {
    private static final int USAGE = 2;

    /** Where the start script found itself; it is told by that script. */
    private static final String HOME = "warden.home";

    private static final Set<String> HELP = Set.of("help", "-h", "-?", "--help");
    private static final Set<String> VERSION = Set.of("-v", "--version");

    private final Host host;
    private final Path here;
    private final String home;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * A command that has not run yet.
     *
     * @param here from where relative paths are taken
     * @param home the distribution's folder, or null where it is not known
     */
    Main(Host host, Path here, String home, PrintStream out, PrintStream err) {
        this.host = host;
        this.here = here;
        this.home = home;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        int status = new Main(
                        new ThisMachine(), Path.of("").toAbsolutePath(), System.getProperty(HOME), out, System.err)
                .run(Arrays.asList(args));
        out.flush();
        System.exit(status);
    }

    /** @return the exit status */
    int run(List<String> args) {
        try {
            return dispatch(args);
        } catch (UsageException wrong) {
            err.println("Error: " + wrong.getMessage());
            err.println("For help, use warden help");
        } catch (ConfigException broken) {
            err.print(ConfigReport.forTerminal(broken, "warden"));
        } catch (UncheckedIOException unreadable) {
            err.println("Error: " + unreadable.getMessage());
        }
        return USAGE;
    }

    private int dispatch(List<String> args) throws UsageException, ConfigException {
        if (args.isEmpty()) {
            err.print(Help.GENERAL);
            return USAGE;
        }
        String command = args.get(0);
        List<String> rest = args.subList(1, args.size());
        if (HELP.contains(command)) {
            out.print(rest.isEmpty() ? Help.GENERAL : helpOf(rest.get(0)));
            return 0;
        }
        if (VERSION.contains(command)) {
            out.println("warden " + Release.ofThis().version());
            return 0;
        }
        String help = helpOf(command);
        if (command.equals(PasswdCommand.NAME)) {
            return new PasswdCommand(SecretInput.ofThisProcess(), out, err).run(rest);
        }
        Arguments arguments = Arguments.parse(rest, flagsOf(command));
        if (arguments.help()) {
            out.print(help);
            return 0;
        }
        if (command.equals(ArchiveCommand.NAME)) {
            return ArchiveCommand.run(home, out, err);
        }
        if (command.equals(DetachCommand.NAME)) {
            return new DetachCommand(RunningDaemon.of(arguments, host, here, home), out, err).run();
        }
        if (command.equals(PlanCommand.NAME)) {
            return new PlanCommand(RunningDaemon.of(arguments, host, here, home), out, err).run(arguments);
        }
        if (command.equals(VersionCommand.NAME)) {
            return version(arguments);
        }
        if (command.equals(KeeperCommand.NAME)) {
            return new KeeperCommand(Source.of(arguments, host, here, home), home, out, err).run(arguments);
        }
        if (command.equals(DoctorCommand.NAME)) {
            return doctor(arguments);
        }
        if (command.equals(SupportCommand.NAME)) {
            return new SupportCommand(Source.of(arguments, host, here, home), home, out, err)
                    .run(arguments.output(), RunningDaemon.of(arguments, host, here, home));
        }
        if (command.equals(CompletionCommand.NAME)) {
            return CompletionCommand.run(arguments.names(), out);
        }
        if (command.equals("check")) {
            if (!arguments.names().isEmpty()) {
                throw new UsageException(
                        "check takes no names: '" + arguments.names().get(0) + "'; the file is given with -c");
            }
            return new CheckCommand(Source.of(arguments, host, here, home), out).run(arguments);
        }
        new ExplainCommand(Source.of(arguments, host, here, home), out).run(arguments);
        return 0;
    }

    /** Our own version is known without a configuration. */
    private int version(Arguments arguments) throws ConfigException, UsageException {
        VersionCommand version = new VersionCommand(out);
        boolean json = arguments.has("--json");
        try {
            version.run(RunningDaemon.of(arguments, host, here, home), json);
        } catch (ConfigException unusable) {
            if (arguments.configuration().isPresent()) {
                throw unusable;
            }
            version.run(unusable, json);
        }
        return 0;
    }

    /** A machine can be looked at without a configuration. */
    private int doctor(Arguments arguments) throws ConfigException {
        DoctorCommand doctor = new DoctorCommand(host, home, out);
        try {
            return doctor.run(Optional.of(Source.of(arguments, host, here, home)), Optional.empty());
        } catch (ConfigException none) {
            if (arguments.configuration().isPresent()) {
                throw none;
            }
            return doctor.run(Optional.empty(), Optional.of(none));
        }
    }

    private static Set<String> flagsOf(String command) {
        return switch (command) {
            case "check" -> CheckCommand.FLAGS;
            case "explain" -> ExplainCommand.FLAGS;
            case KeeperCommand.NAME -> KeeperCommand.FLAGS;
            case PlanCommand.NAME -> PlanCommand.FLAGS;
            case SupportCommand.NAME -> SupportCommand.FLAGS;
            case VersionCommand.NAME -> VersionCommand.FLAGS;
            default -> Set.of();
        };
    }

    private static String helpOf(String command) throws UsageException {
        String text = Help.OF.get(command);
        if (text == null) {
            Set<String> all = new TreeSet<>(Help.OF.keySet());
            all.add("help");
            throw UsageException.unknown("unknown command '" + command + "'", Nearness.closest(command, all));
        }
        return text;
    }
}
