package org.warden.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the machine and waits for them. */
final class Commands {
    /** What a finished command left. Both output streams are in {@code output}. */
    record Result(int exitCode, String output) {
        List<String> lines() {
            return output.lines().toList();
        }
    }

    private Commands() {}

    /** Runs a command to its end; no input. */
    static Result run(List<String> command) throws IOException {
        Path output = Files.createTempFile("warden-it-", ".out");
        try {
            Process process = start(command, output);
            if (!waitFor(process)) {
                process.destroyForcibly();
                throw new IOException("still running after " + Await.PATIENCE + ": " + command + "\n" + text(output));
            }
            return new Result(process.exitValue(), text(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Runs a command that is expected to succeed. */
    static String succeed(String... command) throws IOException {
        Result result = run(List.of(command));
        if (result.exitCode() != 0) {
            throw new IOException(
                    "exit code " + result.exitCode() + " from " + List.of(command) + "\n" + result.output());
        }
        return result.output();
    }

    /** Starts a command with both output streams going to a file. */
    static Process start(List<String> command, Path output) throws IOException {
        // Whoever runs the tests in the background may have Ctrl-C ignored, and programs inherit that.
        var words = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,QUIT"));
        words.addAll(command);
        var builder = new ProcessBuilder(words);
        // Stock supervisorctl prints a warning line first where the encoding is not UTF-8.
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(output.toFile());
        return builder.start();
    }

    /** Sends a signal by name, e.g. {@code HUP}. */
    static void signal(String name, long pid) throws IOException {
        succeed("/bin/sh", "-c", "kill -" + name + " " + pid);
    }

    /** Is there such a program on this machine? */
    static boolean installed(String program) {
        return Files.isExecutable(Path.of(program));
    }

    static boolean isRoot() throws IOException {
        return succeed("id", "-u").strip().equals("0");
    }

    static boolean waitFor(Process process) throws IOException {
        try {
            return process.waitFor(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
