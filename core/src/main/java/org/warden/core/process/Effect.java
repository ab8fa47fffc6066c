package org.warden.core.process;

import org.warden.core.config.LogLevel;
import org.warden.core.model.ProcessState;

/** What the loop has to carry out after a step, in this order. */
public sealed interface Effect {

    /** Start the program of this process. */
    record Spawn() implements Effect {}

    /** Send a signal to the process, or to its whole group. */
    record Kill(int signal, boolean group) implements Effect {}

    /**
     * Tell event listeners that the state has changed.
     *
     * @param pid of the process that is or was there, 0 for none
     * @param tries failed starts in a row so far
     * @param expected of an exit: whether its code is in exitcodes
     */
    record Announce(ProcessState from, ProcessState to, int pid, long tries, boolean expected) implements Effect {}

    /** Write a line to the activity log. */
    record Log(LogLevel level, String text) implements Effect {}
}
