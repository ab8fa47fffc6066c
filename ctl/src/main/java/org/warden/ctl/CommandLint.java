package org.warden.ctl;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.warden.core.config.CommandFile;
import org.warden.core.config.CommandWords;
import org.warden.core.config.ProcessConfig;
import org.warden.core.port.Host;

/** Looks for commands that can't be started, and for those that expect a shell. */
final class CommandLint {
    private static final Set<String> SHELL_WORDS =
            Set.of("&&", "||", "|", "&", ";", ">", ">>", "<", "<<", "2>", "2>&1", ">/dev/null", "2>/dev/null", "1>&2");
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\{[A-Z_][A-Z0-9_]*\\}|[A-Z_][A-Z0-9_]*)");

    /** Options after which a word is a text in a language of its own. */
    private static final Set<String> CODE = Set.of("-c", "-e", "-r", "-lc", "-ic", "-ec", "-xc", "-exc", "-euc");

    private static final int SHEBANG_LENGTH = 256;

    private final Host host;
    private final Warnings warnings;

    CommandLint(Host host, Warnings warnings) {
        this.host = host;
        this.warnings = warnings;
    }

    void look(ProcessConfig process) {
        List<String> words;
        try {
            words = CommandWords.split(process.command());
        } catch (IllegalArgumentException unbalanced) {
            warn(
                    process,
                    "command can't be split into words: " + unbalanced.getMessage(),
                    "close every quote; a comment begins at a ; or # after a blank, inside quotes too");
            return;
        }
        if (words.isEmpty()) {
            warn(process, "command is empty", "write what to run");
            return;
        }
        lookAtFile(process, words.get(0));
        lookForShell(process, words);
    }

    private void lookAtFile(ProcessConfig process, String program) {
        String path = CommandFile.path(process, host.environment());
        String file = CommandFile.find(program, path);
        if (!file.startsWith("/")) {
            relative(process, program, path);
            return;
        }
        if (cannotBeSeen(file)) {
            return;
        }
        Optional<CommandFile.Obstacle> obstacle = CommandFile.obstacle(file, host);
        if (obstacle.isPresent()) {
            // Whether this user may run it says nothing about root or another one.
            if (host.uid() == 0 || !obstacle.get().text().startsWith("no permission")) {
                warn(
                        process,
                        obstacle.get().text(),
                        obstacle.get().isMissing() ? "install it, or correct the path" : "name a file and chmod +x it");
            }
            return;
        }
        lookAtInterpreter(process, Path.of(file));
        process.user()
                .filter(user -> !Permissions.mayExecute(user, Path.of(file)))
                .ifPresent(user -> {
                    warn(
                            process,
                            "user " + user.name() + " may not execute " + file,
                            "let that user read and execute it, and pass through the directories above it");
                });
    }

    private void relative(ProcessConfig process, String program, String path) {
        if (program.startsWith("~")) {
            warn(process, "~ is not expanded in command", "write the path in full, or %(ENV_HOME)s");
        } else if (program.contains("/")) {
            warn(
                    process,
                    program + " is looked for from the directory in which supervisord was started"
                            + (process.directory().isPresent() ? ", and run from directory" : ""),
                    "write an absolute path, or %(here)s/ for the directory of this file");
        } else {
            warn(
                    process,
                    "can't find command '" + program + "' in " + path,
                    "install it, write its absolute path, or set PATH in environment");
        }
    }

    /** A directory above it keeps its secrets from this user: it may be there. */
    private static boolean cannotBeSeen(String file) {
        Path path = Permissions.path(file);
        return path != null && !Files.exists(path) && !Files.notExists(path);
    }

    private void lookAtInterpreter(ProcessConfig process, Path file) {
        String line = firstLine(file);
        if (!line.startsWith("#!")) {
            return;
        }
        if (line.endsWith("\r")) {
            warn(
                    process,
                    file + " has the line ends of another system, so its interpreter is not found",
                    "save it with LF alone at the end of lines");
            return;
        }
        String interpreter = line.substring(2).strip().split("\\s+")[0];
        Path path = Permissions.path(interpreter);
        if (interpreter.startsWith("/") && path != null && Files.notExists(path)) {
            warn(
                    process,
                    file + " begins with #!" + interpreter + ", which is not there",
                    "install it, or correct the first line");
        }
    }

    private static String firstLine(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            char[] start = new char[SHEBANG_LENGTH];
            int length = reader.read(start);
            if (length < 2 || start[0] != '#' || start[1] != '!') {
                return "";
            }
            String text = new String(start, 0, length);
            int end = text.indexOf('\n');
            return end < 0 ? text : text.substring(0, end);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private void lookForShell(ProcessConfig process, List<String> words) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (CODE.contains(word)) {
                return;
            }
            boolean variable = word.indexOf(' ') < 0 && VARIABLE.matcher(word).find();
            if (variable || SHELL_WORDS.contains(word)) {
                warn(
                        process,
                        "there is no shell, so '" + word + "' reaches the program as it is",
                        variable
                                ? "write %(ENV_NAME)s for a variable, or command=sh -c '...'"
                                : "write command=sh -c '...'");
                return;
            }
        }
    }

    private void warn(ProcessConfig process, String text, String remedy) {
        warnings.add(process.section(), "command", text, remedy);
    }
}
