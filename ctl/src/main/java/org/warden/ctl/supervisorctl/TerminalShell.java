package org.warden.ctl.supervisorctl;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The shell at a terminal: editing, history, completion; Ctrl-C ends what goes on and not the shell, at the prompt the shell. */
final class TerminalShell {
    private static final char HIDDEN = 0;
    private static final Size USUAL = new Size(80, 24);

    private final Terminal terminal;
    private final LineReader reader;
    private final LineReader answers;
    private final PrintStream out;

    private TerminalShell(Terminal terminal, Daemon daemon, String history) {
        this.terminal = terminal;
        this.out = new PrintStream(terminal.output(), true, StandardCharsets.UTF_8);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("supervisorctl")
                .completer(new Completions(daemon))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.CASE_INSENSITIVE, false)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "");
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, Path.of(history));
        }
        this.reader = builder.build();
        // What is answered or typed to a program is no command and is not kept.
        this.answers = LineReaderBuilder.builder()
                .terminal(terminal)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .variable(LineReader.DISABLE_HISTORY, true)
                .build();
    }

    static int run(Daemon daemon, String prompt, String history, List<String> first, PrintStream err) {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .encoding(StandardCharsets.UTF_8)
                .nativeSignals(true)
                .build()) {
            if (terminal.getWidth() <= 0) {
                // A terminal that nobody told its size, as in a container's exec: nothing would be shown on no columns.
                terminal.setSize(USUAL);
            }
            new TerminalShell(terminal, daemon, history).converse(daemon, prompt, first, err);
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal can't be used", e);
        }
    }

    private void converse(Daemon daemon, String prompt, List<String> first, PrintStream err) throws IOException {
        Controller controller = new Controller(daemon, out, err, new AtTerminal(), true, new Interruptible());
        controller.carryOut(first.isEmpty() ? "status" : String.join(" ", first));
        while (!controller.hasLeft()) {
            controller.carryOut(nextLine(prompt + "> "));
        }
        History kept = reader.getHistory();
        kept.save();
    }

    private String nextLine(String prompt) {
        try {
            return reader.readLine(prompt);
        } catch (UserInterruptException | EndOfFileException end) {
            return "EOF";
        }
    }

    /** The person. */
    private final class AtTerminal implements Controller.Person {
        @Override
        public String ask(String question) {
            return answer(question, null);
        }

        @Override
        public String askSecretly(String question) {
            return answer(question, HIDDEN);
        }

        private String answer(String question, Character mask) {
            try {
                return answers.readLine(question, mask);
            } catch (UserInterruptException | EndOfFileException none) {
                return null;
            }
        }
    }

    /** What goes on until Ctrl-C. */
    private final class Interruptible implements Following {
        @Override
        public Closeable untilInterrupted(Runnable end) {
            Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> end.run());
            return () -> terminal.handle(Terminal.Signal.INT, before);
        }

        @Override
        public String readLine() {
            try {
                return answers.readLine("");
            } catch (UserInterruptException | EndOfFileException end) {
                return null;
            }
        }
    }
}
