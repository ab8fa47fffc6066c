package org.warden.ctl;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.warden.access.PasswordHash;
import org.warden.core.model.Role;

/** {@code warden passwd}: makes the hash of a password, and the section around it. */
final class PasswdCommand {
    static final String NAME = "passwd";

    private static final int NOT_DONE = 1;

    private final SecretInput terminal;
    private final PrintStream out;
    private final PrintStream err;

    PasswdCommand(SecretInput terminal, PrintStream out, PrintStream err) {
        this.terminal = terminal;
        this.out = out;
        this.err = err;
    }

    /** @return the exit status */
    int run(List<String> args) throws UsageException {
        Deque<String> rest = new ArrayDeque<>(args);
        Optional<String> name = Optional.empty();
        Role role = Role.VIEWER;
        while (!rest.isEmpty()) {
            String arg = rest.pop();
            if (List.of("-h", "-?", "--help").contains(arg)) {
                out.print(Help.OF.get(NAME));
                return 0;
            }
            if (arg.equals("--role") || arg.startsWith("--role=")) {
                role = role(arg, rest);
            } else if (arg.startsWith("-")) {
                throw new UsageException("option " + arg + " not recognized");
            } else if (name.isPresent() || arg.isBlank() || arg.indexOf(':') >= 0) {
                throw new UsageException("passwd takes one name without colons: '" + arg + "'");
            } else {
                name = Optional.of(arg);
            }
        }
        return make(name, role);
    }

    private static Role role(String arg, Deque<String> rest) throws UsageException {
        int equals = arg.indexOf('=');
        if (equals < 0 && rest.isEmpty()) {
            throw new UsageException("option --role requires argument");
        }
        String word = equals < 0 ? rest.pop() : arg.substring(equals + 1);
        return Role.parse(word)
                .orElseThrow(() -> new UsageException("not a role: '" + word + "'; write viewer, operator or admin"));
    }

    private int make(Optional<String> name, Role role) {
        Optional<String> password;
        try {
            password = terminal.secret("Password: ");
            if (terminal.isThere() && !password.equals(terminal.secret("Once more: "))) {
                err.println("Error: the two passwords differ");
                return NOT_DONE;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (password.isEmpty() || password.get().isEmpty()) {
            err.println("Error: no password was given");
            return NOT_DONE;
        }
        String hash = PasswordHash.of(password.get());
        if (name.isEmpty()) {
            out.println(hash);
        } else {
            out.println("[console_user:" + name.get() + "]");
            out.println("password = " + hash);
            out.println("role = " + role.word());
        }
        return 0;
    }
}
