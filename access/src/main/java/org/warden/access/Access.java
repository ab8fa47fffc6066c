package org.warden.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.warden.access.Verdict.Later;
import org.warden.access.Verdict.Refused;
import org.warden.access.Verdict.Welcome;
import org.warden.access.Visitor.Way;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.config.ConsoleUserConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.model.Role;
import org.warden.core.port.Clock;

/**
 * Decides who a name and a password are. One check of a hash runs at a time, on a thread of its own that is there only
 * while it is needed; each costs a tenth of a second and makes much garbage, and strangers may ask for them. Any thread.
 */
public final class Access implements AutoCloseable {

    /** Checks that wait for the one under way. */
    private static final int WAITING = 16;

    private static final Duration BUSY = Duration.ofSeconds(2);
    private static final long LAST_CHECK_SECONDS = 5;
    private static final long IDLE_SECONDS = 10;

    /** Nobody types more; what is longer is wrong without being looked at. */
    private static final int LONGEST = 1024;

    private static final int SHOWN = 64;

    private final Clock clock;
    private final AccessLog log;
    private final Attempts attempts = new Attempts();
    private final Remembered<Known> remembered = new Remembered<>();
    private final ThreadPoolExecutor thread;
    private volatile Users users;

    /** The users as they were read last, and what is checked for those who are none. */
    private record Users(ConsoleConfig config, String decoy) {}

    /** Somebody whose password was right. */
    private record Known(String user, Role role, Optional<String> hash) {}

    /**
     * What a login is about.
     *
     * @param way {@link Way#BASIC} for credentials that come with each request, else {@link Way#LOGIN}
     * @param address of the client
     */
    public record Attempt(BasicCredentials credentials, Way way, String address) {}

    public Access(ConsoleConfig config, Clock clock, AccessLog log) {
        this.clock = clock;
        this.log = log;
        this.thread = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread worker = new Thread(task, "warden-passwords");
                    worker.setDaemon(true);
                    // Whoever is first to ask may be an application that ends before we do, and its loader would stay
                    // with it.
                    worker.setContextClassLoader(Access.class.getClassLoader());
                    return worker;
                });
        thread.allowCoreThreadTimeOut(true);
        use(config);
    }

    /** Takes other users and settings, as a reread of the configuration brings them. Logins of users that are gone end. */
    public void use(ConsoleConfig config) {
        // As costly as that of a real user, so that the time an answer takes does not tell who is one.
        String decoy = config.users().isEmpty()
                ? ""
                : PasswordHash.decoy(config.users().get(0).passwordHash());
        users = new Users(config, decoy);
    }

    public ConsoleConfig config() {
        return users.config();
    }

    /** Whether anybody could log in at all. */
    public boolean hasUsers() {
        return !users.config().users().isEmpty();
    }

    /** The user of that name as the configuration has it now. */
    public Optional<ConsoleUserConfig> user(String name) {
        return users.config().user(name);
    }

    /** Checks whether this is a console user. Never completes exceptionally. */
    public CompletionStage<Verdict> check(Attempt attempt) {
        BasicCredentials given = attempt.credentials();
        Optional<Verdict> known = remembered(attempt);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        Optional<Verdict> later = turn(attempt);
        if (later.isPresent()) {
            return CompletableFuture.completedFuture(later.get());
        }
        Users now = users;
        Optional<ConsoleUserConfig> user = now.config().user(given.user());
        String hash = user.map(ConsoleUserConfig::passwordHash).orElse(now.decoy());
        if (hash.isEmpty() || given.password().length() > LONGEST) {
            return CompletableFuture.completedFuture(refused(attempt));
        }
        try {
            return CompletableFuture.supplyAsync(
                            () -> decided(
                                    attempt,
                                    user.map(u -> new Known(u.name(), u.role(), Optional.of(u.passwordHash()))),
                                    () -> PasswordHash.matches(hash, given.password())),
                            thread)
                    .exceptionally(this::failed);
        } catch (RejectedExecutionException e) {
            attempts.giveBack(attempt.address());
            return CompletableFuture.completedFuture(new Later(BUSY));
        }
    }

    private Verdict failed(Throwable defect) {
        log.log(LogLevel.CRITICAL, "a password could not be checked: " + defect);
        return new Refused();
    }

    /**
     * Has somebody else, such as a servlet container, decide who this is, under the same limits.
     *
     * @param realm gives the role, or nothing; runs on the caller's thread
     */
    public Verdict check(Attempt attempt, Supplier<Optional<Role>> realm) {
        Optional<Verdict> known = remembered(attempt).or(() -> turn(attempt));
        if (known.isPresent()) {
            return known.get();
        }
        Optional<Known> found =
                realm.get().map(role -> new Known(attempt.credentials().user(), role, Optional.empty()));
        return decided(attempt, found, found::isPresent);
    }

    /** Someone has left who was logged in. */
    public void loggedOut(Visitor visitor) {
        log.log(LogLevel.INFO, "user " + shown(visitor.user()) + " logged out, from " + visitor.address());
    }

    private Optional<Verdict> remembered(Attempt attempt) {
        if (attempt.way() != Way.BASIC) {
            return Optional.empty();
        }
        return remembered
                .get(attempt.credentials(), clock.nowNanos())
                .filter(this::isStillThere)
                .map(known -> new Welcome(visitor(known, attempt)));
    }

    private boolean isStillThere(Known known) {
        Optional<ConsoleUserConfig> user = user(known.user());
        return known.hash().isEmpty()
                ? user.isEmpty() && config().containerRealm()
                : user.filter(u -> known.equals(new Known(u.name(), u.role(), Optional.of(u.passwordHash()))))
                        .isPresent();
    }

    private Optional<Verdict> turn(Attempt attempt) {
        Attempts.Turn turn = attempts.take(attempt.address(), clock.nowNanos());
        if (turn.isAllowed()) {
            return Optional.empty();
        }
        if (turn.news()) {
            log.log(
                    LogLevel.WARN,
                    "too many wrong passwords from " + attempt.address() + ", no more are looked at for now");
        }
        return Optional.of(new Later(turn.pause().plusSeconds(1)));
    }

    /** @param known who it is if the password is right; empty for a name that nobody has */
    private Verdict decided(Attempt attempt, Optional<Known> known, BooleanSupplier isRight) {
        // Looked at for unknown users too: it takes its time.
        boolean right = isRight.getAsBoolean();
        if (!right || known.isEmpty()) {
            return refused(attempt);
        }
        attempts.giveBack(attempt.address());
        Visitor visitor = visitor(known.get(), attempt);
        if (attempt.way() == Way.BASIC) {
            remembered.put(attempt.credentials(), known.get(), clock.nowNanos());
        }
        log.log(
                LogLevel.INFO,
                "user " + shown(visitor.user()) + ", " + visitor.role().word() + ", "
                        + (attempt.way() == Way.BASIC ? "came in with HTTP Basic" : "logged in") + ", from "
                        + attempt.address());
        return new Welcome(visitor);
    }

    private static Visitor visitor(Known known, Attempt attempt) {
        return new Visitor(known.user(), known.role(), attempt.way(), attempt.address());
    }

    /** A name that nobody has is not written down: people type passwords into the wrong field. */
    private Verdict refused(Attempt attempt) {
        String name = attempt.credentials().user();
        log.log(
                LogLevel.WARN,
                "refused a login as " + (user(name).isPresent() ? shown(name) : "an unknown user") + ", from "
                        + attempt.address());
        return new Refused();
    }

    private static String shown(String name) {
        StringBuilder shown = new StringBuilder("'");
        name.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(shown::appendCodePoint);
        return shown.append('\'').toString();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // A container that looks for threads left behind should find none.
            thread.awaitTermination(LAST_CHECK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
