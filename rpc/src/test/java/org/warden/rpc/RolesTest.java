package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Command;
import org.warden.core.api.History;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Release;
import org.warden.core.model.Role;

class RolesTest {
    /** Words that stock's methods begin with and that change nothing. */
    private static final Set<String> READING = Set.of("get", "read", "tail", "list", "method", "plan");

    private final FakeCore core = new FakeCore();
    private final RpcEndpoint endpoint = RpcEndpoint.of(
            FakeCore.configuration(List.of(), List.of()),
            core,
            core,
            core,
            () -> 1,
            Past.NONE,
            Plugins.NONE,
            (level, line) -> {});

    private RpcClient client(Role role) {
        return new RpcClient(endpoint, role);
    }

    @Test
    void viewersMayCallWhatReadsAndNothingElse() {
        MethodTable table = new MethodTable(
                Map.of(
                        "supervisor", new MainInterface(core, core, core, () -> 1).namespace(),
                        "warden",
                                new OwnInterface(core, History.NONE, new Release("0", Optional.empty()), "17")
                                        .namespace()),
                Audit.NONE);
        Set<String> viewers = table.names().stream()
                .filter(name -> table.find(name).role() == Role.VIEWER)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> reading = table.names().stream()
                .filter(name -> READING.stream()
                        .anyMatch(word -> name.substring(name.indexOf('.') + 1).startsWith(word)))
                .collect(Collectors.toCollection(TreeSet::new));
        reading.add("system.multicall");
        assertEquals(reading, viewers);
    }

    @Test
    void configurationAndDaemonAreForAdministrators() {
        for (String method : List.of("shutdown", "restart", "reloadConfig", "clearLog")) {
            assertEquals(
                    new RpcClient.Fault(403, "NOT_PERMITTED: admin"),
                    client(Role.OPERATOR).call("supervisor." + method),
                    method);
        }
        assertTrue(core.asked.isEmpty());
        assertFalse(client(Role.ADMIN).call("supervisor.shutdown") instanceof RpcClient.Fault);
    }

    @Test
    void manyCallsInOneAreCheckedOneByOne() {
        core.process("p", ProcessState.RUNNING, 12, "/nowhere/log");
        Object answer = client(Role.VIEWER)
                .call(
                        "system.multicall",
                        "<array><data><value><struct><member><name>methodName</name><value>supervisor.getPID</value></member>"
                                + "</struct></value><value><struct><member><name>methodName</name><value>supervisor.stopProcess"
                                + "</value></member><member><name>params</name><value><array><data><value>p</value></data>"
                                + "</array></value></member></struct></value></data></array>");
        assertEquals(List.of(1, Map.of("faultCode", 403, "faultString", "NOT_PERMITTED: operator")), answer);
        assertEquals(0, core.count(Command.StopProcess.class));
    }

    @Test
    void whoMayNotIsNotToldWhatIsThere() {
        assertEquals(
                new RpcClient.Fault(403, "NOT_PERMITTED: operator"),
                client(Role.VIEWER).call("supervisor.startProcess", "no-such-program"));
    }
}
