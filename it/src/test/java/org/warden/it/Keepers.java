package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What tests do with daemons whose programs are a keeper's, in a state directory of the folder. */
final class Keepers {
    /** A program that counts up to its end. */
    static final String COUNTER = "command=/bin/sh -c 'i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done'";

    private Keepers() {}

    static Daemon start(Folder folder) throws IOException {
        return Daemon.start(folder, Daemon.underTest() + " --statedir=" + folder.path("state"));
    }

    static int keeperOf(Daemon daemon, String program) throws IOException {
        return (int) ProcessHandle.of(daemon.pidOf(program))
                .flatMap(ProcessHandle::parent)
                .orElseThrow()
                .pid();
    }

    static void killed(long pid) throws IOException {
        Commands.signal("KILL", pid);
        Await.until(
                pid + " is gone",
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    /** The numbers that a counter has logged follow each other. */
    static void assertNoGap(String log) {
        List<Integer> numbers =
                log.lines().filter(l -> !l.isEmpty()).map(Integer::parseInt).toList();
        assertTrue(numbers.size() > 10, "only " + numbers.size() + " lines");
        for (int i = 1; i < numbers.size() - 1; i++) {
            assertEquals(numbers.get(i - 1) + 1, numbers.get(i), "after line " + i);
        }
    }

    static Commands.Result command(Folder folder, String... words) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("warden.bin"), "warden").toString(),
                "keeper",
                "-c",
                folder.conf().toString(),
                "--statedir",
                folder.path("state").toString()));
        command.addAll(List.of(words));
        return Commands.run(command);
    }
}
