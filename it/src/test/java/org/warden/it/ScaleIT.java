package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One file with a thousand programs in two hundred groups. */
class ScaleIT {
    private static final int GROUPS = 200;
    private static final int PER_GROUP = 5;
    private static final int PROGRAMS = GROUPS * PER_GROUP;

    @Test
    void aThousandProgramsInTwoHundredGroupsLoadStartAnswerAndStop() throws IOException {
        try (var folder = new Folder()) {
            folder.configure(sections().toArray(String[]::new));
            try (Daemon daemon = Daemon.start(folder)) {
                Await.until("all are RUNNING", () -> inState(daemon, "RUNNING") == PROGRAMS);
                Set<Integer> pids = new HashSet<>();
                infos(daemon).forEach(info -> pids.add((Integer) info.get("pid")));
                assertEquals(PROGRAMS, pids.size(), "each has a pid of its own");
                assertEquals(PROGRAMS, ((List<?>) daemon.rpc().call("supervisor.getAllConfigInfo")).size());
                assertEquals(
                        List.of(List.of(List.of(), List.of(), List.of())),
                        List.of(((List<?>) daemon.rpc().call("supervisor.reloadConfig")).get(0)),
                        "reading it anew finds no change");

                assertEquals(PER_GROUP, ((List<?>) daemon.rpc().call("supervisor.stopProcessGroup", "g7")).size());
                assertEquals(PER_GROUP, inState(daemon, "STOPPED"));
                assertEquals(true, daemon.rpc().call("supervisor.removeProcessGroup", "g7"));
                assertEquals(PROGRAMS - PER_GROUP, infos(daemon).size());

                daemon.signal("TERM");
                assertEquals(0, daemon.awaitExit());
                assertEquals(
                        List.of(),
                        pids.stream()
                                .filter(pid -> ProcessHandle.of(pid).isPresent())
                                .toList(),
                        "nothing is left");
            }
        }
    }

    private static List<Map<?, ?>> infos(Daemon daemon) throws IOException {
        var infos = new ArrayList<Map<?, ?>>();
        ((List<?>) daemon.rpc().call("supervisor.getAllProcessInfo")).forEach(info -> infos.add((Map<?, ?>) info));
        return infos;
    }

    private static long inState(Daemon daemon, String state) throws IOException {
        return infos(daemon).stream()
                .filter(info -> info.get("statename").equals(state))
                .count();
    }

    private static List<String> sections() {
        var sections = new ArrayList<String>();
        // Six descriptors each, and the limit must leave room for clients.
        sections.add("[supervisord]\nminfds=10000\nminprocs=2000");
        for (int group = 0; group < GROUPS; group++) {
            var names = new ArrayList<String>();
            for (int i = 0; i < PER_GROUP; i++) {
                String name = "p" + group + "_" + i;
                names.add(name);
                sections.add("[program:" + name + "]\ncommand=/bin/sleep 1000\nstartsecs=0\n"
                        + "stdout_logfile=NONE\nstderr_logfile=NONE");
            }
            sections.add("[group:g" + group + "]\nprograms=" + String.join(",", names) + "\npriority=" + group);
        }
        return sections;
    }
}
