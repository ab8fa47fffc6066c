package org.warden.core.process;

import org.warden.core.config.LogLevel;

/** What the loop has to carry out after a step, in this order. */
public sealed interface Effect {

    /** Start the program of this process. */
    record Spawn() implements Effect {}

    /** Send a signal to the process, or to its whole group. */
    record Kill(int signal, boolean group) implements Effect {}

    /** Write a line to the activity log. */
    record Log(LogLevel level, String text) implements Effect {}
}
