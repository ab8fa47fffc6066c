package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations as people of different trades publish them mean the same to Warden as to stock, key by key. */
class TradesIT {
    private static final String STOCK = "/usr/bin/supervisord -n -c {conf}";

    static Stream<Path> trades() throws IOException {
        try (Stream<Path> files = Files.list(folderOfTrades())) {
            return files.sorted().toList().stream();
        }
    }

    private static Path folderOfTrades() throws IOException {
        try {
            return Path.of(TradesIT.class.getResource("/trades").toURI());
        } catch (URISyntaxException e) {
            throw new IOException("no folder of configurations", e);
        }
    }

    @ParameterizedTest
    @MethodSource("trades")
    void everyKeyHasStocksValue(Path trade) throws IOException {
        assumeFalse(Daemon.isStock(), "stock is what it is compared with");
        assumeTrue(Commands.installed("/usr/bin/supervisord"), "stock is not installed: apt-get install supervisor");
        assumeTrue(Commands.isRoot(), "not root: programs of these configurations run as other users");
        try (var folder = new Folder()) {
            Files.writeString(folder.conf(), text(trade, folder));
            Map<String, Map<?, ?>> stock = configurationOf(folder, STOCK);
            Map<String, Map<?, ?>> warden = configurationOf(folder, Daemon.underTest());
            assertFalse(stock.isEmpty(), "stock knows programs in " + trade.getFileName());
            assertEquals(List.copyOf(stock.keySet()), List.copyOf(warden.keySet()), "the processes, in their order");
            stock.forEach((process, keys) -> assertEquals(sorted(keys), known(warden.get(process), keys), process));
        }
    }

    /** Nothing of a trade's programs is there on a machine of tests, or should be started on it. */
    private static String text(Path trade, Folder folder) throws IOException {
        return Files.readString(trade)
                .replace("@here@", folder.root().toString())
                .replace("@port@", "" + folder.port())
                .replace("@second@", "" + Folder.freePort())
                .replaceAll("(?m)^autostart *=.*\n", "")
                .replaceAll("(?m)^(command *=.*)\n", "$1\nautostart=false\n");
    }

    private static Map<String, Map<?, ?>> configurationOf(Folder folder, String command) throws IOException {
        try (Daemon daemon = Daemon.start(folder, command)) {
            var processes = new LinkedHashMap<String, Map<?, ?>>();
            for (Object info : (List<?>) daemon.rpc().call("supervisor.getAllConfigInfo")) {
                var keys = (Map<?, ?>) info;
                processes.put(keys.get("group") + ":" + keys.get("name"), keys);
            }
            return processes;
        }
    }

    /** The values of the keys that stock of this version tells; automatic logs have a random part in their names. */
    private static Map<String, String> known(Map<?, ?> ours, Map<?, ?> stocks) {
        Map<String, String> known = sorted(ours);
        known.keySet().retainAll(sorted(stocks).keySet());
        return known;
    }

    private static Map<String, String> sorted(Map<?, ?> keys) {
        var sorted = new TreeMap<String, String>();
        keys.forEach((key, value) -> sorted.put(
                (String) key, value.toString().replaceAll("---([a-z-]+)-[A-Za-z0-9_]{8}\\.log", "---$1-RANDOM.log")));
        return sorted;
    }
}
