package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.History;
import org.warden.core.api.Refusal;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.Role;
import org.warden.rpc.Audit;
import org.warden.rpc.Caller;
import org.warden.rpc.FakeCore;
import org.warden.rpc.Past;
import org.warden.rpc.Plugins;
import org.warden.rpc.RpcEndpoint;

class ConfigUpdatesTest {
    private static final Caller ANNA = new Caller("anna", "10.0.0.1", Role.ADMIN);
    private static final ConfigChanges.Group GONE = group("gone", "removed");
    private static final ConfigChanges.Group CHANGED = group("changed", "changed");
    private static final ConfigChanges.Group NEW = group("new", "added");

    private final FakeCore core = new FakeCore();
    private final List<String> told = new ArrayList<>();
    private final Audit audit = RpcEndpoint.of(
                    FakeCore.configuration(List.of(), List.of()),
                    core,
                    core,
                    core,
                    () -> 42,
                    new Past(History.NONE, (millis, event) -> told.add(told((HistoryEvent.Called) event))),
                    Plugins.NONE,
                    (level, line) -> {})
            .audit();
    private final ConfigUpdates updates = new ConfigUpdates(() -> 5000);

    private static String told(HistoryEvent.Called called) {
        return called.who() + " " + called.method() + " " + called.arguments() + " " + called.result();
    }

    private static ConfigChanges.Group group(String name, String change) {
        return new ConfigChanges.Group(name, change, "", List.of(), List.of(), 0);
    }

    private ConfigUpdates.Run run(ConfigChanges.Group... groups) {
        return updates.begin(core, audit, ANNA, List.of(groups)).orElseThrow();
    }

    private static List<String> results(ConfigUpdates.Run run) {
        return run.items().stream()
                .map(item -> item.group() + ": " + item.text(Texts.of(Locale.ENGLISH)))
                .toList();
    }

    @Test
    void groupsAreTakenAwayReplacedAndAddedInTheirOrder() {
        ConfigUpdates.Run run = run(GONE, CHANGED, NEW);
        assertTrue(run.ended().isDone());
        assertEquals(List.of("gone: removed", "changed: changed", "new: added"), results(run));
        assertEquals(
                List.of(
                        new Command.Reread(),
                        new Command.StopGroup("gone", true),
                        new Command.RemoveGroup("gone"),
                        new Command.StopGroup("changed", true),
                        new Command.RemoveGroup("changed"),
                        new Command.AddGroup("changed"),
                        new Command.AddGroup("new")),
                core.asked);
        assertEquals(
                List.of(
                        "anna console.reread [] ok",
                        "anna console.update [gone, removed] ok",
                        "anna console.update [changed, changed] ok",
                        "anna console.update [new, added] ok"),
                told);
        assertEquals(Optional.of(run), updates.last());
    }

    @Test
    void aGroupThatFailsKeepsNoOtherFromBeingDone() {
        core.refuse(Command.RemoveGroup.class, Refusal.STILL_RUNNING, "changed");
        ConfigUpdates.Run run = run(CHANGED, NEW);
        assertEquals(List.of("changed: is still running", "new: added"), results(run));
        assertEquals(1, core.count(Command.AddGroup.class), "what could not be removed is not added");
        assertEquals("anna console.update [changed, changed] STILL_RUNNING", told.get(1));
    }

    @Test
    void whyAGroupCanNotBeAddedIsSaid() {
        core.refuse(Command.AddGroup.class, Refusal.FAILED, "could not create a log file");
        assertEquals(List.of("new: failed: could not create a log file"), results(run(NEW)));
    }

    @Test
    void whatTheFilesNoLongerSayIsNotDone() {
        ConfigUpdates.Run run = run(group("other", "added"), group("new", "removed"));
        assertTrue(
                results(run).get(0).startsWith("other: The files have changed since"),
                results(run).toString());
        assertTrue(run.items().stream().allMatch(ConfigUpdates.Item::isFailed));
        assertEquals(List.of(new Command.Reread()), core.asked);
    }

    @Test
    void filesThatCanNotBeReadEndItAll() {
        core.refuse(Command.Reread.class, Refusal.CANT_REREAD, "/etc/s.conf:3: bad");
        ConfigUpdates.Run run = run(NEW);
        assertEquals("CANT_REREAD: /etc/s.conf:3: bad", run.trouble());
        assertEquals(0, core.count(Command.AddGroup.class));
        assertTrue(run.ended().isDone());
    }

    @Test
    void oneUpdateAtATime() {
        CompletableFuture<Answer<List<Command.ItemResult>>> stopping = core.hold(Command.StopGroup.class);
        ConfigUpdates.Run run = run(GONE, NEW);
        assertEquals(List.of("gone: is under way", "new: waits"), results(run));
        assertTrue(updates.begin(core, audit, ANNA, List.of(NEW)).isEmpty());
        assertFalse(run.ended().isDone());
        stopping.complete(Answer.ok(List.of()));
        assertTrue(run.ended().isDone());
        assertEquals(List.of("gone: removed", "new: added"), results(run));
        assertTrue(updates.begin(core, audit, ANNA, List.of()).isPresent());
    }

    @Test
    void aLostAnswerEndsItWithAWord() {
        core.hold(Command.AddGroup.class).completeExceptionally(new IllegalStateException("closed"));
        ConfigUpdates.Run run = run(NEW);
        assertTrue(run.ended().isDone());
        assertTrue(run.trouble().contains("closed"), run.trouble());
    }
}
