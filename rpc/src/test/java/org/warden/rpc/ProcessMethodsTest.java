package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.model.SupervisorState;
import org.warden.rpc.RpcClient.Fault;

class ProcessMethodsTest {

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

    private Command<?> asked() {
        return core.asked.get(core.asked.size() - 1);
    }

    @Test
    void plainNameMeansTheGroupOfTheSameName() {
        assertEquals(true, client.call("supervisor.startProcess", "p"));
        assertEquals(new Command.StartProcess(new ProcessName("p", "p"), true), asked());
        client.call("supervisor.stopProcess", "a:b:c", false);
        assertEquals(new Command.StopProcess(new ProcessName("a", "b:c"), false), asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"g:*", "g:"})
    void groupFormsOfANameGoToTheWholeGroup(String name) {
        client.call("supervisor.startProcess", name, false);
        assertEquals(new Command.StartGroup("g", false), asked());
        client.call("supervisor.stopProcess", name);
        assertEquals(new Command.StopGroup("g", true), asked());
        client.call("supervisor.signalProcess", name, "HUP");
        assertEquals(new Command.SignalGroup("g", "HUP"), asked());
    }

    @Test
    void groupAndAllCallsPassTheirArgumentsOn() {
        client.call("supervisor.startProcessGroup", "g", false);
        assertEquals(new Command.StartGroup("g", false), asked());
        client.call("supervisor.startAllProcesses");
        assertEquals(new Command.StartAll(true), asked());
        client.call("supervisor.stopProcessGroup", "g");
        assertEquals(new Command.StopGroup("g", true), asked());
        client.call("supervisor.stopAllProcesses", false);
        assertEquals(new Command.StopAll(false), asked());
        client.call("supervisor.signalProcess", "p", 1);
        assertEquals(new Command.SignalProcess(new ProcessName("p", "p"), "1"), asked());
        client.call("supervisor.signalProcessGroup", "g", "TERM");
        assertEquals(new Command.SignalGroup("g", "TERM"), asked());
        client.call("supervisor.signalAllProcesses", "TERM");
        assertEquals(new Command.SignalAll("TERM"), asked());
    }

    @Test
    void waitIsTakenByPythonsIdeaOfTruth() {
        for (Object no : List.of(0, false, "", "<double>0.0</double>")) {
            client.call("supervisor.startProcess", "p", no);
            assertEquals(new Command.StartProcess(new ProcessName("p", "p"), false), asked());
        }
        for (Object yes : List.of(1, true, "no", "<double>0.5</double>")) {
            client.call("supervisor.startProcess", "p", yes);
            assertEquals(new Command.StartProcess(new ProcessName("p", "p"), true), asked());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_NAME, 10, BAD_NAME: g:x",
        "ALREADY_STARTED, 60, ALREADY_STARTED: g:x",
        "SPAWN_ERROR, 50, SPAWN_ERROR: g:x",
        "ABNORMAL_TERMINATION, 40, ABNORMAL_TERMINATION: g:x",
        "NOT_RUNNING, 70, NOT_RUNNING: g:x",
        "NO_FILE, 20, NO_FILE: the reason",
        "NOT_EXECUTABLE, 21, NOT_EXECUTABLE: the reason",
        "FAILED, 30, FAILED: the reason",
        "BAD_SIGNAL, 11, BAD_SIGNAL: the reason",
        "SHUTDOWN_STATE, 6, SHUTDOWN_STATE: the reason"
    })
    void refusalsBecomeFaultsAboutTheNameOrTheReason(Refusal why, int code, String text) {
        core.refuse(Command.StartProcess.class, why, "the reason");
        assertEquals(new Fault(code, text), client.call("supervisor.startProcess", "g:x"));
    }

    @Test
    void unknownGroupIsNamedAsTheClientWroteIt() {
        core.refuse(Command.StartGroup.class, Refusal.BAD_NAME, null);
        assertEquals(new Fault(10, "BAD_NAME: nope:*"), client.call("supervisor.startProcess", "nope:*"));
        assertEquals(new Fault(10, "BAD_NAME: nope"), client.call("supervisor.startProcessGroup", "nope"));
    }

    @Test
    void groupAnswersAreStructsWithStatusEightyOrTheFault() {
        var good = new Command.ItemResult(new ProcessName("g", "a"), Answer.ok(true));
        var bad = new Command.ItemResult(new ProcessName("g", "b"), Answer.refused(Refusal.SPAWN_ERROR, null));
        core.answer(Command.StartAll.class, Answer.ok(List.of(good, bad)));
        assertEquals(
                List.of(
                        Map.of("name", "a", "group", "g", "status", 80, "description", "OK"),
                        Map.of("name", "b", "group", "g", "status", 50, "description", "SPAWN_ERROR: g:b")),
                client.call("supervisor.startAllProcesses"));
    }

    @Test
    void startAndStopOfAWholeGroupAnswerWithAnArrayAlthoughABooleanIsDocumented() {
        assertEquals(
                List.of("boolean", "string", "boolean"),
                client.call("system.methodSignature", "supervisor.startProcess"));
        var one = List.of(Map.of("name", "p", "group", "p", "status", 80, "description", "OK"));
        assertEquals(one, client.call("supervisor.startProcess", "p:*"));
        assertEquals(one, client.call("supervisor.stopProcess", "p:*"));
        assertEquals(one, client.call("supervisor.signalProcess", "p:*", "HUP"));
    }

    @Test
    void timesAndNumbersBeyondThirtyTwoBitsAreTheNearestThatFits() {
        core.seconds = 1L << 40;
        core.process("old", ProcessState.EXITED, 0, "");
        Map<?, ?> info = (Map<?, ?>) client.call("supervisor.getProcessInfo", "old");
        assertEquals(Integer.MAX_VALUE, info.get("start"));
        assertEquals(Integer.MAX_VALUE, info.get("now"));
        core.seconds = -(1L << 40);
        assertEquals(Integer.MIN_VALUE, ((Map<?, ?>) client.call("supervisor.getProcessInfo", "old")).get("now"));
    }

    @Test
    void waitingCallAnswersWhenTheCoreDoesAndOthersAreServedMeanwhile() {
        CompletableFuture<Answer<Boolean>> held = core.hold(Command.StartProcess.class);
        CompletableFuture<Object> slow = client.later("supervisor.startProcess", "p");
        assertEquals("3.0", client.call("supervisor.getAPIVersion"));
        assertFalse(slow.isDone());
        held.complete(Answer.ok(true));
        assertEquals(true, slow.getNow(null));
    }

    @Test
    void defectOfTheCoreIsAServerErrorAndNoStackTrace() {
        core.hold(Command.StopAll.class).completeExceptionally(new IllegalStateException("broken"));
        RpcResponse response = client.raw(RpcClient.document("supervisor.stopAllProcesses"));
        assertEquals(500, response.httpStatus());
        assertEquals(0, response.xml().length);
    }

    @Test
    void stdinIsSentAsUtf8AndWantsText() {
        assertEquals(true, client.call("supervisor.sendProcessStdin", "p", "grün☃"));
        Command.SendStdin sent = (Command.SendStdin) asked();
        assertArrayEquals("grün☃".getBytes(java.nio.charset.StandardCharsets.UTF_8), sent.bytes());
        assertEquals(new Fault(2, "INCORRECT_PARAMETERS: 5"), client.call("supervisor.sendProcessStdin", "nope", 5));
        assertEquals(new Fault(2, "INCORRECT_PARAMETERS: True"), client.call("supervisor.sendProcessStdin", "p", true));
        assertEquals(new Fault(10, "BAD_NAME: nope"), client.call("supervisor.sendProcessStdin", "nope", "x"));
        assertEquals(new Fault(10, "BAD_NAME: p:*"), client.call("supervisor.sendProcessStdin", "p:*", "x"));
        core.refuse(Command.SendStdin.class, Refusal.NO_FILE, "p");
        assertEquals(new Fault(20, "NO_FILE: p"), client.call("supervisor.sendProcessStdin", "p", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "p:", "p:*", "p:q", "a:b:c", ":", "*", "P", " p", ""})
    void processInfoWantsOneExistingProcess(String name) {
        assertEquals(new Fault(10, "BAD_NAME: " + name), info(name));
    }

    private Object info(String name) {
        return client.call("supervisor.getProcessInfo", name);
    }

    @Test
    void shutdownRefusesEverythingBeforeItLooksAtArgumentsButAfterCountingThem() {
        core.state = SupervisorState.SHUTDOWN;
        assertEquals(new Fault(6, "SHUTDOWN_STATE"), info("nope"));
        assertEquals(new Fault(6, "SHUTDOWN_STATE"), client.call("supervisor.startProcess", 5));
        assertEquals(new Fault(2, "INCORRECT_PARAMETERS"), client.call("supervisor.startProcess"));
    }

    @Test
    void wrongTypesAreIncorrectParametersAndNeverAServerError() {
        for (String odd : List.of(
                "<int>5</int>",
                "<boolean>1</boolean>",
                "<double>1.5</double>",
                "<array><data></data></array>",
                "<struct></struct>",
                "<dateTime.iso8601>20240101T00:00:00</dateTime.iso8601>")) {
            assertEquals(new Fault(2, "INCORRECT_PARAMETERS"), info(odd), odd);
        }
        Object fault = client.call("supervisor.startProcess", "p", "<array><data></data></array>");
        assertEquals(new Fault(2, "INCORRECT_PARAMETERS"), fault);
    }
}
