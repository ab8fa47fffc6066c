package org.warden.core.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.warden.core.model.ProcessState;

/** The page about process states is printed from the rows, never drawn by hand. */
class ProcessStatesPageTest {
    private static final Path PAGE = Path.of("../docs/design/process-states.md");

    private static final String HEAD = """
            # Process states

            Printed from the rows of `core.process.ProcessMachine` (a test compares them; after a change of rows run
            `mvn -pl core test -Dtest=ProcessStatesPageTest -Dwarden.write.pages=true`). `-`: the input changes nothing, on purpose.
            An empty field: it can't happen, and a defect is reported if it does.

            """;

    @Test
    void pageSaysWhatTheRowsSay() throws IOException {
        String page = HEAD + table();
        if (Boolean.getBoolean("warden.write.pages")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE));
    }

    private static String table() {
        StringBuilder out = new StringBuilder("| input |");
        for (ProcessState state : ProcessState.values()) {
            out.append(' ').append(state).append(" |");
        }
        out.append("\n|")
                .append(" --- |".repeat(ProcessState.values().length + 1))
                .append('\n');
        for (Class<?> input : Input.class.getPermittedSubclasses()) {
            out.append("| ").append(input.getSimpleName()).append(" |");
            for (ProcessState state : ProcessState.values()) {
                out.append(' ')
                        .append(cell(state, input.asSubclass(Input.class)))
                        .append(" |");
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String cell(ProcessState state, Class<? extends Input> input) {
        Transitions.Row row = ProcessMachine.TABLE.row(state, input);
        if (row == null) {
            return "";
        }
        return row.ignored()
                ? "-"
                : Arrays.stream(ProcessState.values())
                        .filter(row.targets()::contains)
                        .map(Enum::name)
                        .collect(Collectors.joining(", "));
    }
}
