package org.warden.core.config;

import java.util.List;

/** Splits the value of {@code command} into the words of an argument vector. */
public final class CommandWords {
    private CommandWords() {}

    /**
     * Splits as a POSIX shell would, without running one: nothing is expanded and nothing is a comment.
     *
     * <p>Any thread.
     *
     * @return empty for an empty or blank command
     * @throws IllegalArgumentException with stock's reason: {@code No closing quotation}, {@code No escaped character}
     */
    public static List<String> split(String command) {
        return List.copyOf(ShellWords.split(command, ShellWords.Grammar.COMMAND));
    }
}
