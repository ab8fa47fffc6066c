package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.api.Command;
import org.warden.core.config.Configuration;
import org.warden.core.config.RpcInterfaceConfig;
import org.warden.core.model.ProcessState;
import org.warden.rpc.plugin.Plugin;
import org.warden.rpc.plugin.PluginContext;
import org.warden.rpc.plugin.PluginFactory;
import org.warden.rpc.plugin.PluginFault;
import org.warden.rpc.plugin.PluginMethod;

/** Plug-ins of all characters, found by the service loader and called through XML. */
@Timeout(30)
class PluginsTest {

    @TempDir
    private Path directory;

    private final FakeCore core = new FakeCore().process("p", ProcessState.STOPPED, 0, "");
    private final List<String> log = new CopyOnWriteArrayList<>();
    private RpcEndpoint endpoint;

    /** Held by {@code hang} until a test lets go. */
    private static volatile CountDownLatch held = new CountDownLatch(1);

    /** How many calls of {@code hang} have begun. */
    private static final AtomicInteger ENTERED = new AtomicInteger();

    @AfterEach
    void close() {
        held.countDown();
        if (endpoint != null) {
            endpoint.close();
        }
    }

    /** A made-up plug-in with every kind of method. */
    public static final class Good implements PluginFactory {
        @Override
        public String factory() {
            return "good:make";
        }

        @Override
        public Plugin make(PluginContext context, Map<String, String> settings) {
            return new Plugin() {
                @Override
                public List<PluginMethod> methods() {
                    return methodsOf(context, settings);
                }

                @Override
                public void close() {
                    context.log("closed\nnow");
                }
            };
        }
    }

    private static List<PluginMethod> methodsOf(PluginContext context, Map<String, String> settings) {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        return List.of(
                method("settings", a -> settings),
                method("echo", a -> a),
                method("start", a -> context.call("supervisor.startProcess", a.get(0), true)),
                method(
                        "many",
                        a -> context.call(
                                "system.multicall",
                                List.of(Map.of("methodName", "supervisor.stopProcess", "params", List.of("p"))))),
                method("emit", a -> {
                    context.emit("kind", "text");
                    return true;
                }),
                method("fault", a -> {
                    throw new PluginFault(4711, "OUR_OWN: fault");
                }),
                method("exception", a -> {
                    throw new IllegalStateException("broken");
                }),
                method("error", a -> {
                    throw new NoClassDefFoundError("missing/Class");
                }),
                method("nothing", a -> null),
                method("endless", a -> endless),
                method("hang", a -> {
                    ENTERED.incrementAndGet();
                    held.await();
                    return true;
                }));
    }

    private static PluginMethod method(String name, PluginMethod.Body body) {
        return new PluginMethod(
                name,
                "Does what " + name + " says.",
                List.of(new PluginMethod.Parameter("string", "what", "anything", true)),
                "array",
                "something",
                body);
    }

    /** Throws while it is made. */
    public static final class Thrower implements PluginFactory {
        @Override
        public Plugin make(PluginContext context, Map<String, String> settings) throws IOException {
            throw new IOException("no database");
        }
    }

    /** Is no factory at all when it comes to it. */
    public static final class Unloadable implements PluginFactory {
        public Unloadable() {
            throw new IllegalStateException("not today");
        }

        @Override
        public Plugin make(PluginContext context, Map<String, String> settings) {
            throw new AssertionError("never made");
        }
    }

    private Plugins installed(Class<?>... factories) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        String names =
                String.join("\n", Arrays.stream(factories).map(Class::getName).toList());
        Files.writeString(services.resolve(PluginFactory.class.getName()), names, StandardCharsets.UTF_8);
        URL[] path = {directory.toUri().toURL()};
        return Plugins.in(() -> new URLClassLoader(path, PluginsTest.class.getClassLoader()), "/there");
    }

    private RpcClient client(Plugins plugins, RpcInterfaceConfig... sections) {
        Configuration plain = FakeCore.configuration(List.of(), List.of());
        Configuration configuration = new Configuration(
                plain.file(),
                plain.supervisord(),
                plain.inetServers(),
                plain.unixServers(),
                plain.console(),
                List.of(sections),
                plain.groups(),
                plain.notices(),
                plain.origins());
        endpoint = RpcEndpoint.of(
                configuration,
                core,
                core,
                core,
                () -> 42,
                Past.NONE,
                plugins,
                (level, line) -> log.add(level + " " + line));
        return new RpcClient(endpoint);
    }

    private RpcClient good() throws IOException {
        return client(installed(Good.class), new RpcInterfaceConfig("mine", "good:make", Map.of("key", "value")));
    }

    /** The answer of a plug-in, which comes from a thread of its own. */
    private static Object call(RpcClient client, String method, Object... arguments) throws Exception {
        return client.later(method, arguments).get(10, TimeUnit.SECONDS);
    }

    @Test
    void aPluginIsServedUnderTheNameOfItsSectionWithItsSettings() throws Exception {
        RpcClient client = good();
        assertEquals(Map.of("key", "value"), call(client, "mine.settings"));
        assertEquals(List.of("a"), call(client, "mine.echo", "a"));
        assertEquals(
                "Does what echo says.\n\n@param string what anything\n@return array result something\n",
                call(client, "system.methodHelp", "mine.echo"));
        assertEquals(List.of("array", "string"), call(client, "system.methodSignature", "mine.echo"));
        assertTrue(((List<?>) call(client, "system.listMethods")).contains("mine.hang"));
    }

    @Test
    void withoutASectionForItTheMainInterfaceIsNotServedButThePluginHasIt() throws Exception {
        RpcClient client = good();
        assertEquals(new RpcClient.Fault(1, "UNKNOWN_METHOD"), call(client, "supervisor.getState"));
        assertEquals(true, call(client, "mine.start", "p"));
        assertEquals(List.of(true), call(client, "mine.many"));
        assertEquals(new RpcClient.Fault(10, "BAD_NAME: x"), call(client, "mine.start", "x"));
    }

    @Test
    void aPluginEmitsEventsOfRemoteCommunication() throws Exception {
        assertEquals(true, call(good(), "mine.emit"));
        assertEquals(List.of(new Command.SendRemoteCommEvent("kind", "text")), core.asked);
    }

    @Test
    void whatAPluginThrowsIsAFaultOrAnError500AndNothingElse() throws Exception {
        RpcClient client = good();
        assertEquals(new RpcClient.Fault(4711, "OUR_OWN: fault"), call(client, "mine.fault"));
        for (String method : List.of("mine.exception", "mine.error", "mine.nothing", "mine.endless")) {
            assertEquals(500, call(client, method), method);
        }
        assertEquals(new RpcClient.Fault(2, "INCORRECT_PARAMETERS"), call(client, "mine.echo", "a", "b"));
        assertEquals(List.of("a"), call(client, "mine.echo", "a"));
    }

    @Test
    void callsThatHangAreRefusedAfterTwentyAndHurtNobodyElse() throws Exception {
        held = new CountDownLatch(1);
        RpcClient client = client(
                installed(Good.class),
                new RpcInterfaceConfig("mine", "good:make", Map.of()),
                new RpcInterfaceConfig("again", "good:make", Map.of()),
                new RpcInterfaceConfig("supervisor", RpcInterfaceConfig.MAIN, Map.of()));
        List<CompletableFuture<Object>> hanging = new ArrayList<>();
        int before = ENTERED.get();
        for (int i = 0; i < 20; i++) {
            hanging.add(client.later("mine.hang"));
            // The first four each have a thread before the others queue up.
            while (ENTERED.get() - before < Math.min(i + 1, 4)) {
                Thread.onSpinWait();
            }
        }
        assertEquals(
                new RpcClient.Fault(30, "FAILED: 'mine' is busy: 4 of its calls have not come back yet"),
                call(client, "mine.echo", "a"));
        assertEquals(List.of("a"), call(client, "again.echo", "a"));
        assertEquals("3.0", client.call("supervisor.getAPIVersion"));
        held.countDown();
        for (CompletableFuture<Object> call : hanging) {
            assertEquals(true, call.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aPluginThatCanNotBeMadeIsLoggedAndNotServed() throws Exception {
        RpcClient client = client(
                installed(Thrower.class, Good.class),
                new RpcInterfaceConfig("bad", Thrower.class.getName(), Map.of()),
                new RpcInterfaceConfig("mine", "good:make", Map.of()));
        assertEquals(List.of("CRITICAL Could not make bad rpc interface: java.io.IOException: no database"), log);
        assertEquals(new RpcClient.Fault(1, "UNKNOWN_METHOD"), call(client, "bad.anything"));
        assertEquals(List.of("a"), call(client, "mine.echo", "a"));
    }

    @Test
    void aPluginThatIsNotDoneMakingIsGivenUp() {
        held = new CountDownLatch(1);
        PluginFactory slow = (context, settings) -> {
            held.await();
            return List::of;
        };
        RpcInterfaceConfig section = new RpcInterfaceConfig("slow", "slow", Map.of());
        assertEquals(
                Optional.empty(),
                PluginNamespace.make(
                        slow,
                        section,
                        new MethodTable(Map.of(), Audit.NONE),
                        (level, line) -> log.add(level + " " + line),
                        Duration.ofMillis(1)));
        assertEquals(List.of("CRITICAL Could not make slow rpc interface: not done within 1 ms"), log);
    }

    @Test
    void aJarThatCanNotBeLoadedHidesNoOtherAndItsReasonIsSaid() throws IOException {
        Plugins plugins = installed(Unloadable.class, Good.class);
        assertEquals(Optional.empty(), plugins.whyNot("good:make"));
        String reason = plugins.whyNot(Unloadable.class.getName()).orElseThrow();
        assertTrue(reason.startsWith("no plug-in of that name in /there; one there can't be loaded: "), reason);
        assertTrue(reason.contains("Unloadable"), reason);
        assertEquals(Optional.of("no plug-in of that name"), Plugins.NONE.whyNot("good:make"));
    }

    @Test
    void aPluginIsClosedAtTheEndAndWhatItLogsIsOneLine() throws Exception {
        good();
        endpoint.close();
        assertEquals(List.of("INFO mine: closed now"), log);
    }

    @Test
    void twoNamespacesCanBothBeTheMainInterface() {
        RpcClient client = client(
                Plugins.NONE,
                new RpcInterfaceConfig("supervisor", RpcInterfaceConfig.MAIN, Map.of()),
                new RpcInterfaceConfig("other", RpcInterfaceConfig.MAIN, Map.of()));
        assertEquals(client.call("supervisor.getState"), client.call("other.getState"));
        List<String> names = ((List<?>) client.call("system.listMethods"))
                .stream().map(String.class::cast).toList();
        for (String namespace : List.of("supervisor.", "other.")) {
            assertEquals(37, names.stream().filter(n -> n.startsWith(namespace)).count());
        }
    }
}
