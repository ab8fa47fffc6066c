package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

class EventExportTest {
    private static final ProcessName WEB = new ProcessName("shop", "web");
    private static final long MILLIS = 1_700_000_000_250L;

    private static String export(EventExport.Format format, History history) throws IOException {
        StringWriter out = new StringWriter();
        EventExport.write(history, EventsQueryTest.of("events"), format, out);
        return out.toString();
    }

    private static String export(EventExport.Format format, HistoryEvent... events) throws IOException {
        List<HistoryEntry> entries = new ArrayList<>();
        for (HistoryEvent event : events) {
            entries.add(new HistoryEntry(9 - entries.size(), MILLIS, event));
        }
        return export(format, new Store(filter -> new History.Page(entries, 0)));
    }

    private record Store(Function<HistoryFilter, Page> answers) implements History {
        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public CompletionStage<Page> find(HistoryFilter filter) {
            return CompletableFuture.completedFuture(answers.apply(filter));
        }
    }

    @Test
    void eachKindHasItsColumns() throws IOException {
        String csv = export(
                EventExport.Format.CSV,
                new HistoryEvent.StateChanged(
                        WEB, ProcessState.STARTING, ProcessState.BACKOFF, 0, "Exited too quickly"),
                new HistoryEvent.Exited(WEB, 12, ExitStatus.exited(3), 1_500_000, 250_000, 4096),
                new HistoryEvent.Called("anna", "10.0.0.1", "supervisor.stopProcess", List.of("web", "1"), "ok"),
                new HistoryEvent.Daemon("started with pid 42"),
                new HistoryEvent.Lost(7));
        assertEquals(
                List.of(
                        "id,time,kind,group,name,pid,from,to,who,address,method,arguments,result,cpu_seconds,maxrss_kib",
                        row(
                                "9",
                                "state",
                                "shop",
                                "web",
                                "",
                                "STARTING",
                                "BACKOFF",
                                "",
                                "",
                                "",
                                "",
                                "Exited too quickly",
                                "",
                                ""),
                        row(
                                "8",
                                "exit",
                                "shop",
                                "web",
                                "12",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "exit status 3",
                                "1.750000",
                                "4096"),
                        row(
                                "7",
                                "call",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "anna",
                                "10.0.0.1",
                                "supervisor.stopProcess",
                                "web 1",
                                "ok",
                                "",
                                ""),
                        row("6", "daemon", "", "", "", "", "", "", "", "", "", "started with pid 42", "", ""),
                        row("5", "lost", "", "", "", "", "", "", "", "", "", "7", "", "")),
                csv.lines().toList());
    }

    private static String row(String id, String... rest) {
        return "\"" + id + "\",\"2023-11-14T22:13:20.250Z\",\"" + String.join("\",\"", rest) + "\"";
    }

    @Test
    void nothingBecomesAFormula() throws IOException {
        assertEquals("'=1+1", EventExport.harmless("=1+1"));
        for (String formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uFF1D1")) {
            assertEquals("'" + formula, EventExport.harmless(formula));
        }
        String csv = export(
                EventExport.Format.CSV,
                new HistoryEvent.Called("=cmd|' /C calc'!A0", "", "x\",\"=1", List.of("a\nb"), "-2"));
        assertTrue(csv.contains(",\"'=cmd|' /C calc'!A0\",\"\",\"x\"\",\"\"=1\",\"a\nb\",\"'-2\","), csv);
    }

    @Test
    void jsonHasTheNamesOfGetHistory() throws IOException {
        String json = export(
                EventExport.Format.JSON,
                new HistoryEvent.Exited(WEB, 12, ExitStatus.signaled(9, false), 0, 250_000, 4096),
                new HistoryEvent.Called("a\"b", "", "m", List.of("x", "</script>"), "ok"));
        assertEquals("""
                {"entries":[
                {"id":"9","time":1700000000.250,"kind":"exit","name":"web","group":"shop","pid":12,"result":"terminated by \
                SIGKILL","exitstatus":-1,"signal":9,"core":false,"cpu_user_seconds":0.000000,"cpu_system_seconds":0.250000,\
                "maxrss_kib":4096},
                {"id":"8","time":1700000000.250,"kind":"call","who":"a\\"b","from":"","method":"m","arguments":["x",\
                "</script>"],"result":"ok"}
                ],"next":""}
                """, json);
    }

    /** A store without an end. */
    private static History.Page endless(HistoryFilter filter) {
        long from = Math.min(filter.before(), 10_000_000);
        List<HistoryEntry> entries = new ArrayList<>();
        for (int i = 1; i <= filter.limit(); i++) {
            entries.add(new HistoryEntry(from - i, MILLIS, new HistoryEvent.Lost(1)));
        }
        return new History.Page(entries, from - filter.limit());
    }

    @Test
    void aFileEndsAtItsLimitAndSaysWhereToGoOn() throws IOException {
        String csv = export(EventExport.Format.CSV, new Store(EventExportTest::endless));
        assertEquals(EventExport.MOST + 2, csv.lines().count());
        assertTrue(csv.contains("older entries follow with before=9900000"));
        assertTrue(export(EventExport.Format.JSON, new Store(EventExportTest::endless))
                .endsWith("\n],\"next\":\"9900000\"}\n"));
    }

    @Test
    void aStoreThatFailsIsNoEmptyFile() {
        History broken = new History() {
            @Override
            public boolean isOn() {
                return true;
            }

            @Override
            public CompletionStage<Page> find(HistoryFilter filter) {
                return CompletableFuture.failedFuture(new IOException("No space left on device"));
            }
        };
        IOException why = assertThrows(IOException.class, () -> export(EventExport.Format.CSV, broken));
        assertEquals("No space left on device", why.getMessage());
    }

    @Test
    void aFilterThatTakesFewGoesFurtherBackForAPage() throws IOException {
        History sparse = new Store(filter -> new History.Page(
                filter.before() > 500 ? List.of() : List.of(new HistoryEntry(400, MILLIS, new HistoryEvent.Lost(1))),
                filter.before() > 500 ? Math.min(filter.before(), 900) - 100 : 0));
        History.Page page = EventSearch.page(sparse, HistoryFilter.newest(100));
        assertEquals(1, page.entries().size());
        assertEquals(0, page.next());
        History empty = new Store(filter -> new History.Page(List.of(), Math.min(filter.before(), 9000) - 100));
        assertEquals(8000, EventSearch.page(empty, HistoryFilter.newest(100)).next(), "and says so where it gives up");
    }
}
