package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.model.ProcessState;
import org.warden.rpc.RpcClient.Fault;

class SystemMethodsTest {

    private static final List<String> STOCK =
            List.of(("addProcessGroup clearAllProcessLogs clearLog clearProcessLog clearProcessLogs getAPIVersion"
                            + " getAllConfigInfo getAllProcessInfo getIdentification getPID getProcessInfo getState"
                            + " getSupervisorVersion getVersion readLog readMainLog readProcessLog readProcessStderrLog"
                            + " readProcessStdoutLog reloadConfig removeProcessGroup restart sendProcessStdin"
                            + " sendRemoteCommEvent shutdown signalAllProcesses signalProcess signalProcessGroup"
                            + " startAllProcesses startProcess startProcessGroup stopAllProcesses stopProcess"
                            + " stopProcessGroup tailProcessLog tailProcessStderrLog tailProcessStdoutLog")
                    .split(" "));

    private final FakeCore core = new FakeCore().process("p", ProcessState.STOPPED, 0, "");
    private final RpcClient client = new RpcClient(RpcEndpoint.of(
            FakeCore.configuration(List.of(), List.of()),
            core,
            core,
            core,
            () -> 42,
            Past.NONE,
            Plugins.NONE,
            (level, line) -> {}));

    private static String calls(String... entries) {
        StringBuilder xml = new StringBuilder("<array><data>");
        for (String entry : entries) {
            xml.append("<value>").append(entry).append("</value>");
        }
        return xml.append("</data></array>").toString();
    }

    private static String entry(String method, String... params) {
        return "<struct><member><name>methodName</name><value>" + method + "</value></member>"
                + "<member><name>params</name><value>" + calls(params) + "</value></member></struct>";
    }

    @Test
    void listsStocksMethodsAndOursSorted() {
        List<String> expected = new java.util.ArrayList<>();
        STOCK.forEach(name -> expected.add("supervisor." + name));
        List.of("listMethods", "methodHelp", "methodSignature", "multicall").forEach(n -> expected.add("system." + n));
        assertEquals(41, expected.size());
        List.of(
                        "detach",
                        "getAllProcessMetrics",
                        "getEventPools",
                        "getHistory",
                        "getProcessMetrics",
                        "getVersions",
                        "plan")
                .forEach(n -> expected.add("warden." + n));
        assertEquals(expected, client.call("system.listMethods"));
    }

    @Test
    void everyMethodHasHelpWithTagsThatAgreeWithItsSignature() {
        for (Object name : (List<?>) client.call("system.listMethods")) {
            String help = (String) client.call("system.methodHelp", name);
            List<?> signature = (List<?>) client.call("system.methodSignature", name);
            List<String> tags = help.lines().filter(l -> l.startsWith("@")).toList();
            assertEquals(signature.size(), tags.size(), name + ": " + help);
            assertTrue(tags.get(tags.size() - 1).startsWith("@return " + signature.get(0) + " "), help);
            for (int i = 1; i < signature.size(); i++) {
                assertTrue(tags.get(i - 1).startsWith("@param " + signature.get(i) + " "), help);
            }
        }
    }

    @Test
    void signatureIsFlatAndListsTheOptionalWait() {
        assertEquals(
                List.of("boolean", "string", "boolean"),
                client.call("system.methodSignature", "supervisor.startProcess"));
        assertEquals(List.of("array", "array"), client.call("system.methodSignature", "system.multicall"));
        assertEquals(new Fault(4, "SIGNATURE_UNSUPPORTED"), client.call("system.methodSignature", "nope"));
        assertEquals(new Fault(4, "SIGNATURE_UNSUPPORTED"), client.call("system.methodHelp", "nope"));
        assertEquals(new Fault(2, "INCORRECT_PARAMETERS"), client.call("system.methodHelp", 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "supervisor.nope",
                "nope.nope",
                "supervisor",
                "supervisor._update",
                "supervisor.__class__",
                "supervisor.supervisord.options.execve",
                "supervisor.getState.x",
                "supervisor..getState",
                ".",
                "supervisor.",
                ".getState",
                "Supervisor.getState",
                "supervisor.getClass",
                " supervisor.getState"
            })
    void onlyPublishedNamesCanBeCalled(String name) {
        assertEquals(new Fault(1, "UNKNOWN_METHOD"), client.call(name));
        assertEquals(new Fault(1, "UNKNOWN_METHOD"), client.call(name, "x"));
    }

    @Test
    void multicallGivesBareValuesAndFaultStructsInOrder() {
        Object got = client.call(
                "system.multicall",
                calls(
                        entry("supervisor.getAPIVersion"),
                        "<struct><member><name>methodName</name><value>supervisor.getPID</value></member></struct>",
                        entry("supervisor.getProcessInfo", "nope"),
                        entry("no.such"),
                        entry("supervisor.getState", "1", "2"),
                        entry("system.multicall", calls()),
                        "<struct></struct>",
                        "<int>7</int>"));
        assertEquals(
                List.of(
                        "3.0",
                        42,
                        Map.of("faultCode", 10, "faultString", "BAD_NAME: nope"),
                        Map.of("faultCode", 1, "faultString", "UNKNOWN_METHOD"),
                        Map.of("faultCode", 2, "faultString", "INCORRECT_PARAMETERS"),
                        Map.of(
                                "faultCode",
                                2,
                                "faultString",
                                "INCORRECT_PARAMETERS: Recursive system.multicall forbidden"),
                        Map.of("faultCode", 2, "faultString", "INCORRECT_PARAMETERS: No methodName"),
                        Map.of("faultCode", 2, "faultString", "INCORRECT_PARAMETERS: No methodName")),
                got);
    }

    @Test
    void multicallOfNothingIsEmptyAndWantsAnArray() {
        assertEquals(List.of(), client.call("system.multicall", calls()));
        assertEquals(new Fault(2, "INCORRECT_PARAMETERS"), client.call("system.multicall"));
        assertEquals(new Fault(2, "INCORRECT_PARAMETERS"), client.call("system.multicall", "x"));
    }

    @Test
    void waitingCallInAMulticallHoldsBackTheLaterOnes() {
        CompletableFuture<Answer<Boolean>> held = core.hold(Command.StartProcess.class);
        CompletableFuture<Object> all = client.later(
                "system.multicall",
                calls(entry("supervisor.startProcess", "p"), entry("supervisor.stopProcessGroup", "p")));
        assertEquals(1, core.asked.size());
        assertFalse(all.isDone());
        held.complete(Answer.ok(true));
        assertEquals(2, core.asked.size());
        assertEquals(true, ((List<?>) all.getNow(List.of())).get(0));
    }

    @Test
    void defectInAMulticallIsOneEntryWithItsClass() {
        core.hold(Command.StopAll.class).completeExceptionally(new IllegalStateException("broken"));
        assertEquals(
                List.of(Map.of("faultCode", 30, "faultString", "FAILED: IllegalStateException:broken"), 42),
                client.call(
                        "system.multicall", calls(entry("supervisor.stopAllProcesses"), entry("supervisor.getPID"))));
    }

    @Test
    void twentyThousandCallsInOneDoNotGrowTheStack() {
        String[] entries = new String[20_000];
        java.util.Arrays.fill(entries, entry("supervisor.getPID"));
        assertEquals(20_000, ((List<?>) client.call("system.multicall", calls(entries))).size());
    }

    @Test
    void multicallStopsCollectingWhenTheResultsGetTooLarge() {
        core.process("big", ProcessState.STOPPED, 0, "x".repeat(1 << 20));
        String[] entries = new String[40];
        java.util.Arrays.fill(entries, entry("supervisor.getProcessInfo", "big"));
        List<?> results = (List<?>) client.call("system.multicall", calls(entries));
        assertEquals(40, results.size());
        assertEquals(
                Map.of("faultCode", 30, "faultString", "FAILED: the results before this one are too large"),
                results.get(39));
    }
}
