package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.Refusal;
import org.warden.rpc.RpcClient.Fault;

class OwnInterfaceTest {
    private final FakeCore core = new FakeCore();
    private final RpcClient client = new RpcClient(RpcEndpoint.of(
            FakeCore.configuration(List.of(), List.of()),
            core,
            core,
            core,
            () -> 42,
            Plugins.NONE,
            (level, line) -> {}));

    @Test
    void poolsTellWhatWaitsAndWhatWasDropped() {
        EventPoolView pool = new EventPoolView(
                "mail",
                "mail",
                10,
                3,
                5_000_000_000L,
                List.of("TICK_5"),
                List.of(new EventPoolView.Listener("m", "BUSY")));
        core.answer(Command.ListEventPools.class, Answer.ok(List.of(pool)));
        assertEquals(
                List.of(Map.of(
                        "name",
                        "mail",
                        "group",
                        "mail",
                        "buffer_size",
                        10,
                        "buffered",
                        3,
                        "dropped",
                        Integer.MAX_VALUE,
                        "events",
                        List.of("TICK_5"),
                        "listeners",
                        List.of(Map.of("name", "m", "state", "BUSY")))),
                client.call("warden.getEventPools"));
    }

    @Test
    void daemonThatEndsRefuses() {
        core.answer(Command.ListEventPools.class, Answer.refused(Refusal.SHUTDOWN_STATE, null));
        assertEquals(new Fault(6, "SHUTDOWN_STATE"), client.call("warden.getEventPools"));
    }
}
