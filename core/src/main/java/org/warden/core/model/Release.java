package org.warden.core.model;

import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/**
 * Which Warden this is.
 *
 * @param version as in the package's name
 * @param build the commit it was built from; only packages know it
 */
public record Release(String version, Optional<String> build) {

    /** The release of Supervisor whose behaviour this is. */
    public static final String OF_SUPERVISOR = "4.3.0";

    /** The one that this code is a part of. */
    public static Release ofThis() {
        ResourceBundle texts =
                ResourceBundle.getBundle("org.warden.core.model.release", Locale.ROOT, Release.class.getClassLoader());
        return new Release(
                texts.getString("version"),
                Optional.of(texts.getString("build")).filter(build -> !build.isEmpty()));
    }

    /** For people. */
    @Override
    public String toString() {
        return version + build.map(commit -> ", build " + commit).orElse("");
    }
}
