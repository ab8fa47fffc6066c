package org.warden.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.warden.core.api.HistoryEntry;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

class EntryBytesTest {
    private static final ProcessName WEB = new ProcessName("shop", "w\u00e9b \ud83d\ude00");

    private static final List<HistoryEvent> ALL = List.of(
            new HistoryEvent.StateChanged(WEB, ProcessState.STARTING, ProcessState.BACKOFF, 0, "no such file"),
            new HistoryEvent.Exited(WEB, 4711, ExitStatus.exited(3), 1, 2, 3),
            new HistoryEvent.Exited(WEB, 4711, ExitStatus.signaled(11, true), Long.MAX_VALUE, 0, 0),
            new HistoryEvent.Exited(WEB, 4711, ExitStatus.unknown(), 0, 0, 0),
            new HistoryEvent.Called("anna", "192.0.2.7", "supervisor.stopProcess", List.of("a", "true"), "ok"),
            new HistoryEvent.Daemon("started"),
            new HistoryEvent.Lost(5));

    @Test
    void everyKindIsReadAsItWasWritten() throws IOException {
        for (HistoryEvent event : ALL) {
            assertEquals(new HistoryEntry(9, -5, event), EntryBytes.read(9, EntryBytes.of(-5, event)));
        }
    }

    @Test
    void damagedBytesAreAnErrorAndNoDefect() {
        for (HistoryEvent event : ALL) {
            byte[] bytes = EntryBytes.of(1, event);
            for (int n = 0; n < bytes.length; n++) {
                byte[] cut = Arrays.copyOf(bytes, n);
                assertThrows(IOException.class, () -> EntryBytes.read(1, cut));
            }
        }
        byte[] later = EntryBytes.of(1, ALL.get(0));
        later[0] = 2;
        assertThrows(IOException.class, () -> EntryBytes.read(1, later));
        byte[] strange = EntryBytes.of(1, ALL.get(0));
        strange[12] = 'X';
        assertThrows(IOException.class, () -> EntryBytes.read(1, strange));
    }

    @Test
    void longTextsAndManyArgumentsAreCut() throws IOException {
        String much = "\u20ac".repeat(1_000_000);
        HistoryEvent event = new HistoryEvent.Called(much, much, much, Collections.nCopies(1000, much), much);
        byte[] bytes = EntryBytes.of(1, event);
        assertTrue(bytes.length < 200_000, bytes.length + " bytes");
        HistoryEvent.Called read =
                (HistoryEvent.Called) EntryBytes.read(1, bytes).event();
        assertEquals(2000, read.who().length());
        assertEquals(20, read.arguments().size());
    }
}
