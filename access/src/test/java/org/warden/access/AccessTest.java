package org.warden.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.warden.access.Visitor.Way;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.config.ConsoleUserConfig;
import org.warden.core.model.Role;

@Timeout(30)
class AccessTest {
    /** Of "look", with little work. */
    private static final String LOOK =
            "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$foxn4+8C1WMe/tmJR6EocG9UyKtXB01X65KrprPbiA4";

    private final FakeClock clock = new FakeClock();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Access access =
            new Access(users(Role.VIEWER, false), clock, (level, line) -> log.add(level + " " + line));

    private static ConsoleConfig users(Role role, boolean realm) {
        return new ConsoleConfig(
                List.of(new ConsoleUserConfig("anna", LOOK, role)),
                realm,
                List.of(),
                Duration.ofMinutes(30),
                Duration.ofHours(12),
                false);
    }

    @AfterEach
    void close() {
        access.close();
    }

    private Verdict ask(String user, String password, Way way) {
        Access.Attempt attempt = new Access.Attempt(new BasicCredentials(user, password), way, "192.0.2.7");
        return access.check(attempt).toCompletableFuture().join();
    }

    @Test
    void rightPasswordIsWelcomeInItsRole() {
        assertEquals(
                new Verdict.Welcome(new Visitor("anna", Role.VIEWER, Way.LOGIN, "192.0.2.7")),
                ask("anna", "look", Way.LOGIN));
        assertEquals(List.of("INFO user 'anna', viewer, logged in, from 192.0.2.7"), log);
    }

    @Test
    void wrongOnesAreRefusedAndNeitherPasswordsNorUnknownNamesAreWrittenDown() {
        assertEquals(new Verdict.Refused(), ask("anna", "hunter2", Way.LOGIN));
        assertEquals(new Verdict.Refused(), ask("my-password", "x", Way.LOGIN));
        assertEquals(new Verdict.Refused(), ask("anna", "x".repeat(5000), Way.LOGIN));
        assertFalse(String.join("\n", log).matches("(?s).*(hunter2|my-password).*"), log.toString());
        assertEquals("WARN refused a login as 'anna', from 192.0.2.7", log.get(0));
        assertEquals("WARN refused a login as an unknown user, from 192.0.2.7", log.get(1));
    }

    @Test
    void afterTenWrongOnesNothingIsLookedAtForAWhileAndTheUserGetsInFromElsewhere() {
        for (int i = 0; i < Attempts.AT_ONCE; i++) {
            ask("anna", "guess", Way.LOGIN);
        }
        assertInstanceOf(Verdict.Later.class, ask("anna", "look", Way.LOGIN));
        assertInstanceOf(Verdict.Later.class, ask("anna", "look", Way.LOGIN));
        assertEquals(Attempts.AT_ONCE + 1, log.size(), "one line tells of all that are not looked at");
        Access.Attempt elsewhere = new Access.Attempt(new BasicCredentials("anna", "look"), Way.LOGIN, "192.0.2.8");
        assertInstanceOf(
                Verdict.Welcome.class,
                access.check(elsewhere).toCompletableFuture().join());
        clock.advance(Attempts.EACH);
        assertInstanceOf(Verdict.Welcome.class, ask("anna", "look", Way.LOGIN));
    }

    @Test
    void scriptThatSendsItsPasswordEachTimeIsKnownForAWhileEvenBesideGuesses() {
        assertInstanceOf(Verdict.Welcome.class, ask("anna", "look", Way.BASIC));
        for (int i = 0; i <= Attempts.AT_ONCE; i++) {
            ask("anna", "guess", Way.BASIC);
        }
        assertInstanceOf(Verdict.Welcome.class, ask("anna", "look", Way.BASIC));
        assertEquals(1, log.stream().filter(line -> line.contains("came in")).count());
        clock.advance(Remembered.FOR);
        ask("anna", "look", Way.BASIC);
        assertEquals(2, log.stream().filter(line -> line.contains("came in")).count());
    }

    @Test
    void rereadTakesEffectAtOnce() {
        assertInstanceOf(Verdict.Welcome.class, ask("anna", "look", Way.BASIC));
        access.use(users(Role.ADMIN, false));
        assertEquals(
                new Verdict.Welcome(new Visitor("anna", Role.ADMIN, Way.BASIC, "192.0.2.7")),
                ask("anna", "look", Way.BASIC));
        access.use(ConsoleConfig.DEFAULT);
        assertEquals(new Verdict.Refused(), ask("anna", "look", Way.BASIC));
        assertFalse(access.hasUsers());
    }

    @Test
    void realmIsAskedUnderTheSameLimits() {
        access.use(users(Role.VIEWER, true));
        AtomicInteger asked = new AtomicInteger();
        Access.Attempt attempt = new Access.Attempt(new BasicCredentials("bob", "x"), Way.BASIC, "192.0.2.7");
        for (int i = 0; i < Attempts.AT_ONCE + 5; i++) {
            access.check(attempt, () -> {
                asked.incrementAndGet();
                return Optional.empty();
            });
        }
        assertEquals(Attempts.AT_ONCE, asked.get());
        clock.advance(Attempts.EACH);
        assertInstanceOf(Verdict.Welcome.class, access.check(attempt, () -> Optional.of(Role.OPERATOR)));
        assertTrue(log.get(log.size() - 1).contains("operator"), log.toString());
    }
}
