package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The same seeded series of changes to a configuration, and of commands between them, for Warden and for stock: stock's
 * client prints the same each time, and the same processes are in the same states. {@code -Dwarden.it.seed=S} plays one
 * series again.
 */
class ReadingAnewIT {
    private static final String STOCK = "/usr/bin/supervisord";
    private static final int STEPS = 12;
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    @Test
    void everySeriesOfChangesEndsAsInStock() throws IOException {
        assumeTrue(Commands.installed(STOCK), "supervisord is not installed: apt-get install supervisor");
        Long one = Long.getLong("warden.it.seed");
        for (long seed : one != null ? List.of(one) : List.of(1L, 2L, 3L)) {
            List<String> stock = play(seed, STOCK + " -n -c {conf}");
            List<String> tested = play(seed, System.getProperty("warden.server"));
            for (int i = 0; i < stock.size(); i++) {
                assertEquals(stock.get(i), tested.get(i), "seed " + seed + ", after:\n" + stock.subList(0, i));
            }
        }
    }

    /** What each step printed and left. */
    private static List<String> play(long seed, String server) throws IOException {
        var series = new Series(seed);
        var seen = new ArrayList<String>();
        try (var folder = new Folder()) {
            folder.configure(series.text());
            try (var daemon = Daemon.start(folder, server)) {
                seen.add(states(daemon));
                for (int i = 0; i < STEPS; i++) {
                    folder.configure(series.next());
                    List<String> command = series.command();
                    Commands.Result result = daemon.ctl(command.toArray(String[]::new));
                    String printed = result.output().replace(folder.root().toString(), "HERE");
                    seen.add(
                            "step " + i + " " + command + " -> " + result.exitCode() + "\n" + printed + states(daemon));
                }
            }
        }
        return seen;
    }

    /** Group, name and state of every process, in the daemon's order, when nothing is on its way any more. */
    private static String states(Daemon daemon) {
        return Await.value("all processes have settled", () -> {
            var all = new StringBuilder();
            for (Object info : (List<?>) daemon.rpc().call("supervisor.getAllProcessInfo")) {
                var process = (Map<?, ?>) info;
                String state = (String) process.get("statename");
                if (List.of("STARTING", "STOPPING", "BACKOFF").contains(state)) {
                    return java.util.Optional.empty();
                }
                all.append(process.get("group") + ":" + process.get("name") + " " + state + "\n");
            }
            return java.util.Optional.of(all.toString());
        });
    }

    /** A configuration that changes at random, always in the same way for a seed. */
    private static final class Series {
        private final Random random;
        private final Map<String, String> sections = new TreeMap<>();
        private int changes;

        Series(long seed) {
            random = new Random(seed);
            sections.put("program:a", program(0));
            sections.put("program:b", program(1));
            sections.put("fcgi-program:f", fcgi());
            sections.put("eventlistener:l", listener());
            sections.put("group:g", "programs=b");
        }

        String next() {
            sections.remove("program:broken");
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                change();
            }
            if (random.nextInt(6) == 0) {
                sections.put("program:broken", "command=/bin/cat\nautostart=perhaps");
            }
            sections.computeIfPresent("group:g", (name, text) -> "programs=" + members() + "\npriority=" + changes % 3);
            return text();
        }

        private void change() {
            changes++;
            String name = NAMES.get(random.nextInt(NAMES.size()));
            switch (random.nextInt(9)) {
                case 0, 1 -> sections.put("program:" + name, program(random.nextInt(3)));
                case 2 -> sections.remove("program:" + name);
                case 3 -> toggle("group:g", "programs=");
                case 4 -> toggle("eventlistener:l", listener());
                case 5 -> sections.put("eventlistener:l", listener());
                case 6 -> toggle("fcgi-program:f", fcgi());
                case 7 -> sections.put("fcgi-program:f", fcgi());
                default ->
                    sections.computeIfPresent(
                            "program:" + name, (section, text) -> text + "\npriority=" + random.nextInt(5));
            }
        }

        private void toggle(String section, String text) {
            if (sections.remove(section) == null) {
                sections.put(section, text);
            }
        }

        /** Some of the programs there are; perhaps none. */
        private String members() {
            return String.join(
                    ",",
                    NAMES.stream()
                            .filter(name -> sections.containsKey("program:" + name) && random.nextInt(3) == 0)
                            .toList());
        }

        private static String program(int kind) {
            return switch (kind) {
                case 0 -> "command=/bin/sleep 1000\nstartsecs=0";
                case 1 ->
                    "command=/bin/sleep 2000\nstartsecs=0\nnumprocs=2\nprocess_name=%(program_name)s%(process_num)d";
                default -> "command=/bin/sleep 3000\nautostart=false";
            };
        }

        private String fcgi() {
            return "command=/bin/sleep 1000\nstartsecs=0\nsocket=unix://%(here)s/f" + random.nextInt(2) + ".sock";
        }

        private String listener() {
            return "command=/bin/sleep 1000\nstartsecs=0\nevents=TICK_60\nbuffer_size=" + (5 + random.nextInt(2));
        }

        List<String> command() {
            String name = List.of("a", "b", "c", "d", "f", "g", "l", "nope").get(random.nextInt(8));
            return switch (random.nextInt(8)) {
                case 0 -> List.of("reread");
                case 1 -> List.of("add", name);
                case 2 -> List.of("remove", name);
                case 3 -> List.of("update", name);
                default -> List.of("update");
            };
        }

        String text() {
            var text = new StringBuilder();
            sections.forEach((name, keys) -> text.append("[" + name + "]\n" + keys + "\n"));
            return text.toString();
        }
    }
}
