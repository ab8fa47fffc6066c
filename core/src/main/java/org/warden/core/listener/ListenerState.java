package org.warden.core.listener;

/** Where the conversation with one event listener stands. */
public enum ListenerState {
    /** It has not asked for an event yet, or has answered the last one. */
    ACKNOWLEDGED,
    /** It waits for an event. */
    READY,
    /** It has an event and has not answered. */
    BUSY,
    /** It broke the protocol; it gets nothing more until it is started anew. */
    UNKNOWN
}
