package org.warden.core.listener;

import java.util.Set;

/** Which events a subscription means: a type itself and all below it, whose names begin with its own. */
public final class EventTypes {
    private static final String EVERYTHING = "EVENT";

    private EventTypes() {}

    /** @param subscribed names as in {@code events=}, upper case */
    public static boolean wants(Set<String> subscribed, String concrete) {
        return subscribed.stream()
                .anyMatch(s -> s.equals(EVERYTHING) || s.equals(concrete) || concrete.startsWith(s + "_"));
    }
}
