package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.config.ConfigError;
import org.warden.core.config.Inspection;
import org.warden.core.config.Origin;
import org.warden.core.config.Secrets;
import org.warden.core.config.SectionSettings;
import org.warden.core.config.Setting;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessState;

class SupportBundleTest {
    private static final SectionSettings SECTION = new SectionSettings(
            "program:web",
            Optional.empty(),
            List.of(
                    new Setting("command", Optional.of("/bin/web hunter2"), new Origin.Default()),
                    new Setting("environment.CONN", Optional.of("hunter2"), new Origin.Default())),
            List.of());

    @TempDir
    Path dir;

    private final FakeCore core = new FakeCore();
    private final Secrets secrets = Secrets.forStrangers(Map.of(), List.of(SECTION), List.of(), List.of());

    /** Writes to a bundle. */
    private interface Part {
        void writeTo(SupportBundle bundle) throws IOException;
    }

    private Map<String, String> unpacked(Part part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SupportBundle bundle = new SupportBundle(bytes, secrets)) {
            part.writeTo(bundle);
        }
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void theConfigurationIsToldWithoutWhatIsNobodysBusiness() throws IOException {
        ConfigError error = new ConfigError(
                "Unexpected end of key/value pairs in value 'PIN=\"4711', and \"more",
                "a.conf",
                3,
                "program:x",
                "environment",
                null);
        Inspection inspection =
                new Inspection(Optional.empty(), List.of(error), List.of(), List.of("/etc/a.conf"), List.of(SECTION));
        String text = unpacked(bundle -> bundle.configuration(inspection)).get("configuration.txt");
        assertTrue(text.contains("# read: /etc/a.conf\n"), text);
        assertTrue(
                text.contains("# error: a.conf:3: [program:x] environment: Unexpected end of key/value pairs in value"
                        + " '******', and '******'\n"),
                text);
        assertTrue(text.contains("program:web.command          = /bin/web ******"), text);
        assertTrue(text.contains("program:web.environment.CONN = ******"), text);
    }

    @Test
    void theActivityLogIsCutBetweenTwoLines() throws IOException {
        core.mainLog = Files.writeString(dir.resolve("log"), "x hunter2 " + "y".repeat(256 << 10) + "\nlast hunter2\n");
        assertEquals("last ******\n", unpacked(bundle -> bundle.activity(core)).get("activity.log"));
        Files.writeString(core.mainLog, "hunter2".repeat(64 << 10));
        assertEquals("", unpacked(bundle -> bundle.activity(core)).get("activity.log"));
        Files.writeString(core.mainLog, "all\n");
        assertEquals("all\n", unpacked(bundle -> bundle.activity(core)).get("activity.log"));
    }

    @Test
    void programsQueuesAndHistoryAreTold() throws IOException {
        core.process("p", ProcessState.RUNNING, 12, "/var/log/p");
        var pool = new EventPoolView(
                "pool", "pool", 10, 3, 7, List.of("TICK_5"), List.of(new EventPoolView.Listener("pool", "BUSY")));
        HistoryEntry entry = new HistoryEntry(1, 0, new HistoryEvent.Daemon("started with hunter2"));
        History past = new History() {
            @Override
            public boolean isOn() {
                return true;
            }

            @Override
            public CompletionStage<Page> find(HistoryFilter filter) {
                return CompletableFuture.completedFuture(new Page(List.of(entry), 0));
            }
        };
        Map<String, String> files = unpacked(bundle -> {
            bundle.programs(core.view().processes(), List.of());
            bundle.queues(List.of(pool));
            bundle.history(past);
        });
        assertTrue(
                files.get("programs.txt")
                        .startsWith("p\n    state RUNNING, pid 12, started 2023-11-14T22:13:20Z, ended never"),
                files.get("programs.txt"));
        assertEquals("pool: 3 of 10 waiting, 7 lost, TICK_5\n    pool BUSY\n", files.get("queues.txt"));
        assertEquals("1970-01-01T00:00:00Z Daemon[what=started with ******]\n", files.get("history.txt"));
        assertFalse(unpacked(bundle -> bundle.history(History.NONE)).containsKey("history.txt"));
    }

    @Test
    void noFileOfItIsWithoutEnd() throws IOException {
        String text = unpacked(bundle -> bundle.text("x", "ab".repeat(SupportBundle.MOST)))
                .get("x");
        assertEquals(SupportBundle.MOST + "\n(the rest is left out)\n".length(), text.length());
    }
}
