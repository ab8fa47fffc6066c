package org.warden.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Reads the main file and those that its {@code [include]} names into one document. */
final class FilesReader {
    private static final String REMEDY_UTF8 = "save the file as UTF-8";

    private final Reading reading;

    FilesReader(Reading reading) {
        this.reading = reading;
    }

    /** Fills the document; syntax errors go to the problems. */
    void read() {
        String file = reading.mainFile;
        byte[] bytes = mainBytes(file);
        if (bytes == null || !load(file, bytes)) {
            return;
        }
        IniSection include = reading.document.find("include").orElse(null);
        if (include != null) {
            include(include);
        }
    }

    private byte[] mainBytes(String file) {
        try {
            Path path = Path.of(reading.hostValues.absolute(file));
            if (Files.exists(path)) {
                return Files.readAllBytes(path);
            }
        } catch (InvalidPathException noSuchName) {
            // It is not there, whatever it is.
        } catch (IOException unreadable) {
            fileError("could not read config file " + file, file, 0, "check its type and permissions");
            return null;
        }
        fileError("could not find config file " + file, file, 0, "check the path, which -c gives");
        return null;
    }

    private void include(IniSection include) {
        SectionReader reader = reading.section(include);
        if (!reader.has("files")) {
            reader.fail(
                    null,
                    new BadValue(
                            ".ini file has [include] section, but no files setting",
                            "add files= and what to include, such as files=conf.d/*.conf"));
            return;
        }
        Names names = reader.names().with("host_node_name", reading.host.nodeName());
        String base = reading.hostValues.directoryOf(reading.mainFile);
        String patterns = reader.with(names).text("files").orElse("");
        for (String pattern : patterns.split("[" + Blanks.ALL + "]+")) {
            if (!pattern.isEmpty()) {
                includeAll(
                        new Notices.Place(reader.entry("files").where(), "include", "files"),
                        pattern.startsWith("/") ? pattern : base.endsWith("/") ? base + pattern : base + "/" + pattern);
            }
        }
    }

    private void includeAll(Notices.Place place, String pattern) {
        List<String> files = FilePattern.matches(pattern);
        if (files.isEmpty()) {
            String text = "No file matches via include \"" + pattern + "\"";
            if (mayMatchLater(pattern)) {
                reading.notices.log(text);
            } else {
                reading.notices.warnAsStock(place, text);
            }
        }
        for (String file : files) {
            reading.notices.info("Included extra file \"" + file + "\" during parsing");
            try {
                load(file, Files.readAllBytes(Path.of(file)));
            } catch (IOException | InvalidPathException unreadable) {
                reading.notices.warnAsStock(
                        place,
                        "Included file \"" + file + "\" can't be read and is skipped: "
                                + unreadable.getClass().getSimpleName());
            }
        }
    }

    /** A pattern in a directory that is there: nothing is wrong with an empty conf.d. */
    private boolean mayMatchLater(String pattern) {
        int slash = pattern.lastIndexOf('/');
        String last = pattern.substring(slash + 1);
        boolean wild = last.contains("*") || last.contains("?") || last.contains("[");
        return wild && reading.hostValues.isDirectory(slash == 0 ? "/" : pattern.substring(0, slash));
    }

    private boolean load(String file, byte[] bytes) {
        reading.files.add(file);
        IniDialect.Result result;
        try {
            result = IniDialect.read(file, FileText.lines(bytes));
        } catch (FileText.BadByte bad) {
            fileError(bad.getMessage(), file, bad.line(), REMEDY_UTF8);
            return false;
        }
        if (result.error() != null) {
            fileError(result.error(), file, result.errorLine(), result.remedy());
            // The rest of the file is read all the same: an [include] in it may lead to more errors of syntax.
        }
        warnOfNestedInclude(result, file);
        result.cuts().forEach(cut -> warnOfCut(cut, file));
        CanonicalIni.load(result.items(), file, reading.hostValues.directoryOf(file), reading.document);
        return true;
    }

    private void warnOfNestedInclude(IniDialect.Result result, String file) {
        if (file.equals(reading.mainFile)) {
            return;
        }
        for (IniDialect.Item item : result.items()) {
            if (item instanceof IniDialect.Header header && header.name().equals("include")) {
                reading.notices.warn(
                        new Notices.Place(new SourceLine(file, header.line()), "include", null),
                        "[include] in an included file is ignored",
                        "name the files in that of " + reading.mainFile);
            }
        }
    }

    private void warnOfCut(IniDialect.Cut cut, String file) {
        reading.notices.warn(
                new Notices.Place(new SourceLine(file, cut.line()), cut.section(), cut.key()),
                "[" + cut.section() + "] the value of " + cut.key() + " ends before the " + cut.sign()
                        + ", inside quotes: a comment begins there",
                "take the blank before it away, or move the command to a script");
    }

    private void fileError(String text, String file, int line, String remedy) {
        reading.problems.add(new ConfigError(text, file, line, null, null, remedy));
    }
}
