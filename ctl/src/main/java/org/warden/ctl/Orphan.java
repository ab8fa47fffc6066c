package org.warden.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that a program has left behind and that the keeper has inherited. Whose it was the kernel does not say; its
 * environment may, which anybody can have changed.
 *
 * @param command its words, or its name in brackets where it has none
 * @param program {@code group:name} as the environment has it, or "" where that says nothing or may not be read
 */
record Orphan(int pid, String command, String program) {
    private static final Path PROC = Path.of("/proc");

    /** @param pids decimal numbers, with blanks between them; those that have ended since are left out */
    static List<Orphan> all(String pids) {
        return Stream.of(pids.split(" "))
                .filter(pid -> !pid.isEmpty())
                .map(Integer::parseInt)
                .flatMap(pid -> read(pid).stream())
                .toList();
    }

    private static Optional<Orphan> read(int pid) {
        Path process = PROC.resolve(Integer.toString(pid));
        try {
            String command = String.join(" ", words(process.resolve("cmdline")));
            String name = "[" + Files.readString(process.resolve("comm")).strip() + "]";
            return Optional.of(new Orphan(pid, command.isEmpty() ? name : command, program(process)));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    private static String program(Path process) {
        try {
            List<String> environment = words(process.resolve("environ"));
            Optional<String> group = value(environment, "SUPERVISOR_GROUP_NAME");
            Optional<String> name = value(environment, "SUPERVISOR_PROCESS_NAME");
            return group.isPresent() && name.isPresent() ? group.get() + ":" + name.get() : "";
        } catch (IOException notOurs) {
            return "";
        }
    }

    private static Optional<String> value(List<String> environment, String variable) {
        return environment.stream()
                .filter(entry -> entry.startsWith(variable + "="))
                .map(entry -> entry.substring(variable.length() + 1))
                .findFirst();
    }

    private static List<String> words(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return Arrays.stream(text.split("\0")).filter(word -> !word.isEmpty()).toList();
    }

    /** One line for people; what a process calls itself may hold anything. */
    String line() {
        String text = "pid " + pid + " " + command + (program.isEmpty() ? "" : ", likely of " + program);
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    Map<String, Object> struct() {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("pid", pid);
        struct.put("command", command);
        struct.put("program", program);
        return struct;
    }
}
