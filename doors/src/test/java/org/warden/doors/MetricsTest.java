package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.warden.core.config.DoorCredentials;
import org.warden.core.model.ProcessState;
import org.warden.rpc.OpenMetrics;

/** {@code /metrics} over real sockets. */
@Timeout(30)
class MetricsTest {

    @Test
    void thereAreNoneUntilTheyAreConfigured() throws Exception {
        try (OpenDoors doors = OpenDoors.tcp(null)) {
            assertEquals(404, doors.ask(RawClient.get("/metrics", "")).status());
        }
    }

    @Test
    void theTextIsOpenMetrics() throws Exception {
        try (OpenDoors doors = OpenDoors.metrics(null)) {
            doors.core.process("p", ProcessState.RUNNING, 12, "");
            RawClient.Response response = doors.ask(RawClient.get("/metrics", ""));
            assertEquals(200, response.status());
            assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", response.header("Content-Type"));
            assertTrue(OpenMetrics.parse(response.body()).containsKey("node_supervisord_up{group=\"p\",name=\"p\"}"));
        }
    }

    @Test
    void theDoorsPasswordIsWanted() throws Exception {
        try (OpenDoors doors = OpenDoors.metrics(new DoorCredentials("user", "secret"))) {
            assertEquals(401, doors.ask(RawClient.get("/metrics", "")).status());
            String header = "Authorization: Basic dXNlcjpzZWNyZXQ=\r\n";
            assertEquals(200, doors.ask(RawClient.get("/metrics", header)).status());
        }
    }

    @Test
    void nothingCanBePostedThere() throws IOException, DoorException {
        try (OpenDoors doors = OpenDoors.metrics(null)) {
            String request = RawClient.post("", RawClient.STATE).replace("/RPC2", "/metrics");
            assertEquals(400, doors.ask(request).status());
        }
    }
}
