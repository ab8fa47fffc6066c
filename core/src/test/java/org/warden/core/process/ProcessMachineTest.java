package org.warden.core.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.model.ProcessState.BACKOFF;
import static org.warden.core.model.ProcessState.EXITED;
import static org.warden.core.model.ProcessState.FATAL;
import static org.warden.core.model.ProcessState.RUNNING;
import static org.warden.core.model.ProcessState.STARTING;
import static org.warden.core.model.ProcessState.STOPPED;
import static org.warden.core.model.ProcessState.STOPPING;
import static org.warden.core.model.ProcessState.UNKNOWN;
import static org.warden.core.process.ProgramBuilder.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.warden.core.config.AutoRestart;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessState;

class ProcessMachineTest {
    private static final Set<String> TAKEN = new TreeSet<>();

    /** One process stepped by hand, with everything it did. */
    private static final class Life {
        ProcessSnapshot now;
        long seconds = 1000;
        final List<String> log = new ArrayList<>();
        final List<String> did = new ArrayList<>();
        final List<String> told = new ArrayList<>();

        Life(ProgramBuilder program) {
            now = ProcessSnapshot.fresh(program.build());
        }

        Life take(Input input) {
            ProcessState from = now.state();
            Step step = ProcessMachine.step(now, input, new Moment(seconds * 1_000_000_000L, 1_700_000_000 + seconds));
            TAKEN.add(from + " " + input.getClass().getSimpleName());
            now = step.next();
            for (Effect effect : step.effects()) {
                if (effect instanceof Effect.Log line) {
                    log.add(line.level().tag() + " " + line.text());
                } else if (effect instanceof Effect.Announce change) {
                    told.add(change.from() + "->" + change.to() + " pid " + change.pid() + " tries " + change.tries()
                            + (change.expected() ? " expected" : ""));
                } else {
                    did.add(effect.toString());
                }
            }
            return this;
        }

        Life after(long more) {
            seconds += more;
            return this;
        }

        /** Lets the time come that it waits for. */
        Life due() {
            assertTrue(now.deadlineNanos() != ProcessSnapshot.NO_DEADLINE, "it waits for nothing");
            seconds = Math.max(seconds, (now.deadlineNanos() + 999_999_999L) / 1_000_000_000L);
            return take(new Input.DeadlinePassed());
        }

        Life start() {
            return take(new Input.StartAsked());
        }

        Life started() {
            return start().take(new Input.Spawned(77));
        }

        Life running() {
            started();
            return now.state() == STARTING ? due() : this;
        }

        Life exit(int code) {
            return take(new Input.Exited(ExitStatus.exited(code)));
        }

        Life is(ProcessState state) {
            assertEquals(state, now.state());
            return this;
        }
    }

    private static Life a(ProgramBuilder program) {
        return new Life(program);
    }

    @AfterAll
    static void everyRowWasTaken() {
        Set<String> missing = new TreeSet<>();
        for (ProcessState state : ProcessState.values()) {
            for (Class<?> input : Input.class.getPermittedSubclasses()) {
                Transitions.Row row = ProcessMachine.TABLE.row(state, input.asSubclass(Input.class));
                String name = state + " " + input.getSimpleName();
                if (row != null && !row.ignored() && !TAKEN.contains(name)) {
                    missing.add(name);
                }
            }
        }
        assertEquals(Set.of(), missing, "rows that no test takes");
    }

    @Test
    void everyStateHasARowForEveryInputThatCanHappenInIt() {
        Set<Class<?>> onlyWithAChild = Set.of(Input.Spawned.class, Input.SpawnFailed.class, Input.Exited.class);
        for (ProcessState state : ProcessState.values()) {
            for (Class<?> input : Input.class.getPermittedSubclasses()) {
                boolean waits = Set.of(STARTING, BACKOFF, STOPPING, EXITED).contains(state);
                boolean hasChild = Set.of(STARTING, RUNNING, STOPPING, UNKNOWN).contains(state);
                boolean possible = onlyWithAChild.contains(input)
                        ? (state == STARTING || (hasChild && input == Input.Exited.class))
                        : input != Input.DeadlinePassed.class || waits;
                boolean there = ProcessMachine.TABLE.row(state, input.asSubclass(Input.class)) != null;
                assertEquals(possible, there, state + " " + input.getSimpleName());
            }
        }
    }

    @Test
    void inputThatCanNotHappenNamesProcessAndState() {
        var e = assertThrows(
                IllegalStateException.class, () -> a(program("web")).exit(0));
        assertTrue(e.getMessage().contains("web") && e.getMessage().contains("STOPPED"), e.getMessage());
    }

    @Test
    void startsAndIsRunningOnlyAfterMoreThanStartsecs() {
        Life life = a(program("web").startsecs(5)).started().is(STARTING);
        assertEquals(List.of("Spawn[]"), life.did);
        assertEquals(1005 * 1_000_000_000L + 1, life.now.deadlineNanos());
        life.due().is(RUNNING);
        assertEquals(
                List.of(
                        "INFO spawned: 'web' with pid 77",
                        "INFO success: web entered RUNNING state, process has stayed up for > than 5 seconds (startsecs)"),
                life.log);
        assertEquals(ProcessSnapshot.NO_DEADLINE, life.now.deadlineNanos());
    }

    @Test
    void startsecsZeroIsRunningAtOnce() {
        a(program("web").startsecs(0)).started().is(RUNNING);
    }

    @Test
    void quickExitWaitsOneSecondLongerEachTimeAndThenGivesUp() {
        Life life = a(program("web").startsecs(5).startretries(2)).started();
        for (int failure = 1; failure <= 2; failure++) {
            life.exit(0).is(BACKOFF);
            assertEquals(failure, life.now.backoff());
            assertEquals((life.seconds + failure) * 1_000_000_000L, life.now.deadlineNanos());
            life.due().is(STARTING).take(new Input.Spawned(77));
        }
        life.exit(0).is(BACKOFF).due().is(FATAL);
        assertEquals(0, life.now.backoff());
        assertEquals("Exited too quickly (process log may have details)", life.now.spawnerr());
        assertEquals(0, life.now.exitstatus());
        assertEquals(
                "INFO gave up: web entered FATAL state, too many start retries too quickly",
                life.log.get(life.log.size() - 1));
        assertTrue(life.log.contains("WARN exited: web (exit status 0; not expected)"));
    }

    @Test
    void fatalCanBeStartedAgainWithAllItsTries() {
        Life life = a(program("web").startsecs(5).startretries(0))
                .started()
                .exit(1)
                .due()
                .is(FATAL);
        life.started().is(STARTING).due().is(RUNNING);
        assertEquals("", life.now.spawnerr());
    }

    @Test
    void failedSpawnIsCountedLikeAQuickExit() {
        Life life = a(program("web")).start().take(new Input.SpawnFailed("can't find command '/x'"));
        life.is(BACKOFF);
        assertEquals("can't find command '/x'", life.now.spawnerr());
        assertEquals(List.of("INFO spawnerr: can't find command '/x'"), life.log);
        assertEquals(0, life.now.stopSeconds());
    }

    @Test
    void exitAfterStartsecsThatWasSeenLateStillPassesThroughRunning() {
        Life life = a(program("web").startsecs(1)).started().after(2).exit(0).is(EXITED);
        assertTrue(life.log.get(1).startsWith("INFO success: web"), life.log.toString());
        assertEquals("INFO exited: web (exit status 0; expected)", life.log.get(2));
    }

    @Test
    void unexpectedExitIsStartedAgainAtOnce() {
        Life life = a(program("web").exitcodes(0, 2)).running().exit(3).is(EXITED);
        assertEquals("Bad exit code 3", life.now.spawnerr());
        assertEquals(3, life.now.exitstatus());
        assertEquals(life.seconds * 1_000_000_000L, life.now.deadlineNanos());
        life.due().is(STARTING);
        assertEquals(0, life.now.backoff());
    }

    @Test
    void expectedExitIsLeftAlone() {
        Life life = a(program("web").exitcodes(0, 2)).running().exit(2).is(EXITED);
        assertEquals("", life.now.spawnerr());
        assertEquals(ProcessSnapshot.NO_DEADLINE, life.now.deadlineNanos());
    }

    @Test
    void autorestartTrueStartsAgainAfterAnExpectedExitAndFalseNever() {
        a(program("web").autorestart(AutoRestart.TRUE)).running().exit(0).due().is(STARTING);
        Life never = a(program("web").autorestart(AutoRestart.FALSE))
                .running()
                .exit(1)
                .is(EXITED);
        assertEquals(ProcessSnapshot.NO_DEADLINE, never.now.deadlineNanos());
    }

    @Test
    void deathBySignalIsNeverExpectedAndShowsMinusOne() {
        Life life = a(program("web").autorestart(AutoRestart.FALSE))
                .running()
                .take(new Input.Exited(ExitStatus.signaled(11, true)));
        assertEquals(-1, life.now.exitstatus());
        assertEquals("Bad exit code -1", life.now.spawnerr());
        assertEquals(
                "WARN exited: web (terminated by SIGSEGV (core dumped); not expected)",
                life.log.get(life.log.size() - 1));
    }

    @Test
    void stopSendsStopsignalThenSigkillEveryStopwaitsecs() {
        Life life = a(program("web").stopwaitsecs(7).stopasgroup(true).killasgroup(true))
                .running();
        life.take(new Input.StopAsked()).is(STOPPING);
        assertEquals("Kill[signal=15, group=true]", life.did.get(1));
        assertEquals((life.seconds + 7) * 1_000_000_000L, life.now.deadlineNanos());
        life.due().due().is(STOPPING);
        assertEquals(List.of("Kill[signal=9, group=true]", "Kill[signal=9, group=true]"), life.did.subList(2, 4));
        assertTrue(life.log.contains("WARN killing 'web' (77) with SIGKILL"));
        life.take(new Input.Exited(ExitStatus.signaled(9, false))).is(STOPPED);
        assertEquals("WARN stopped: web (terminated by SIGKILL)", life.log.get(life.log.size() - 1));
        assertEquals(-1, life.now.exitstatus());
        assertEquals("", life.now.spawnerr());
        assertEquals(0, life.now.pid());
    }

    @Test
    void stopWithAnExpectedExitCodeIsNoWarning() {
        Life life = a(program("web")).running().take(new Input.StopAsked()).exit(0);
        assertEquals("INFO stopped: web (exit status 0)", life.log.get(life.log.size() - 1));
    }

    @Test
    void stopwaitsecsZeroKillsOnceASecond() {
        Life life = a(program("web").stopwaitsecs(0)).running().take(new Input.StopAsked());
        life.due();
        assertEquals((life.seconds + 1) * 1_000_000_000L, life.now.deadlineNanos());
    }

    @Test
    void stopWhileTheSpawnIsOnItsWayIsCarriedOutWhenThereIsAPid() {
        Life life = a(program("web")).start().take(new Input.StopAsked()).is(STARTING);
        assertEquals(List.of("Spawn[]"), life.did);
        life.take(new Input.Spawned(77)).is(STOPPING);
        assertEquals("Kill[signal=15, group=false]", life.did.get(1));
    }

    @Test
    void stopWhileTheSpawnIsOnItsWayEndsInStoppedWhenItFails() {
        a(program("web"))
                .start()
                .take(new Input.StopAsked())
                .take(new Input.SpawnFailed("x"))
                .is(STOPPED);
    }

    @Test
    void stopInBackoffIsAtOnceAndForgetsTheCount() {
        Life life = a(program("web").startsecs(5)).started().exit(1).take(new Input.StopAsked());
        life.is(STOPPED);
        assertEquals(0, life.now.backoff());
        assertEquals(ProcessSnapshot.NO_DEADLINE, life.now.deadlineNanos());
        assertEquals("DEBG Attempted to kill web, which is in BACKOFF state.", life.log.get(life.log.size() - 1));
    }

    @Test
    void startWhileStoppingChangesNothingAndIsLogged() {
        Life life =
                a(program("web")).running().take(new Input.StopAsked()).start().is(STOPPING);
        assertEquals("WARN process 'web' already running", life.log.get(life.log.size() - 1));
    }

    @Test
    void signalThatCanNotBeSentMakesItUnknownUntilItReallyEnds() {
        Life stopping = a(program("web")).running().take(new Input.StopAsked());
        stopping.take(new Input.KillFailed("EPERM")).is(UNKNOWN).exit(0).is(STOPPED);
        Life running =
                a(program("web")).running().take(new Input.KillFailed("EPERM")).is(UNKNOWN);
        running.exit(4).is(EXITED);
        a(program("web")).started().take(new Input.KillFailed("EPERM")).is(UNKNOWN);
        assertTrue(running.log.contains("CRIT unknown problem killing web (77): EPERM"));
    }

    @Test
    void nothingStartsAnyMoreOnceTheDaemonGoesDown() {
        Life running = a(program("web").autorestart(AutoRestart.TRUE)).running().take(new Input.NoMoreStarts());
        running.exit(0).is(EXITED);
        assertEquals(ProcessSnapshot.NO_DEADLINE, running.now.deadlineNanos());
        running.start().is(EXITED);
        Life waiting = a(program("web").startsecs(9)).started().exit(1).take(new Input.NoMoreStarts());
        waiting.is(BACKOFF);
        assertEquals(ProcessSnapshot.NO_DEADLINE, waiting.now.deadlineNanos());
        waiting.take(new Input.GiveUp()).is(FATAL);
        Life starting = a(program("web").startsecs(9))
                .started()
                .take(new Input.NoMoreStarts())
                .exit(1);
        starting.is(BACKOFF);
        assertEquals(ProcessSnapshot.NO_DEADLINE, starting.now.deadlineNanos());
        Life exited = a(program("web")).running().exit(1).take(new Input.NoMoreStarts());
        assertEquals(ProcessSnapshot.NO_DEADLINE, exited.now.deadlineNanos());
        Life stopping = a(program("web")).running().take(new Input.StopAsked()).take(new Input.NoMoreStarts());
        assertFalse(stopping.now.deadlineNanos() == ProcessSnapshot.NO_DEADLINE, "SIGKILL must still come");
        for (Life life : List.of(a(program("web")), a(program("web")).running().take(new Input.KillFailed("EPERM")))) {
            life.take(new Input.NoMoreStarts());
            assertFalse(life.now.mayStart());
        }
        Life fatal =
                a(program("web").startsecs(9).startretries(0)).started().exit(1).due();
        fatal.take(new Input.NoMoreStarts()).start().is(FATAL);
    }

    @Test
    void listenersAreToldOfEveryChangeWithPidAndTries() {
        Life life =
                a(program("web").startsecs(5).startretries(1)).started().exit(1).due();
        life.take(new Input.Spawned(78)).due().take(new Input.StopAsked()).exit(0);
        assertEquals(
                List.of(
                        "STOPPED->STARTING pid 0 tries 0",
                        "STARTING->BACKOFF pid 77 tries 1",
                        "BACKOFF->STARTING pid 0 tries 1",
                        "STARTING->RUNNING pid 78 tries 0",
                        "RUNNING->STOPPING pid 78 tries 0",
                        "STOPPING->STOPPED pid 78 tries 0"),
                life.told);
        Life exited = a(program("web")).running().exit(0);
        assertEquals("RUNNING->EXITED pid 77 tries 0 expected", exited.told.get(2));
    }

    @Test
    void waitBeyondWhatTheClockCanCountIsForEver() {
        Life life = a(program("web").startsecs(Long.MAX_VALUE)).started().is(STARTING);
        assertEquals(ProcessSnapshot.NO_DEADLINE, life.now.deadlineNanos());
        life.after(1_000_000).exit(0).is(BACKOFF);
    }

    @Test
    void reportedTimesAreThoseOfTheWallClock() {
        Life life = a(program("web")).running();
        assertEquals(1_700_001_000L, life.now.startSeconds());
        life.after(50).exit(0);
        assertEquals(1_700_000_000 + life.seconds, life.now.stopSeconds());
    }

    @Test
    void quickExitIsAFailedStartEvenWithAnExpectedCode() {
        Life life =
                a(program("web").startsecs(5).exitcodes(0)).started().exit(0).is(BACKOFF);
        assertEquals("Exited too quickly (process log may have details)", life.now.spawnerr());
        assertEquals("WARN exited: web (exit status 0; not expected)", life.log.get(life.log.size() - 1));
    }

    @Test
    void messageOfAFailedStartSurvivesALaterStop() {
        Life life = a(program("web").startsecs(5)).started().exit(3).is(BACKOFF);
        life.take(new Input.StopAsked()).is(STOPPED);
        assertEquals("Exited too quickly (process log may have details)", life.now.spawnerr());
        Life unexpected =
                a(program("web").autorestart(AutoRestart.FALSE)).running().exit(3);
        unexpected.take(new Input.StopAsked()).is(EXITED);
        assertEquals("Bad exit code 3", unexpected.now.spawnerr());
    }
}
