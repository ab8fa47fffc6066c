package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.warden.core.loop.FakeWorld.group;
import static org.warden.core.process.ProgramBuilder.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Command;
import org.warden.core.config.EventPoolConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.listener.EventTypes;
import org.warden.core.model.Channel;
import org.warden.core.model.EventType;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;

/** The manual's pages about events are printed from the table of types, and its examples look like what is emitted. */
class EventPagesTest {
    private static final Path FOLDER = Path.of("../docs/manual/events");

    private static final String INDEX = """
            # Events

            Printed, like the pages it leads to, from `core.model.EventType` (a test compares them; after a change run
            `mvn -pl core test -Dtest=EventPagesTest -Dwarden.write.pages=true`). How listeners get events is on the page of
            [eventlistener](../eventlistener.md).

            A subscription to a type means that type and all below it; abstract types are never sent themselves. A listener gets one line
            that says, among other things, the type and the length of the payload in characters, and then the payload.

            """;

    private static final Pattern SENT = Pattern.compile(
            "ver:3\\.0 server:test serial:\\d+ pool:l poolserial:\\d+ eventname:(\\S+) len:\\d+\n(.*)", Pattern.DOTALL);

    @Test
    void pagesSayWhatTheTableSays() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        for (EventType type : EventType.values()) {
            pages.put(type + ".md", page(type));
        }
        pages.put("README.md", INDEX + tree(EventType.EVENT, ""));
        if (Boolean.getBoolean("warden.write.pages")) {
            Files.createDirectories(FOLDER);
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
            }
        }
        Map<String, String> committed = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                committed.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertEquals(pages.keySet(), committed.keySet());
        pages.forEach((name, page) -> assertEquals(page, committed.get(name), name));
    }

    private static Stream<EventType> below(EventType type) {
        return Arrays.stream(EventType.values()).filter(t -> t.parent().equals(Optional.of(type)));
    }

    private static String link(EventType type) {
        return "[" + type + "](" + type + ".md)";
    }

    private static String tree(EventType type, String indent) {
        return indent + "- " + link(type) + ": " + type.meaning() + "\n"
                + below(type).map(t -> tree(t, indent + "  ")).collect(Collectors.joining());
    }

    private static String page(EventType type) {
        StringBuilder page = new StringBuilder("# ").append(type).append("\n\n").append(type.meaning());
        page.append("\n\n");
        type.parent()
                .ifPresent(p -> page.append("It is a kind of ").append(link(p)).append(".\n\n"));
        if (type.isAbstract()) {
            page.append("Abstract: it is never sent itself. A subscription means ");
            page.append(below(type).map(EventPagesTest::link).collect(Collectors.joining(", ")));
            page.append(" and all below.\n\n");
        } else {
            payload(page, type.example().orElseThrow());
        }
        return page.append("Since Supervisor ")
                .append(type.since())
                .append(".\n")
                .toString();
    }

    private static void payload(StringBuilder page, String example) {
        if (example.isEmpty()) {
            page.append("The payload is empty (`len:0`).\n\n");
            return;
        }
        page.append("Payload, ").append(example.length()).append(" characters");
        page.append(example.endsWith("\n") ? " with the line feed at its end:" : ", no line feed at its end:");
        page.append("\n\n```\n").append(example.stripTrailing()).append("\n```\n\n");
    }

    @Test
    void everyTypeIsBelowTheOneThatItsNameBeginsWith() {
        for (EventType type : EventType.values()) {
            for (EventType up = type; up != null; up = up.parent().orElse(null)) {
                assertEquals(true, EventTypes.wants(Set.of(up.name()), type.name()), type + " is wanted by " + up);
            }
        }
        assertEquals(
                7,
                Arrays.stream(EventType.values()).filter(EventType::isAbstract).count());
        assertEquals(27, EventType.values().length);
    }

    /** The keys in their order, and whether lines follow; what differs from time to time is left out. */
    private static String shape(String payload) {
        int end = payload.indexOf('\n');
        String first = end < 0 ? payload : payload.substring(0, end);
        return first.replaceAll(":[^ ]*", ":") + (end < 0 ? "" : end == payload.length() - 1 ? " LF" : " LF data");
    }

    @Test
    void theExamplesHaveTheShapeOfWhatIsEmitted() {
        EnumSet<EventType> seen = EnumSet.noneOf(EventType.class);
        for (String event : emitted()) {
            Matcher sent = SENT.matcher(event);
            assertEquals(true, sent.matches(), event);
            EventType type = EventType.valueOf(sent.group(1));
            assertFalse(type.isAbstract(), event);
            assertEquals(shape(type.example().orElseThrow()), shape(sent.group(2)), event);
            seen.add(type);
        }
        EnumSet<EventType> missing = EnumSet.complementOf(seen);
        missing.removeIf(EventType::isAbstract);
        // Not reached in this life: a signal that fails, output, and an hour.
        assertEquals(
                EnumSet.of(
                        EventType.PROCESS_STATE_UNKNOWN,
                        EventType.PROCESS_LOG_STDOUT,
                        EventType.PROCESS_LOG_STDERR,
                        EventType.PROCESS_COMMUNICATION_STDOUT,
                        EventType.PROCESS_COMMUNICATION_STDERR,
                        EventType.TICK_3600),
                missing);
    }

    /** Everything a listener of all events is sent in the life of a daemon with one program. */
    private static List<String> emitted() {
        GroupConfig plain = group("l", -1, program("l").startsecs(0));
        GroupConfig listener = new GroupConfig(
                "l",
                -1,
                plain.processes(),
                Optional.of(new EventPoolConfig(1000, Set.of("EVENT"), "supervisor.dispatchers:default_handler")),
                Map.of());
        FakeWorld world = new FakeWorld(List.of(
                        listener,
                        group("web", 999, program("web").autostart(false).startretries(0))))
                .begin();
        world.spawned(1);
        ProcessName web = new ProcessName("web", "web");
        world.ask(new Command.SendRemoteCommEvent("t", "data"));
        world.ask(new Command.StartProcess(web, false));
        world.spawnAll();
        world.advanceSeconds(2);
        world.exit(world.childOf("web", "web"), ExitStatus.exited(0));
        world.ask(new Command.StartProcess(web, false));
        world.spawnAll();
        world.exit(world.childOf("web", "web"), ExitStatus.exited(1));
        world.advanceSeconds(2);
        world.ask(new Command.StartProcess(web, false));
        world.spawnAll();
        world.advanceSeconds(60);
        world.ask(new Command.StopProcess(web, false));
        world.exit(world.childOf("web", "web"), ExitStatus.exited(0));
        world.ask(new Command.RemoveGroup("web"));
        says(world, "READY\n");
        for (int seen = 0; seen < sent(world).size(); seen++) {
            says(world, "RESULT 2\nOKREADY\n");
        }
        world.ask(new Command.Shutdown());
        return sent(world);
    }

    private static void says(FakeWorld world, String text) {
        world.event(new SpawnerEvent.Output(1, Channel.STDOUT, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> sent(FakeWorld world) {
        return world.engine.commands.stream()
                .filter(SpawnerCommand.WriteStdin.class::isInstance)
                .map(SpawnerCommand.WriteStdin.class::cast)
                .map(w -> new String(w.bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}
