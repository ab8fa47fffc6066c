package org.warden.ctl;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.config.InetServerConfig;
import org.warden.core.config.Inspection;
import org.warden.core.config.UnixServerConfig;
import org.warden.core.port.Host;
import org.warden.ctl.Finding.Severity;
import org.warden.rpc.client.HttpStatusException;
import org.warden.rpc.client.RpcConnection;
import org.warden.rpc.client.RpcFaultException;
import org.warden.rpc.client.ServerUrl;

/**
 * {@code warden doctor}: looks at what Warden needs of this machine, and at what the configuration needs of it: Java, kernel, limits,
 * files, addresses. It starts and changes nothing.
 */
final class DoctorCommand {
    static final String NAME = "doctor";

    private static final int BAD = 2;
    private static final int OLDEST_JAVA = 17;

    /** Of descriptors: three pipes, a pidfd, two logs. */
    private static final long PER_PROCESS = 6;

    /** Kept for clients, logs and a reread. */
    private static final long KEPT = 64;

    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\S+)\\s+(\\S+).*");

    private final Host host;
    private final String home;
    private final PrintStream out;
    private int bad;
    private int doubtful;

    DoctorCommand(Host host, String home, PrintStream out) {
        this.host = host;
        this.home = home;
        this.out = out;
    }

    /**
     * Looks at everything.
     *
     * @param source the configuration, or why there is none to look at
     * @return the exit status: 0, or 2 where something prevents supervisord from doing its work
     */
    int run(Optional<Source> source, Optional<ConfigException> none) {
        java();
        kernel();
        distribution();
        none.ifPresent(why -> doubt("configuration", "none was found", "name one with -c FILE"));
        source.ifPresent(this::configuration);
        out.println(CheckCommand.number(bad, "problem") + ", " + CheckCommand.number(doubtful, "doubt"));
        return bad > 0 ? BAD : 0;
    }

    private void good(String what, String text) {
        out.println("ok    " + what + ": " + text);
    }

    private void doubt(String what, String text, String remedy) {
        doubtful++;
        out.println("look  " + what + ": " + text);
        out.println("      " + remedy);
    }

    private void problem(String what, String text, String remedy) {
        bad++;
        out.println("BAD   " + what + ": " + text);
        out.println("      " + remedy);
    }

    private void java() {
        String version = System.getProperty("java.version") + " at " + System.getProperty("java.home");
        if (Runtime.version().feature() < OLDEST_JAVA) {
            problem("java", version + " is older than 17", "install openjdk-17-jre-headless or newer");
        } else {
            good("java", version);
        }
        String architecture = System.getProperty("os.arch");
        if (!List.of("amd64", "x86_64", "aarch64").contains(architecture)) {
            problem("processor", architecture, "there is a native library for x86-64 and aarch64 only");
        } else {
            good("processor", architecture);
        }
    }

    private void kernel() {
        String release = text(Path.of("/proc/sys/kernel/osrelease")).strip();
        Matcher matcher = RELEASE.matcher(release);
        if (!matcher.matches()) {
            doubt("kernel", release + " is no release that is known", "supervisord says at its start what it can do");
            return;
        }
        int major = Integer.parseInt(matcher.group(1));
        int minor = Integer.parseInt(matcher.group(2));
        if (major < 5 || major == 5 && minor < 4) {
            problem("kernel", release + ": processes can't be waited for by pidfd", "Linux 5.4 or newer is needed");
        } else if (major == 5 && minor < 9) {
            doubt("kernel", release + ": no close_range", "starts cost more with many programs; Linux 5.9 has it");
        } else {
            good("kernel", release + ": pidfd, close_range");
        }
    }

    private void distribution() {
        if (home == null) {
            doubt("distribution", "its folder is not known", "start bin/warden of the distribution");
            return;
        }
        Path lib = Path.of(home, "lib");
        String name = "warden-launcher-" + System.getProperty("java.version");
        boolean archived = Files.exists(lib.resolve(name + ".jsa")) || Files.exists(lib.resolve(name + ".aot"));
        if (archived) {
            good("distribution", home + ", with an archive for this Java runtime");
        } else {
            doubt("distribution", home + " has no archive for this Java runtime", "warden archive makes starts faster");
        }
        Path keeper = lib.resolve("keeper");
        if (Files.exists(keeper) && !Files.isExecutable(keeper)) {
            problem("keeper", keeper + " can't be executed", "chmod +x " + keeper + ", and mount without noexec");
        }
    }

    private void configuration(Source source) {
        Inspection inspection = source.inspect();
        List<Finding> findings =
                Finding.inOrder(inspection.errors(), Lint.all(inspection, source.host()), inspection.files());
        long errors = Finding.count(findings, Severity.ERROR);
        String found = CheckCommand.number(errors, "error") + ", "
                + CheckCommand.number(Finding.count(findings, Severity.WARNING), "warning");
        if (errors > 0) {
            problem("configuration", source.file() + ": " + found, "warden check -c " + source.file() + " says which");
        } else if (!findings.isEmpty()) {
            doubt("configuration", source.file() + ": " + found, "warden check -c " + source.file() + " says which");
        } else {
            good("configuration", source.file() + ": " + found);
        }
        inspection.configuration().ifPresent(this::machineFor);
    }

    private void machineFor(Configuration configuration) {
        user(configuration);
        descriptors(configuration);
        writable("activity log", configuration.supervisord().logfile());
        writable("pidfile", configuration.supervisord().pidfile());
        configuration.inetServers().forEach(this::inet);
        configuration.unixServers().forEach(this::unix);
    }

    private void user(Configuration configuration) {
        boolean others = configuration.groups().stream()
                .flatMap(group -> group.processes().stream())
                .anyMatch(process ->
                        process.user().isPresent() && process.user().get().uid() != host.uid());
        if (others && host.uid() != 0) {
            doubt(
                    "user",
                    "programs are to run as other users, and you are not root",
                    "a supervisord started by you can't start them; root's can");
        } else {
            good("user", "uid " + host.uid());
        }
    }

    private void descriptors(Configuration configuration) {
        long processes = configuration.groups().stream()
                .mapToLong(group -> group.processes().size())
                .sum();
        long needed = processes * PER_PROCESS + KEPT;
        Matcher matcher = LIMIT.matcher(text(Path.of("/proc/self/limits")));
        if (!matcher.find() || matcher.group(2).equals("unlimited")) {
            good("open files", needed + " needed by " + processes + " processes");
            return;
        }
        long hard = Long.parseLong(matcher.group(2));
        long minfds = configuration.supervisord().minfds();
        if (needed > hard && host.uid() != 0) {
            problem(
                    "open files",
                    processes + " processes need about " + needed + ", and the hard limit is " + hard,
                    "raise it: LimitNOFILE= in the unit, ulimit -Hn, or /etc/security/limits.conf");
        } else if (needed > minfds && needed > softLimit(matcher)) {
            doubt(
                    "open files",
                    processes + " processes need about " + needed + ", and minfds is " + minfds,
                    "write minfds=" + needed + " into [supervisord]");
        } else {
            good("open files", needed + " needed by " + processes + " processes, limit " + hard);
        }
    }

    private static long softLimit(Matcher matcher) {
        return matcher.group(1).equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(matcher.group(1));
    }

    private void writable(String what, String file) {
        Path path = Permissions.path(file);
        if (path == null || file.equals("syslog") || file.startsWith("/dev/")) {
            return;
        }
        Path directory = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            problem(what, directory + " is no directory", "make it, or name another place");
        } else if (!Files.isWritable(Files.exists(path) ? path : directory)) {
            doubt(what, "you can't write " + path, "supervisord must; it may run as somebody else");
        } else {
            good(what, path.toString());
        }
    }

    private void inet(InetServerConfig server) {
        String host = server.host().isEmpty() || server.host().equals("*") ? "127.0.0.1" : server.host();
        String address = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + server.port();
        address(server.section(), (server.tls().isPresent() ? "https://" : "http://") + address);
    }

    private void unix(UnixServerConfig server) {
        Path directory = Path.of(server.file()).toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            problem(server.section(), directory + " is no directory", "make it, or name another place");
            return;
        }
        address(server.section(), "unix://" + server.file());
    }

    /** Is anybody there, and who? */
    private void address(String section, String url) {
        try (RpcConnection connection = new RpcConnection(ServerUrl.parse(url), null, null)) {
            Object version = connection.call("supervisor.getSupervisorVersion");
            good(section, url + ": a supervisord of level " + version + " answers");
        } catch (java.nio.file.NoSuchFileException | ConnectException free) {
            good(section, url + ": free, no supervisord runs");
        } catch (HttpStatusException status) {
            good(section, url + ": somebody answers " + status.getMessage());
        } catch (RpcFaultException fault) {
            good(section, url + ": a supervisord answers " + fault.getMessage());
        } catch (IOException other) {
            problem(
                    section,
                    url + " is taken, by no supervisord: " + other.getMessage(),
                    "choose another address, or end what has it");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
