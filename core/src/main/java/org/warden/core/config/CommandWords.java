package org.warden.core.config;

import java.util.List;

public final class CommandWords {
    private CommandWords() {}

    public static List<String> split(String command) {
        return command.isBlank() ? List.of() : List.of(command.strip().split("\\s+"));
    }
}
