package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;
import org.warden.core.port.HistorySink;

class HistoryMethodsTest {
    private final FakeCore core = new FakeCore();
    private HistoryFilter asked;
    private CompletionStage<History.Page> answer = CompletableFuture.completedFuture(new History.Page(List.of(), 0));

    private final History history = new History() {
        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public CompletionStage<Page> find(HistoryFilter filter) {
            asked = filter;
            return answer;
        }
    };

    private RpcClient client(History kept) {
        return new RpcClient(RpcEndpoint.of(
                FakeCore.configuration(List.of(), List.of()),
                core,
                core,
                core,
                () -> 42,
                new Past(kept, HistorySink.NONE),
                Plugins.NONE,
                (level, line) -> {}));
    }

    private static String struct(String... membersAndValues) {
        StringBuilder xml = new StringBuilder("<struct>");
        for (int i = 0; i < membersAndValues.length; i += 2) {
            xml.append("<member><name>").append(membersAndValues[i]).append("</name><value>");
            xml.append(membersAndValues[i + 1]).append("</value></member>");
        }
        return xml.append("</struct>").toString();
    }

    @Test
    void withoutAFilterTheNewestAreTold() {
        assertEquals(Map.of("entries", List.of(), "next", ""), client(history).call("warden.getHistory"));
        assertEquals(HistoryFilter.newest(100), asked);
    }

    @Test
    void everyMemberOfTheFilterCounts() {
        Object page = client(history)
                .call(
                        "warden.getHistory",
                        struct(
                                "name", "shop:web",
                                "kinds", "<array><data><value>exit</value><value>call</value></data></array>",
                                "since", "<int>1700000000</int>",
                                "until", "<double>1700000000.25</double>",
                                "before", "1740800000000000001",
                                "limit", "<int>7</int>"));
        assertEquals(Map.of("entries", List.of(), "next", ""), page);
        assertEquals(
                new HistoryFilter(
                        1_700_000_000_000L,
                        1_700_000_000_250L,
                        Optional.of("shop"),
                        Optional.of("web"),
                        Set.of(HistoryEvent.Kind.EXIT, HistoryEvent.Kind.CALL),
                        1_740_800_000_000_000_001L,
                        7),
                asked);
        client(history).call("warden.getHistory", struct("name", "shop:*"));
        assertEquals(Optional.of("shop"), asked.group());
        assertEquals(Optional.empty(), asked.process());
    }

    @Test
    void entriesAreStructs() {
        ProcessName web = new ProcessName("shop", "web");
        answer = CompletableFuture.completedFuture(new History.Page(
                List.of(new HistoryEntry(
                        5_000_000_000L,
                        1_700_000_000_250L,
                        new HistoryEvent.Exited(web, 12, ExitStatus.signaled(9, false), 1_500_000, 250_000, 4096))),
                4_999_999_999L));
        Map<?, ?> page = (Map<?, ?>) client(history).call("warden.getHistory");
        assertEquals("4999999999", page.get("next"));
        Map<?, ?> entry = (Map<?, ?>) ((List<?>) page.get("entries")).get(0);
        assertEquals("5000000000", entry.get("id"));
        assertEquals(1_700_000_000.25, entry.get("time"));
        assertEquals("exit", entry.get("kind"));
        assertEquals("terminated by SIGKILL", entry.get("result"));
        assertEquals(-1, entry.get("exitstatus"));
        assertEquals(9, entry.get("signal"));
        assertEquals(1.5, entry.get("cpu_user_seconds"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit:<int>0</int>",
                "limit:<int>1001</int>",
                "limit:many",
                "kinds:exit",
                "kinds:<array><data><value>exits</value></data></array>",
                "since:yesterday",
                "before:x",
                "name:<int>1</int>",
                "nmae:web"
            })
    void whatCanNotBeMeantIsRefused(String member) {
        int colon = member.indexOf(':');
        RpcClient.Fault fault = (RpcClient.Fault) client(history)
                .call("warden.getHistory", struct(member.substring(0, colon), member.substring(colon + 1)));
        assertEquals(3, fault.code(), fault.text());
        assertNull(asked);
    }

    @Test
    void whereNoneIsKeptThatIsSaid() {
        assertEquals(
                new RpcClient.Fault(30, "FAILED: no history is kept; history= in [supervisord] says where to"),
                client(History.NONE).call("warden.getHistory"));
    }

    @Test
    void aBrokenDiskIsAFault() {
        answer = CompletableFuture.failedFuture(new IOException("No space left on device"));
        assertEquals(
                new RpcClient.Fault(30, "FAILED: No space left on device"),
                client(history).call("warden.getHistory"));
    }
}
