package org.warden.ctl;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a secret is read from. */
interface SecretInput {

    /** Whether somebody is there to be asked. */
    boolean isThere();

    /**
     * Asks for a line that is not shown; without anybody to ask, the next line of standard input.
     *
     * @return empty at the end of input
     */
    Optional<String> secret(String prompt) throws IOException;

    /** Standard input, and what it is connected to. */
    static SecretInput ofThisProcess() {
        // Newer Java gives a Console for pipes too: the kernel knows better.
        boolean terminal = isTerminal("/proc/self/fd/0") && isTerminal("/proc/self/fd/1");
        Console console = terminal ? System.console() : null;
        BufferedReader piped =
                console == null ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)) : null;
        return new SecretInput() {
            @Override
            public boolean isThere() {
                return console != null;
            }

            @Override
            public Optional<String> secret(String prompt) throws IOException {
                if (console == null) {
                    return Optional.ofNullable(piped.readLine());
                }
                return Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new);
            }
        };
    }

    private static boolean isTerminal(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
