package org.warden.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswdCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(boolean terminal, List<String> typed, String... args) throws UsageException {
        Deque<String> lines = new ArrayDeque<>(typed);
        SecretInput fake = new SecretInput() {
            @Override
            public boolean isThere() {
                return terminal;
            }

            @Override
            public Optional<String> secret(String prompt) {
                return Optional.ofNullable(lines.poll());
            }
        };
        return new PasswdCommand(
                        fake,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(args));
    }

    @Test
    void sectionIsReadyToPaste() throws Exception {
        assertEquals(0, run(true, List.of("s3cret", "s3cret"), "anna", "--role", "operator"));
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals("[console_user:anna]", lines.get(0));
        assertTrue(lines.get(1).startsWith("password = $argon2id$v=19$m=7168,t=5,p=1$"), lines.get(1));
        assertEquals("role = operator", lines.get(2));
    }

    @Test
    void pipeIsReadOnceAndGivesTheHashAlone() throws Exception {
        assertEquals(0, run(false, List.of("s3cret")));
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("$argon2id$"));
    }

    @Test
    void nothingIsPrintedForPasswordsThatDifferOrAreMissing() throws Exception {
        assertEquals(1, run(true, List.of("a", "b")));
        assertEquals(1, run(false, List.of()));
        assertEquals(1, run(false, List.of("")));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("differ"));
    }

    @Test
    void otherArgumentsAreRefused() {
        assertThrows(UsageException.class, () -> run(false, List.of("x"), "anna", "bob"));
        assertThrows(UsageException.class, () -> run(false, List.of("x"), "--role", "king"));
        assertThrows(UsageException.class, () -> run(false, List.of("x"), "--role"));
        assertThrows(UsageException.class, () -> run(false, List.of("x"), "an:na"));
    }
}
