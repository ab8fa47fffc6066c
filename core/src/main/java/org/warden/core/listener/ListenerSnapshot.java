package org.warden.core.listener;

/**
 * The conversation with one listener between two inputs.
 *
 * @param name the process's name, for the log
 * @param strict whether a result's first line must begin with the right word
 * @param buffer bytes not yet understood; a result being collected holds at most {@link ListenerMachine#MAX_RESULT}
 * @param resultLeft bytes of a result still to come, or -1 while its first line is awaited
 * @param result bytes of the result so far
 */
public record ListenerSnapshot(
        String name, boolean strict, ListenerState state, byte[] buffer, long resultLeft, byte[] result) {
    private static final byte[] NOTHING = {};

    /** A listener whose process has just been started. */
    public static ListenerSnapshot fresh(String name, boolean strict) {
        return new ListenerSnapshot(name, strict, ListenerState.ACKNOWLEDGED, NOTHING, -1, NOTHING);
    }
}
