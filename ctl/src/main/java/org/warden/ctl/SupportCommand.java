package org.warden.ctl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.config.Inspection;
import org.warden.core.config.Secrets;
import org.warden.rpc.SupportBundle;
import org.warden.rpc.client.RpcConnection;
import org.warden.rpc.client.RpcFaultException;

/**
 * {@code warden support}: writes the support bundle: what the files, this machine, the keeper and the daemon say. Without a daemon
 * there is what can be said without one.
 */
final class SupportCommand {
    static final String NAME = "support";
    static final Set<String> FLAGS = Set.of(Arguments.SERVERURL, Arguments.OUTPUT);

    private static final int FAILED = 2;
    private static final DateTimeFormatter FILE = DateTimeFormatter.ofPattern("'warden-support-'yyyyMMdd-HHmmss'.zip'")
            .withZone(ZoneOffset.UTC);

    private final Source source;
    private final String home;
    private final PrintStream out;
    private final PrintStream err;

    /** @param home the distribution's folder, or null where it is not known */
    SupportCommand(Source source, String home, PrintStream out, PrintStream err) {
        this.source = source;
        this.home = home;
        this.out = out;
        this.err = err;
    }

    /** Prints what a part of the bundle consists of; other commands do it as they do on a terminal. */
    private interface Part {
        void print(PrintStream to) throws ConfigException, UsageException, IOException, RpcFaultException;
    }

    /**
     * Writes the file, which must not be there yet; others can't read it.
     *
     * @param daemon whom to ask; closed afterwards
     * @return the exit status
     */
    int run(Optional<String> output, RpcConnection daemon) {
        Path file = source.here().resolve(output.orElseGet(() -> FILE.format(Instant.now())));
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (daemon;
                OutputStream to = Channels.newOutputStream(Files.newByteChannel(file, options, mode))) {
            write(to, daemon);
        } catch (FileAlreadyExistsException there) {
            err.println("Error: " + file + " is there already; name another file with -o");
            return FAILED;
        } catch (IOException unwritable) {
            err.println("Error: " + file + " can't be written: " + unwritable.getMessage());
            return FAILED;
        }
        out.println(file);
        return 0;
    }

    private void write(OutputStream to, RpcConnection daemon) throws IOException {
        Inspection inspection = source.inspect();
        List<Configuration> known = inspection.configuration().stream().toList();
        Secrets secrets = Secrets.forStrangers(source.host().environment(), inspection.sections(), known, List.of());
        try (SupportBundle bundle = new SupportBundle(to, secrets)) {
            bundle.text("about.txt", said(part -> new VersionCommand(part).run(daemon, false)));
            bundle.text("doctor.txt", said(part -> new DoctorCommand(source.host(), home, part)
                    .run(Optional.of(source), Optional.empty())));
            bundle.text("keeper.txt", said(part -> new KeeperCommand(source, home, part, part)
                    .run(Arguments.parse(List.of("status"), KeeperCommand.FLAGS))));
            bundle.configuration(inspection);
            bundle.text("programs.txt", said(part -> {
                structs(part, daemon.call("supervisor.getAllProcessInfo"));
                structs(part, daemon.call("warden.getAllProcessMetrics"));
            }));
            bundle.text("queues.txt", said(part -> structs(part, daemon.call("warden.getEventPools"))));
            String log = said(part -> part.print(daemon.call("supervisor.readLog", -SupportBundle.LOG_END, 0)));
            bundle.activity(log, log.getBytes(StandardCharsets.UTF_8).length >= SupportBundle.LOG_END);
            bundle.text(
                    "history.txt",
                    said(part -> structs(part, ((Map<?, ?>) daemon.call("warden.getHistory")).get("entries"))));
        }
    }

    /** What a part prints, and why it goes no further. */
    private static String said(Part part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try {
            part.print(to);
        } catch (ConfigException | UsageException | IOException why) {
            to.println("not known: " + why.getMessage());
        } catch (RpcFaultException fault) {
            to.println("not known: " + fault.text());
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void structs(PrintStream to, Object structs) {
        ((List<?>) structs).forEach(to::println);
    }
}
