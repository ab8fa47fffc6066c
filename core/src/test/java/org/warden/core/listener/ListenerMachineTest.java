package org.warden.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.listener.ListenerState.ACKNOWLEDGED;
import static org.warden.core.listener.ListenerState.BUSY;
import static org.warden.core.listener.ListenerState.READY;
import static org.warden.core.listener.ListenerState.UNKNOWN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerMachineTest {
    /** A conversation stepped by hand. */
    private static final class Talk {
        ListenerSnapshot now = ListenerSnapshot.fresh("l", true);
        final List<String> log = new ArrayList<>();
        final List<String> did = new ArrayList<>();

        Talk take(ListenerInput input) {
            ListenerMachine.Step step = ListenerMachine.step(now, input);
            now = step.next();
            for (ListenerEffect effect : step.effects()) {
                if (effect instanceof ListenerEffect.Log line) {
                    log.add(line.level().tag() + " " + line.text());
                } else {
                    did.add(effect.getClass().getSimpleName());
                }
            }
            return this;
        }

        Talk says(String text) {
            return take(new ListenerInput.Wrote(text.getBytes(StandardCharsets.UTF_8)));
        }

        Talk busy() {
            return says("READY\n").take(new ListenerInput.EventSent());
        }

        Talk is(ListenerState state) {
            assertEquals(state, now.state());
            return this;
        }
    }

    @Test
    void readyThenResultThenReadyAgain() {
        Talk talk = new Talk()
                .says("READY\n")
                .is(READY)
                .take(new ListenerInput.EventSent())
                .is(BUSY);
        talk.says("RESULT 2\nOK").is(ACKNOWLEDGED).says("READY\n").is(READY);
        assertEquals(List.of("IsReady", "Processed", "IsReady"), talk.did);
        assertEquals(
                List.of(
                        "DEBG l: ACKNOWLEDGED -> READY",
                        "DEBG l: READY -> BUSY",
                        "DEBG l: event was processed",
                        "DEBG l: BUSY -> ACKNOWLEDGED",
                        "DEBG l: ACKNOWLEDGED -> READY"),
                talk.log);
    }

    @Test
    void tokensMayComeByteByByteAndManyAtOnce() {
        Talk slow = new Talk();
        for (char c : "READY\n".toCharArray()) {
            slow.is(ACKNOWLEDGED).says(String.valueOf(c));
        }
        slow.is(READY).take(new ListenerInput.EventSent());
        for (char c : "RESULT 2\nOK".toCharArray()) {
            slow.is(BUSY).says(String.valueOf(c));
        }
        slow.is(ACKNOWLEDGED);
        new Talk().busy().says("RESULT 2\nOKREADY\n").is(READY);
    }

    @Test
    void anythingButOkIsARejection() {
        Talk talk = new Talk().busy().says("RESULT 4\nFAIL").is(ACKNOWLEDGED);
        assertEquals(List.of("IsReady", "Rejected"), talk.did);
        assertTrue(talk.log.contains("WARN l: event was rejected"));
    }

    @Test
    void emptyResultIsCompleteAtOnce() {
        assertEquals(
                List.of("IsReady", "Rejected"),
                new Talk().busy().says("RESULT 0\n").is(ACKNOWLEDGED).did);
    }

    @Test
    void resultCountsBytesAndNotCharacters() {
        new Talk().busy().says("RESULT 2\n\u00e4").is(ACKNOWLEDGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESULT x\n", "RESULT -1\n", "rubbish\n", "RESULT\n", "RESULTS2\nOK"})
    void badResultLineRejectsTheEventAndIsTheEndOfTheConversation(String line) {
        Talk talk = new Talk().busy().says(line).is(UNKNOWN);
        assertEquals(List.of("IsReady", "Rejected"), talk.did);
        assertEquals("WARN l: bad result line: '" + line.split("\n")[0] + "'", talk.log.get(2));
        assertTrue(
                talk.log.get(4).startsWith("WARN l: has entered the UNKNOWN state and will no longer receive events"));
        talk.says("READY\n").is(UNKNOWN);
        assertEquals(0, talk.now.buffer().length);
    }

    @Test
    void whoTalksOutOfTurnIsNotTrustedWithAnEvent() {
        new Talk().says("READY\nx").is(UNKNOWN);
        new Talk().says("hello!\n").is(UNKNOWN);
        new Talk().says("hello").is(ACKNOWLEDGED);
    }

    @Test
    void endOfABusyListenerRejectsItsEventAndANewOneStartsAfresh() {
        Talk talk =
                new Talk().busy().says("RES").take(new ListenerInput.Ended()).is(ACKNOWLEDGED);
        assertEquals(List.of("IsReady", "Rejected"), talk.did);
        talk.take(new ListenerInput.Started()).says("READY\n").is(READY);
        assertEquals(List.of("IsReady"), new Talk().says("READY\n").take(new ListenerInput.Ended()).did);
    }

    @Test
    void hugePromiseIsCountedAndNotKept() {
        Talk talk = new Talk().busy().says("RESULT 1000000000000\n");
        for (int i = 0; i < 100; i++) {
            talk.says("x".repeat(100_000));
        }
        talk.is(BUSY);
        assertEquals(ListenerMachine.MAX_RESULT, talk.now.result().length);
        assertEquals(0, talk.now.buffer().length);
    }

    @Test
    void endlessLineIsNoResultLine() {
        new Talk()
                .busy()
                .says("x".repeat(ListenerMachine.MAX_LINE))
                .is(BUSY)
                .says("xx")
                .is(UNKNOWN);
    }
}
