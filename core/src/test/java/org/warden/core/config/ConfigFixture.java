package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.warden.core.port.FakeHost;

/** A directory with configuration files and a made-up machine around it: text in, record or errors out. */
final class ConfigFixture {
    final Path directory;
    final FakeHost host = new FakeHost();
    private final Map<String, CommandLine.Value> options = new LinkedHashMap<>();

    ConfigFixture(Path directory) {
        this.directory = directory;
    }

    /** The main file's path, as it is given to the reader. */
    String main() {
        return directory.resolve("supervisord.conf").toString();
    }

    ConfigFixture file(String name, String text) {
        return bytes(name, text.getBytes(StandardCharsets.UTF_8));
    }

    ConfigFixture bytes(String name, byte[] bytes) {
        try {
            Path path = directory.resolve(name);
            Files.createDirectories(path.getParent());
            Files.write(path, bytes);
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    ConfigFixture option(String option, String key, String text) {
        options.put(key, new CommandLine.Value(option, text));
        return this;
    }

    /** Reads a main file of exactly this text. */
    Configuration readWhole(String text) throws ConfigException {
        file("supervisord.conf", text);
        return ConfigReader.read(main(), new CommandLine(options), host, directory);
    }

    /** Reads a main file of this text under an empty {@code [supervisord]}, in which the text may begin. */
    Configuration read(String text) {
        try {
            return readWhole("[supervisord]\n" + text);
        } catch (ConfigException refused) {
            throw new AssertionError("refused: " + refused.errors(), refused);
        }
    }

    /** Everything about the main file as it lies there. */
    Inspection inspect() {
        return ConfigReader.inspect(main(), new CommandLine(options), host, directory, RpcFactories.NONE);
    }

    /** Everything about a main file of this text under an empty {@code [supervisord]}, in which it may begin. */
    Inspection inspect(String text) {
        file("supervisord.conf", "[supervisord]\n" + text);
        return inspect();
    }

    /** Reads a {@code [program:x]} with a command and these lines. */
    ProcessConfig program(String lines) {
        return read("[program:x]\ncommand=/bin/cat\n" + lines)
                .groups()
                .get(0)
                .processes()
                .get(0);
    }

    SupervisordConfig daemon(String lines) {
        return read(lines).supervisord();
    }

    /** The errors of a main file of exactly this text. */
    List<ConfigError> errorsOfWhole(String text) {
        return assertThrows(ConfigException.class, () -> readWhole(text)).errors();
    }

    List<ConfigError> errors(String text) {
        return errorsOfWhole("[supervisord]\n" + text);
    }

    /** The text of the first error: what stock would say. */
    String error(String text) {
        return errors(text).get(0).text();
    }

    /** As {@link #error}, for lines of a {@code [program:x]}, without the place that stock adds. */
    String programError(String lines) {
        String text = error("[program:x]\ncommand=/bin/cat\n" + lines);
        String place = " in section 'program:x' (file: '" + main() + "')";
        return text.endsWith(place) ? text.substring(0, text.length() - place.length()) : "NO PLACE: " + text;
    }

    /** Lines of that level which the reading of this text leaves for the activity log. */
    List<String> notices(LogLevel level, String text) {
        return read(text).notices().stream()
                .filter(notice -> notice.level() == level)
                .map(Configuration.Notice::text)
                .toList();
    }
}
