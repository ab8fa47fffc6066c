package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A daemon whose programs want more descriptors than it may have. */
class DescriptorsIT {
    private static final Pattern KEEPER = Pattern.compile("keeper with pid (\\d+) ");

    /** Sixty-four are kept free, an eighth of a limit below 512. */
    @ParameterizedTest
    @CsvSource({"400, 120, 50", "800, 300, 64"})
    void programsThatWouldUseUpTheDescriptorsAreRefusedAndTheDaemonAnswers(int limit, int programs, int reserve)
            throws IOException {
        assumeFalse(Daemon.isStock(), "stock keeps no descriptors for itself");
        try (Folder folder = new Folder()) {
            folder.configure("""
                    [supervisord]
                    minfds=300
                    [program:p]
                    command=/bin/sleep 1000
                    process_name=p%%(process_num)03d
                    numprocs=%d
                    startsecs=0
                    startretries=0
                    """.formatted(programs));
            try (Daemon daemon = Daemon.startThrough("ulimit -n " + limit + "; exec \"$@\"", folder)) {
                Await.until(
                        "each program runs or was given up",
                        () -> in(daemon, "RUNNING").size() + in(daemon, "FATAL").size() == programs);
                List<String> running = in(daemon, "RUNNING");
                List<String> refused = in(daemon, "FATAL");
                assertTrue(running.size() > 10 && refused.size() > 10, running.size() + " run");
                String first = refused.get(0);
                assertEquals(
                        "too many open files to spawn '" + first + "'",
                        daemon.info("p:" + first).get("spawnerr"));
                assertTrue(folder.log().contains("INFO spawnerr: too many open files to spawn '" + first + "'"));
                for (long pid : List.of(daemon.pid(), keeper(daemon))) {
                    long open = descriptors(pid);
                    assertTrue(limit - open >= reserve, open + " of " + limit + " are open in process " + pid);
                }

                daemon.rpc().call("supervisor.stopProcess", "p:" + running.get(0));
                daemon.rpc().call("supervisor.stopProcess", "p:" + running.get(1));
                daemon.rpc().call("supervisor.startProcess", "p:" + first);
                assertEquals("RUNNING", daemon.stateOf("p:" + first));
            }
        }
    }

    /** The process that holds the programs' pipes. */
    private static long keeper(Daemon daemon) throws IOException {
        String engine = (String) daemon.rpc().struct("warden.getVersions").get("engine");
        Matcher matcher = KEEPER.matcher(engine);
        assertTrue(matcher.find(), engine);
        return Long.parseLong(matcher.group(1));
    }

    private static List<String> in(Daemon daemon, String state) throws IOException {
        List<String> names = new ArrayList<>();
        for (Object info : (List<?>) daemon.rpc().call("supervisor.getAllProcessInfo")) {
            if (((Map<?, ?>) info).get("statename").equals(state)) {
                names.add((String) ((Map<?, ?>) info).get("name"));
            }
        }
        return names;
    }

    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return all.count();
        }
    }
}
