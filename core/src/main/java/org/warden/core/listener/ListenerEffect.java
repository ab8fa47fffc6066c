package org.warden.core.listener;

import org.warden.core.config.LogLevel;

/** What follows from a step of the conversation. */
public sealed interface ListenerEffect {

    /** The event it had is done with. */
    record Processed() implements ListenerEffect {}

    /** The event it had has to be given to somebody again. */
    record Rejected() implements ListenerEffect {}

    /** It can take an event now. */
    record IsReady() implements ListenerEffect {}

    /** Write a line to the activity log. */
    record Log(LogLevel level, String text) implements ListenerEffect {}
}
