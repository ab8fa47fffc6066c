package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs use, by way of the keeper and without it. */
class MetricsIT {

    @BeforeEach
    void onlyOurs() {
        assumeFalse(Daemon.isStock(), "stock measures nothing");
    }

    private static Map<?, ?> latest(Daemon daemon, String name) throws IOException {
        List<?> all = (List<?>) daemon.rpc().call("warden.getAllProcessMetrics");
        return (Map<?, ?>) all.stream()
                .filter(one -> ((Map<?, ?>) one).get("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("not measured yet"));
    }

    private static double number(Map<?, ?> metrics, String member) {
        return Double.parseDouble(metrics.get(member).toString());
    }

    private static String metrics(Folder folder) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + folder.port() + "/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void programsAreMeasured(boolean keeper) throws Exception {
        try (var folder = new Folder()) {
            folder.configure(
                    "[supervisord]\nkeeper=" + keeper + "\n[inet_http_server]\nmetrics=true\n",
                    "[program:busy]\ncommand=/bin/sh -c 'while :; do :; done'\n",
                    "[program:idle]\ncommand=/bin/sh -c 'exec 5</dev/null 6</dev/null; exec sleep 1000'\n",
                    "[program:stopped]\ncommand=/bin/cat\nautostart=false\n");
            try (Daemon daemon = Daemon.start(folder, Daemon.underTest() + " --statedir=" + folder.path("state"))) {
                daemon.awaitRunning("busy", "idle");
                Await.until("busy uses a processor", () -> number(latest(daemon, "busy"), "cpu_percent") > 5);
                Map<?, ?> busy = latest(daemon, "busy");
                assertEquals(daemon.pidOf("busy"), busy.get("pid"));
                assertTrue(number(busy, "cpu_user_seconds") + number(busy, "cpu_system_seconds") > 0.1);
                assertTrue(number(busy, "age") < 30);
                Map<?, ?> idle = latest(daemon, "idle");
                assertEquals(1, idle.get("threads"));
                assertEquals(5, idle.get("descriptors"));
                assertTrue((Integer) idle.get("rss_kib") > 100);
                assertThrows(IOException.class, () -> latest(daemon, "stopped"));
                historyIsKept(daemon);
                String text = metrics(folder);
                assertTrue(text.contains("\nnode_supervisord_up{group=\"idle\",name=\"idle\"} 1\n"), text);
                assertTrue(text.contains("\nnode_supervisord_up{group=\"stopped\",name=\"stopped\"} 0\n"), text);
                assertTrue(text.contains("\nwarden_process_open_fds{group=\"idle\",name=\"idle\"} 5\n"), text);
                assertTrue(text.contains("\nwarden_process_starts_total{group=\"idle\",name=\"idle\"} 1\n"), text);
                assertTrue(text.endsWith("# EOF\n"), text);
            }
        }
    }

    private static List<?> rows(Daemon daemon, String name) throws IOException {
        return (List<?>) daemon.rpc().struct("warden.getProcessMetrics", name).get("rows");
    }

    @Test
    void whatWasMeasuredIsKnownAfterARestartOfTheSupervisor() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:idle]\ncommand=/bin/sleep 1000\n");
            try (Daemon daemon = Daemon.start(folder, Daemon.underTest() + " --statedir=" + folder.path("state"))) {
                daemon.awaitRunning("idle");
                Await.until("it is measured", () -> !rows(daemon, "idle").isEmpty());
                Object first = rows(daemon, "idle").get(0);
                int before = daemon.pidOf("idle");
                daemon.rpc().call("supervisor.restart");
                Await.until("it was restarted", () -> daemon.pidOf("idle") != before && daemon.pidOf("idle") != 0);
                assertEquals(first, rows(daemon, "idle").get(0));
            }
        }
    }

    @Test
    void programsOfAKeeperThatWasKilledAreMeasuredByTheNext() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:idle]\ncommand=/bin/sleep 1000\n");
            try (Daemon daemon = Daemon.start(folder, Daemon.underTest() + " --statedir=" + folder.path("state"))) {
                daemon.awaitRunning("idle");
                int pid = daemon.pidOf("idle");
                long keeper = ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .orElseThrow()
                        .pid();
                Commands.signal("KILL", keeper);
                Await.until("another keeper is there", () -> !folder.logLines("the keeper has ended")
                        .isEmpty());
                int known = rows(daemon, "idle").size();
                Await.until("it is measured again", () -> rows(daemon, "idle").size() > known);
                assertEquals(pid, latest(daemon, "idle").get("pid"));
            }
        }
    }

    private static void historyIsKept(Daemon daemon) throws IOException {
        Map<?, ?> recent = daemon.rpc().struct("warden.getProcessMetrics", "busy");
        assertEquals(List.of("time", "cpu", "rss", "threads", "descriptors"), recent.get("columns"));
        List<?> rows = (List<?>) recent.get("rows");
        assertTrue(rows.size() >= 2, rows.toString());
        Map<?, ?> day = daemon.rpc().struct("warden.getProcessMetrics", "busy", "day");
        assertFalse(((List<?>) day.get("rows")).isEmpty());
        assertEquals(13, ((List<?>) day.get("columns")).size());
        Map<?, ?> none = daemon.rpc().struct("warden.getProcessMetrics", "stopped");
        assertEquals(List.of(), none.get("rows"));
        var fault =
                assertThrows(XmlRpc.Fault.class, () -> daemon.rpc().call("warden.getProcessMetrics", "busy", "week"));
        assertEquals(3, fault.code);
    }
}
