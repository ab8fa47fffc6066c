package org.warden.core.api;

/** What became of a command. */
public sealed interface Answer<T> {

    /** It was done. */
    record Ok<T>(T value) implements Answer<T> {}

    /**
     * It was refused, for a reason that a client is told.
     *
     * @param detail the text after the colon of a fault string, or null for none
     */
    record Refused<T>(Refusal why, String detail) implements Answer<T> {}

    static <T> Answer<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Answer<T> refused(Refusal why, String detail) {
        return new Refused<>(why, detail);
    }
}
