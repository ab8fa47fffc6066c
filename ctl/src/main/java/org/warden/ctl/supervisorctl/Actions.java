package org.warden.ctl.supervisorctl;

import java.util.List;

/** The names of all actions, in the order of the alphabet, and what may follow them: for completion. */
public final class Actions {
    public static final List<String> ALL = List.copyOf(HelpTexts.commands());

    /** Those that take names of groups. */
    public static final List<String> OF_GROUPS = List.of("add", "remove", "update");

    /** Those that take names of processes. */
    public static final List<String> OF_PROCESSES =
            List.of("clear", "fg", "pid", "restart", "signal", "start", "status", "stop", "tail");

    private Actions() {}
}
