package org.warden.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {

    @ParameterizedTest
    @CsvSource({
        "SIGABRT, 6, SIGABRT",
        "SIGIOT, 6, SIGABRT",
        "SIGCHLD, 17, SIGCHLD",
        "SIGCLD, 17, SIGCHLD",
        "SIGIO, 29, SIGIO",
        "SIGPOLL, 29, SIGIO"
    })
    void ofTwoNamesForOneNumberBothAreTakenAndTheCommonOneIsShown(String given, int number, String shown) {
        assertEquals(Optional.of(new Signal(number)), Signal.parse(given));
        assertEquals(shown, new Signal(number).longName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "SIGTERM", "term", "SigTerm", "15", "+15", " 15 "})
    void namesComeInAnyCaseWithOrWithoutTheirPrefixAndAsNumbers(String given) {
        assertEquals(Optional.of(Signal.TERM), Signal.parse(given));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SIG", "NOPE", "65", "-1", "32", "99999999999", "SIGSIGTERM"})
    void whatThePlatformDoesNotHaveIsRefused(String given) {
        assertEquals(Optional.empty(), Signal.parse(given));
    }

    @Test
    void numbersWithoutANameAreShownAsNumbers() {
        assertEquals("signal 40", new Signal(40).longName());
        assertEquals("SIGRTMIN", new Signal(34).longName());
    }
}
