package org.warden.core.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Words as a POSIX shell reads them, without any expansion: quotes, backslashes, adjacent parts joined.
 *
 * <p>Source: Python's manual, "shlex: Parsing Rules", POSIX mode.
 */
final class ShellWords {

    /** Where words end, beside blanks. */
    enum Grammar {
        /** Nowhere else, and {@code #} is an ordinary character: a command. */
        COMMAND,
        /**
         * At any character that is not a letter, a digit or one of {@code _/.+-():}, which is a word of its own; {@code #}
         * starts a comment: the value of {@code environment}.
         */
        ENVIRONMENT
    }

    private final String text;
    private final Grammar grammar;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean quoted;
    private int at;

    private ShellWords(String text, Grammar grammar) {
        this.text = text;
        this.grammar = grammar;
    }

    /** @throws IllegalArgumentException with the message {@code No closing quotation} or {@code No escaped character} */
    static List<String> split(String text, Grammar grammar) {
        return new ShellWords(text, grammar).split();
    }

    private List<String> split() {
        while (at < text.length()) {
            int c = take();
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                endWord();
            } else if (c == '\\') {
                word.appendCodePoint(takeOr("No escaped character"));
            } else if (c == '"' || c == '\'') {
                quotation(c);
            } else if (grammar == Grammar.COMMAND || isWordCharacter(c)) {
                word.appendCodePoint(c);
            } else {
                endWord();
                if (c == '#') {
                    skipLine();
                } else {
                    words.add(Character.toString(c));
                }
            }
        }
        endWord();
        return words;
    }

    private void quotation(int quote) {
        quoted = true;
        for (int c = takeOr("No closing quotation"); c != quote; c = takeOr("No closing quotation")) {
            if (c == '\\' && quote == '"') {
                int escaped = takeOr("No escaped character");
                if (escaped != '"' && escaped != '\\') {
                    word.append('\\');
                }
                word.appendCodePoint(escaped);
            } else {
                word.appendCodePoint(c);
            }
        }
    }

    private int take() {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private int takeOr(String missing) {
        if (at >= text.length()) {
            throw new IllegalArgumentException(missing);
        }
        return take();
    }

    private void skipLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
    }

    /** An empty word counts only where it was written as a pair of quotes. */
    private void endWord() {
        if (quoted || word.length() > 0) {
            words.add(word.toString());
        }
        word.setLength(0);
        quoted = false;
    }

    private static boolean isWordCharacter(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "_/.+-():".indexOf(c) >= 0;
        }
        // The letters of Latin-1, without the multiplication and division signs among them.
        return c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7;
    }
}
