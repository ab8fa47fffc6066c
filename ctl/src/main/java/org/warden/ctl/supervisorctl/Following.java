package org.warden.ctl.supervisorctl;

import java.io.Closeable;

/** How the surroundings let a person end what goes on without end, and type into it. */
interface Following {
    /**
     * Has {@code end} called when the person presses Ctrl-C, until the answer is closed. A process that was started for one
     * command may end instead, with an empty line and status 0.
     */
    Closeable untilInterrupted(Runnable end);

    /** The next line for a program in the foreground, without its end; null when there is no more, or at Ctrl-C. */
    String readLine();
}
