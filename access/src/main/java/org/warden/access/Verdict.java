package org.warden.access;

import java.time.Duration;

/** What became of a name and a password. */
public sealed interface Verdict {

    /** They are right. */
    record Welcome(Visitor visitor) implements Verdict {}

    /** They are wrong, whichever of them. */
    record Refused() implements Verdict {}

    /**
     * They were not looked at: too many wrong ones came from that address, or too much is to be checked at once.
     *
     * @param retryAfter after which it makes sense to try again, at least a second
     */
    record Later(Duration retryAfter) implements Verdict {}
}
