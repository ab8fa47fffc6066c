package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.Refusal;
import org.warden.core.config.ConfigPlan;
import org.warden.core.config.Origin;
import org.warden.core.model.ProcessName;
import org.warden.core.model.Release;
import org.warden.core.port.Protocol;
import org.warden.rpc.RpcClient.Fault;

class OwnInterfaceTest {
    private final FakeCore core = new FakeCore();
    private final RpcClient client = new RpcClient(RpcEndpoint.of(
            FakeCore.configuration(List.of(), List.of()),
            core,
            core,
            core,
            () -> 42,
            Past.NONE,
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
    void versionsAreTheDaemonsOwn() {
        core.answer(Command.DescribeEngine.class, Answer.ok("engine in this process"));
        Map<?, ?> versions = (Map<?, ?>) client.call("warden.getVersions");
        assertEquals(Release.ofThis().version(), versions.get("warden"));
        assertEquals("4.3.0", versions.get("supervisor"));
        assertEquals(Runtime.version().toString(), versions.get("java"));
        assertEquals(Protocol.VERSION, versions.get("protocol"));
        assertEquals("engine in this process", versions.get("engine"));
    }

    @Test
    void planTellsWhatIsKnownAndLeavesOutTheRest() {
        ConfigPlan.KeyChange line = new ConfigPlan.KeyChange(
                "startsecs", Optional.of("1"), Optional.of("2"), new Origin.Line("/etc/x.conf", 7, "program:web"));
        ConfigPlan.KeyChange none =
                new ConfigPlan.KeyChange("directory", Optional.of("/"), Optional.empty(), new Origin.Default());
        ConfigPlan.KeyChange option =
                new ConfigPlan.KeyChange("umask", Optional.empty(), Optional.of("022"), new Origin.Option("--umask"));
        ConfigPlan plan = new ConfigPlan(
                "/etc/s.conf",
                List.of(new ConfigPlan.GroupPlan(
                        "web",
                        ConfigPlan.Change.CHANGED,
                        Optional.of(new Origin.Line("/etc/x.conf", 5, "program:web")),
                        List.of(),
                        List.of(new ConfigPlan.ProgramPlan(
                                "program:web",
                                ConfigPlan.Change.CHANGED,
                                List.of("web"),
                                Optional.empty(),
                                List.of(line, none, option))),
                        List.of(),
                        List.of(new ProcessName("web", "web")),
                        List.of(new ProcessName("web", "two")))),
                List.of(new ConfigPlan.SectionPlan(
                        "console_user:a", ConfigPlan.Change.REMOVED, Optional.empty(), ConfigPlan.When.UPDATE)));
        core.answer(Command.PlanUpdate.class, Answer.ok(plan));
        Map<?, ?> answer = (Map<?, ?>) client.call("warden.plan");
        assertEquals("/etc/s.conf", answer.get("file"));
        assertEquals(
                List.of(Map.of("section", "console_user:a", "change", "removed", "when", "update")),
                answer.get("sections"));
        assertEquals(
                List.of(Map.of(
                        "group",
                        "web",
                        "change",
                        "changed",
                        "file",
                        "/etc/x.conf",
                        "line",
                        5,
                        "keys",
                        List.of(),
                        "programs",
                        List.of(Map.of(
                                "section",
                                "program:web",
                                "change",
                                "changed",
                                "processes",
                                List.of("web"),
                                "keys",
                                List.of(
                                        Map.of(
                                                "key",
                                                "startsecs",
                                                "before",
                                                "1",
                                                "after",
                                                "2",
                                                "file",
                                                "/etc/x.conf",
                                                "line",
                                                7,
                                                "section",
                                                "program:web"),
                                        Map.of("key", "directory", "before", "/"),
                                        Map.of("key", "umask", "after", "022", "option", "--umask")))),
                        "stopped",
                        List.of(),
                        "restarted",
                        List.of("web"),
                        "started",
                        List.of("web:two"))),
                answer.get("groups"));
    }

    @Test
    void planOfABrokenFileIsAFaultWithAllItsLines() {
        core.answer(Command.PlanUpdate.class, Answer.refused(Refusal.CANT_REREAD, "a:1: b\nc:2: d"));
        assertEquals(new Fault(92, "CANT_REREAD: a:1: b\nc:2: d"), client.call("warden.plan"));
    }

    @Test
    void daemonThatEndsRefuses() {
        core.answer(Command.ListEventPools.class, Answer.refused(Refusal.SHUTDOWN_STATE, null));
        assertEquals(new Fault(6, "SHUTDOWN_STATE"), client.call("warden.getEventPools"));
    }
}
