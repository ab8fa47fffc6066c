package org.warden.core.listener;

/** What can happen in the conversation with an event listener. */
public sealed interface ListenerInput {

    /** The listener wrote to its stdout. */
    record Wrote(byte[] bytes) implements ListenerInput {}

    /** An event was sent to it. */
    record EventSent() implements ListenerInput {}

    /** A new process of this listener was started. */
    record Started() implements ListenerInput {}

    /** Its process has ended. */
    record Ended() implements ListenerInput {}
}
