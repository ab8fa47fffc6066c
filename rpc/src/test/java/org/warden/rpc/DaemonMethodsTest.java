package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig.LogTarget;
import org.warden.core.config.Configuration;
import org.warden.core.model.ProcessState;
import org.warden.core.model.SupervisorState;
import org.warden.rpc.RpcClient.Fault;

class DaemonMethodsTest {

    private static final Configuration CONFIGURATION = FakeCore.configuration(List.of(), List.of());

    private final FakeCore core = new FakeCore();
    private final RpcEndpoint endpoint =
            RpcEndpoint.of(CONFIGURATION, core, core, core, () -> 42, Past.NONE, Plugins.NONE, (level, line) -> {});
    private final RpcClient client = new RpcClient(endpoint);

    @Test
    void factsAboutTheDaemon() {
        assertEquals("3.0", client.call("supervisor.getAPIVersion"));
        assertEquals("3.0", client.call("supervisor.getVersion"));
        assertEquals("4.3.0", client.call("supervisor.getSupervisorVersion"));
        assertEquals("supervisor", client.call("supervisor.getIdentification"));
        assertEquals(42, client.call("supervisor.getPID"));
        assertEquals(new TreeMap<>(Map.of("statecode", 1, "statename", "RUNNING")), client.call("supervisor.getState"));
    }

    @Test
    void everyMethodButRemoteCommEventIsRefusedDuringShutdown() {
        core.state = SupervisorState.RESTARTING;
        for (Object name : (List<?>) client.call("system.listMethods")) {
            if (!((String) name).startsWith("supervisor.")) {
                continue;
            }
            Object[] arguments = exampleArguments((String) name);
            Object answer = client.call((String) name, arguments);
            boolean works = name.equals("supervisor.sendRemoteCommEvent");
            assertEquals(!works, answer.equals(new Fault(6, "SHUTDOWN_STATE")), name + " gave " + answer);
        }
    }

    private Object[] exampleArguments(String name) {
        List<?> types = (List<?>) client.call("system.methodSignature", name);
        return types.stream()
                .skip(1)
                .map(type -> switch ((String) type) {
                    case "int" -> 0;
                    case "boolean" -> true;
                    case "array" -> "<array><data></data></array>";
                    default -> "supervisor.getState";
                })
                .toArray();
    }

    @Test
    void shutdownAndRestartAnswerAtOnce() {
        assertEquals(true, client.call("supervisor.shutdown"));
        assertEquals(true, client.call("supervisor.restart"));
        assertEquals(List.of(new Command.Shutdown(), new Command.Restart()), core.asked);
        core.refuse(Command.Restart.class, Refusal.CANT_REREAD, "why");
        assertEquals(new Fault(92, "CANT_REREAD: why"), client.call("supervisor.restart"));
    }

    @Test
    void reloadConfigGivesATripleInAnArray() {
        assertEquals(
                List.of(List.of(List.of("new"), List.of("changed"), List.of("gone"))),
                client.call("supervisor.reloadConfig"));
        core.refuse(Command.Reread.class, Refusal.CANT_REREAD, "why");
        assertEquals(new Fault(92, "CANT_REREAD: why"), client.call("supervisor.reloadConfig"));
    }

    @Test
    void groupsAreAddedAndRemovedByName() {
        assertEquals(true, client.call("supervisor.addProcessGroup", "g"));
        assertEquals(true, client.call("supervisor.removeProcessGroup", "g"));
        assertEquals(List.of(new Command.AddGroup("g"), new Command.RemoveGroup("g")), core.asked);
        core.refuse(Command.AddGroup.class, Refusal.ALREADY_ADDED, null);
        core.refuse(Command.RemoveGroup.class, Refusal.STILL_RUNNING, null);
        assertEquals(new Fault(90, "ALREADY_ADDED: g"), client.call("supervisor.addProcessGroup", "g"));
        assertEquals(new Fault(91, "STILL_RUNNING: g"), client.call("supervisor.removeProcessGroup", "g"));
    }

    @Test
    void remoteCommEventCarriesTypeAndData() {
        assertEquals(true, client.call("supervisor.sendRemoteCommEvent", "type", "<base64>ZGF0YQ==</base64>"));
        assertEquals(List.of(new Command.SendRemoteCommEvent("type", "data")), core.asked);
    }

    @Test
    void configInfoSendsAutorestartTrueAsABooleanAndClampsLargeSizes() {
        var yes = FakeCore.program("b", AutoRestart.TRUE, new LogTarget.File("/log"), 3L << 30);
        var no = FakeCore.program("a", AutoRestart.FALSE, new LogTarget.None(), 0);
        var maybe = FakeCore.program("c", AutoRestart.UNEXPECTED, new LogTarget.Auto(), 0);
        core.with(FakeCore.group("g", yes, maybe), FakeCore.group("a", no));
        List<Map<?, ?>> all = infos();
        assertEquals(
                List.of("a", "b", "c"), all.stream().map(i -> i.get("name")).toList());
        assertEquals(
                List.of(false, true, "unexpected"),
                all.stream().map(i -> i.get("autorestart")).toList());
        assertEquals(
                List.of("none", "/log", "auto"),
                all.stream().map(i -> i.get("stdout_logfile")).toList());
        assertEquals(Integer.MAX_VALUE, all.get(1).get("stdout_logfile_maxbytes"));
        assertTrue(all.stream().allMatch(i -> i.size() == 30), "30 members");
        assertEquals(15, all.get(0).get("stopsignal"));
        assertEquals(List.of(0), all.get(0).get("exitcodes"));
        assertEquals(
                List.of("none", "none", "none"),
                Stream.of("directory", "uid", "serverurl").map(all.get(0)::get).toList());
    }

    @Test
    void autoLogShowsItsFileUntilTheConfigurationIsReread() {
        var auto = FakeCore.program("p", AutoRestart.TRUE, new LogTarget.Auto(), 0);
        core.with(FakeCore.group("p", auto)).set("p", auto, ProcessState.RUNNING, 1, 0, 0, "", 0, 9, "/made", "");
        assertEquals("/made", infos().get(0).get("stdout_logfile"));
        var reread = FakeCore.program("p", AutoRestart.FALSE, new LogTarget.Auto(), 0);
        core.lastRead(FakeCore.configuration(List.of(), List.of(), List.of(FakeCore.group("p", reread))));
        assertEquals("auto", infos().get(0).get("stdout_logfile"));
        assertEquals(true, infos().get(0).get("inuse"));
    }

    private List<Map<?, ?>> infos() {
        return ((List<?>) client.call("supervisor.getAllConfigInfo"))
                .stream().<Map<?, ?>>map(i -> (Map<?, ?>) i).toList();
    }

    @Test
    void withoutTheInterfaceSectionOnlySystemMethodsExist() {
        RpcClient bare = new RpcClient(new RpcEndpoint(Map.of(), List.of(), Audit.NONE));
        assertEquals(
                List.of("system.listMethods", "system.methodHelp", "system.methodSignature", "system.multicall"),
                bare.call("system.listMethods"));
        assertEquals(new Fault(1, "UNKNOWN_METHOD"), bare.call("supervisor.getState"));
    }
}
