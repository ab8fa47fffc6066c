package org.warden.ctl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Somebody in a directory who types commands and reads what comes out. */
final class Terminal {
    final MadeUpHost host = new MadeUpHost();
    final Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String home;

    Terminal(Path directory) {
        this.directory = directory;
    }

    /** Where the distribution is said to be. */
    Terminal home(Path folder) {
        home = folder.toString();
        return this;
    }

    Path file(String name, String text) {
        return file(name, text, "rw-r--r--");
    }

    Path file(String name, String text, String permissions) {
        try {
            Path path = directory.resolve(name);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String conf() {
        return directory.resolve("supervisord.conf").toString();
    }

    /** Writes the main file: this text under an empty {@code [supervisord]}, in which it may begin. */
    Terminal with(String text) {
        file("supervisord.conf", "[supervisord]\n" + text);
        return this;
    }

    /** @return the exit status */
    int warden(String... args) {
        out.reset();
        err.reset();
        return new Main(host, directory, home, stream(out), stream(err)).run(List.of(args));
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** What {@code check} says of a main file of this text, without the directory's name. */
    List<String> check(String text) {
        with(text).warden("check", "-c", conf());
        return out().lines().map(line -> line.replace(directory + "/", "")).toList();
    }
}
