package org.warden.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** What the terminal shows of a configuration that can't be used. */
public final class ConfigReport {
    private ConfigReport() {}

    /**
     * Stock's two lines, {@code Error: ...} first and the hint last, and between them where each error is, what to do about
     * it, and the errors stock would not have come to.
     *
     * @param program what the hint tells people to call
     * @return lines, each ending with LF
     */
    public static String forTerminal(ConfigException problem, String program) {
        List<ConfigError> errors = problem.errors();
        StringBuilder out = new StringBuilder();
        for (ConfigError error : errors) {
            out.append("Error: ").append(error.text()).append('\n');
            place(out, error);
            if (error.remedy() != null) {
                out.append("  to mend it: ").append(error.remedy()).append('\n');
            }
        }
        if (errors.size() > 1) {
            out.append(errors.size()).append(" errors, all to be mended before it can be used\n");
        }
        return out.append("For help, use ").append(program).append(" -h\n").toString();
    }

    /**
     * A line for each error, {@code file:line: [section] key: text; what to do}, without an end of line behind the last.
     *
     * @param secrets what is not to be told
     */
    public static String forClient(ConfigException problem, Secrets secrets) {
        return problem.errors().stream()
                .map(error -> error.place() + ": "
                        + oneLine(
                                secrets.masked(error.remark() + (error.remedy() == null ? "" : "; " + error.remedy()))))
                .collect(Collectors.joining("\n"));
    }

    private static String oneLine(String text) {
        return text.replace("\n", "\\n");
    }

    private static void place(StringBuilder out, ConfigError error) {
        if (error.file() == null) {
            return;
        }
        out.append("  at ").append(new SourceLine(error.file(), error.line()));
        if (error.section() != null) {
            out.append(", [").append(error.section()).append(']');
        }
        if (error.key() != null) {
            out.append(' ').append(error.key());
        }
        out.append('\n');
    }
}
