package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.History;
import org.warden.core.api.Refusal;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Role;

class AuditTest {
    private final FakeCore core = new FakeCore();
    private final List<HistoryEvent> kept = new ArrayList<>();
    private final RpcEndpoint endpoint = RpcEndpoint.of(
            FakeCore.configuration(List.of(), List.of()),
            core,
            core,
            core,
            () -> 42,
            new Past(History.NONE, (millis, event) -> kept.add(event)),
            Plugins.NONE,
            (level, line) -> {});
    private final RpcClient admin = new RpcClient(endpoint);

    private static HistoryEvent called(String method, List<String> arguments, String result) {
        return new HistoryEvent.Called("tester", "192.0.2.7", method, arguments, result);
    }

    @Test
    void whoDidWhatAndWhatCameOfItIsKept() {
        core.process("web", ProcessState.RUNNING, 12, "");
        admin.call("supervisor.stopProcess", "web");
        admin.call("supervisor.stopProcess", "web", false);
        admin.call("supervisor.startProcess", "none");
        assertEquals(
                List.of(
                        called("supervisor.stopProcess", List.of("web"), "ok"),
                        called("supervisor.stopProcess", List.of("web", "False"), "NOT_RUNNING: web"),
                        called("supervisor.startProcess", List.of("none"), "BAD_NAME: none")),
                kept);
    }

    @Test
    void looksAreNotKept() {
        admin.call("supervisor.getState");
        admin.call("warden.getEventPools");
        admin.call("no.such.method");
        assertEquals(List.of(), kept);
    }

    @Test
    void whoMayNotIsKeptToo() {
        new RpcClient(endpoint, Role.VIEWER).call("supervisor.shutdown");
        assertEquals(List.of(called("supervisor.shutdown", List.of(), "NOT_PERMITTED: admin")), kept);
    }

    @Test
    void eachOfManyCallsIsKept() {
        core.process("web", ProcessState.RUNNING, 12, "");
        admin.call(
                "system.multicall",
                "<array><data><value><struct><member><name>methodName</name><value>supervisor.stopProcess</value></member>"
                        + "<member><name>params</name><value><array><data><value>web</value></data></array></value></member>"
                        + "</struct></value><value><struct><member><name>methodName</name><value>supervisor.getPID</value>"
                        + "</member></struct></value></data></array>");
        assertEquals(List.of(called("supervisor.stopProcess", List.of("web"), "ok")), kept);
    }

    @Test
    void ofManyProcessesThoseThatFailedAreNamed() {
        core.answer(
                Command.StopAll.class,
                Answer.ok(List.of(
                        new Command.ItemResult(new ProcessName("a", "a"), Answer.ok(true)),
                        new Command.ItemResult(new ProcessName("g", "b"), Answer.refused(Refusal.NOT_RUNNING, null)))));
        admin.call("supervisor.stopAllProcesses");
        assertEquals(
                List.of(called("supervisor.stopAllProcesses", List.of(), "1 of 2 failed: NOT_RUNNING: g:b")), kept);
    }

    @Test
    void whatIsSaidToAProgramIsNotKept() {
        core.process("web", ProcessState.RUNNING, 12, "");
        admin.call("supervisor.sendProcessStdin", "web", "the password");
        assertEquals(List.of(called("supervisor.sendProcessStdin", List.of("web", "(not kept)"), "ok")), kept);
    }
}
