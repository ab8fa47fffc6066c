package org.warden.ctl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.warden.core.config.ConfigError;
import org.warden.core.config.ConfigWarning;

/**
 * A line of a report.
 *
 * @param place {@code file:line}; the file alone, or {@code command line}, where there is no line
 */
record Finding(
        Severity severity,
        String place,
        String file,
        int line,
        String section,
        String key,
        String text,
        String remedy) {

    /** How bad it is. */
    enum Severity {
        /** The configuration can't be used. */
        ERROR,
        /** It can, and does something that was probably not meant. */
        WARNING;

        String word() {
            return this == ERROR ? "error" : "warning";
        }
    }

    private static Finding of(ConfigError error) {
        return new Finding(
                Severity.ERROR,
                error.place(),
                error.file(),
                error.line(),
                error.section(),
                error.key(),
                error.remark(),
                error.remedy());
    }

    private static Finding of(ConfigWarning warning) {
        return new Finding(
                Severity.WARNING,
                place(warning.file(), warning.line()),
                warning.file(),
                warning.line(),
                warning.section(),
                warning.key(),
                warning.text(),
                warning.remedy());
    }

    private static String place(String file, int line) {
        if (file == null) {
            return "command line";
        }
        return line > 0 ? file + ":" + line : file;
    }

    /** All of them as a reader of the files comes across them. */
    static List<Finding> inOrder(List<ConfigError> errors, Collection<ConfigWarning> warnings, List<String> files) {
        List<Finding> all = new ArrayList<>();
        errors.forEach(error -> all.add(of(error)));
        warnings.forEach(warning -> all.add(of(warning)));
        all.sort(Comparator.comparingInt((Finding f) -> files.indexOf(f.file())).thenComparingInt(Finding::line));
        return all;
    }

    static long count(List<Finding> findings, Severity severity) {
        return findings.stream().filter(f -> f.severity() == severity).count();
    }
}
