package org.warden.ctl.supervisorctl;

import java.io.Closeable;
import java.io.PrintStream;
import java.util.List;

/** Commands from a file or a pipe, one a line, with stock's prompt before each. */
final class PipedShell {
    private PipedShell() {}

    /** @param first a command to begin with, or nothing; then status is shown */
    static int run(Daemon daemon, String prompt, List<String> first, PrintStream out, PrintStream err) {
        Controller controller = new Controller(daemon, out, err, new Asker(out), true, new Input());
        controller.carryOut(first.isEmpty() ? "status" : String.join(" ", first));
        while (!controller.hasLeft()) {
            out.print(prompt + "> ");
            out.flush();
            String line = StandardInput.readLine();
            controller.carryOut(line == null ? "EOF" : line);
            out.flush();
        }
        return 0;
    }

    private record Asker(PrintStream out) implements Controller.Person {
        @Override
        public String ask(String question) {
            out.print(question);
            out.flush();
            return StandardInput.readLine();
        }

        @Override
        public String askSecretly(String question) {
            return ask(question);
        }
    }

    /** Nobody presses Ctrl-C in a pipe. */
    private static final class Input implements Following {
        @Override
        public Closeable untilInterrupted(Runnable end) {
            return () -> {};
        }

        @Override
        public String readLine() {
            return StandardInput.readLine();
        }
    }
}
