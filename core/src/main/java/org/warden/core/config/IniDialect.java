package org.warden.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.warden.core.model.PythonText;

/**
 * The INI dialect of Python's {@code RawConfigParser(strict=False, inline_comment_prefixes=(';', '#'))}: takes comments
 * out, joins continued lines, cuts the tails of headers, and knows the line of everything that is left.
 *
 * <p>ini4j knows none of these rules, so it gets what comes out of here.
 *
 * <p>One file per instance. Source: Python's manual, "configparser: Supported INI File Structure".
 */
final class IniDialect {

    /** What a file consists of once its dialect is gone. */
    sealed interface Item {
        int line();
    }

    record Header(String name, int line) implements Item {}

    /** {@code value} may hold LFs, one for each line it was continued over. */
    record Option(String key, String value, int line) implements Item {}

    /**
     * One file read.
     *
     * @param error stock's words for what is wrong with the syntax, or null
     * @param errorLine the first bad line
     * @param remedy what to do about it
     * @param cuts values that a comment ended where their writer hardly meant one
     */
    record Result(List<Item> items, String error, int errorLine, String remedy, List<Cut> cuts) {
        Result {
            items = List.copyOf(items);
            cuts = List.copyOf(cuts);
        }
    }

    /**
     * A comment that begins inside quotes, which do not protect.
     *
     * @param section the header it stands under
     * @param sign what begins the comment: a semicolon or a hash
     */
    record Cut(String section, String key, int line, char sign) {}

    /** The keys in whose values quotes mean something. */
    private static final Set<String> QUOTED = Set.of("command", "environment");

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String file;
    private final List<Item> items = new ArrayList<>();
    private final StringBuilder badLines = new StringBuilder();
    private int firstBadLine;
    private final List<Cut> cuts = new ArrayList<>();
    private String section;
    private int indent;

    /** The option whose value may still be continued; null right after a header. */
    private String key;

    private int keyLine;
    private List<String> parts = List.of();

    private IniDialect(String file) {
        this.file = file;
    }

    /** Reads the lines of one file; {@code file} is named in error texts. */
    static Result read(String file, List<String> lines) {
        return new IniDialect(file).read(lines);
    }

    private Result read(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (!accept(lines.get(i), i + 1)) {
                return noHeader(lines.get(i), i + 1);
            }
        }
        endOption();
        if (firstBadLine == 0) {
            return new Result(items, null, 0, null, cuts);
        }
        return new Result(
                items,
                "Source contains parsing errors: " + PythonText.repr(file) + badLines,
                firstBadLine,
                "write key=value, indent the line to continue the value above, or start it with ; for a comment",
                cuts);
    }

    private Result noHeader(String line, int number) {
        String remedy = line.startsWith(BYTE_ORDER_MARK)
                ? "save the file as UTF-8 without a byte order mark"
                : "put a section header such as [supervisord] above this line";
        return new Result(
                items,
                "File contains no section headers.\nfile: " + PythonText.repr(file) + ", line: " + number + "\n"
                        + PythonText.repr(line),
                number,
                remedy,
                cuts);
    }

    /** False when the line is neither in a section nor a header: nothing after it can be understood. */
    private boolean accept(String line, int number) {
        int comment = commentStart(line);
        String value = Blanks.strip(comment < 0 ? line : line.substring(0, comment));
        if (value.isEmpty()) {
            // Only a truly empty line is part of a value; one with a comment vanishes.
            if (comment < 0 && key != null) {
                parts.add("");
            }
            return true;
        }
        int lineIndent = Blanks.firstNonBlank(line);
        if (key != null && lineIndent > indent) {
            parts.add(value);
            noteCut(line, comment, number);
            return true;
        }
        indent = lineIndent;
        int end = value.startsWith("[") ? value.lastIndexOf(']') : -1;
        if (end > 1) {
            endOption();
            section = value.substring(1, end);
            items.add(new Header(section, number));
            return true;
        }
        if (section == null) {
            return false;
        }
        option(value, line, number);
        noteCut(line, comment, number);
        return true;
    }

    /** Notes a comment that begins while the value has an open quote, and closes it further on. */
    private void noteCut(String line, int comment, int number) {
        if (comment > 0 && key != null && QUOTED.contains(key)) {
            char quote = openQuote(String.join("\n", parts));
            if (quote != 0 && line.indexOf(quote, comment) > 0) {
                cuts.add(new Cut(section, key, number, line.charAt(comment)));
            }
        }
    }

    /** The quote that is open at the end of a text, or 0. A backslash protects, but not between single quotes. */
    private static char openQuote(String text) {
        char open = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && open != '\'') {
                i++;
            } else if (open == 0 && (c == '"' || c == '\'')) {
                open = c;
            } else if (c == open) {
                open = 0;
            }
        }
        return open;
    }

    private void option(String value, String line, int number) {
        int delimiter = 0;
        while (delimiter < value.length() && value.charAt(delimiter) != '=' && value.charAt(delimiter) != ':') {
            delimiter++;
        }
        if (delimiter == value.length()) {
            // The option before it stays open, so that an indented line after the bad one is no second error.
            badLine(line, number);
            return;
        }
        endOption();
        String name = Blanks.stripEnd(value.substring(0, delimiter));
        if (name.isEmpty()) {
            badLine(line, number);
            return;
        }
        key = name.toLowerCase(Locale.ROOT);
        keyLine = number;
        parts = new ArrayList<>();
        parts.add(Blanks.strip(value.substring(delimiter + 1)));
    }

    private void badLine(String line, int number) {
        if (firstBadLine == 0) {
            firstBadLine = number;
        }
        badLines.append(String.format("\n\t[line %2d]: ", number)).append(PythonText.repr(line));
    }

    private void endOption() {
        if (key != null) {
            items.add(new Option(key, Blanks.stripEnd(String.join("\n", parts)), keyLine));
            key = null;
        }
    }

    /** Index where a comment starts, or -1. */
    private static int commentStart(String line) {
        int first = Blanks.firstNonBlank(line);
        if (first < line.length() && (line.charAt(first) == ';' || line.charAt(first) == '#')) {
            return 0;
        }
        // Python looks for the n-th ';' and the n-th '#' in one round and is content with what the first
        // successful round finds, so "a;b ;c #d" is cut at '#', not at the ';' before it.
        int semicolon = line.indexOf(';');
        int hash = line.indexOf('#');
        while (semicolon >= 0 || hash >= 0) {
            int start = nearer(afterBlank(line, semicolon), afterBlank(line, hash));
            if (start >= 0) {
                return start;
            }
            semicolon = semicolon < 0 ? -1 : line.indexOf(';', semicolon + 1);
            hash = hash < 0 ? -1 : line.indexOf('#', hash + 1);
        }
        return -1;
    }

    private static int afterBlank(String line, int index) {
        return index > 0 && Blanks.isBlank(line.charAt(index - 1)) ? index : -1;
    }

    private static int nearer(int a, int b) {
        return a < 0 || b < 0 ? Math.max(a, b) : Math.min(a, b);
    }
}
