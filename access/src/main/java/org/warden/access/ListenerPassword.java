package org.warden.access;

import java.util.Optional;
import org.warden.core.model.Role;

/** The password of the listener that a request came in by, for a login page behind it. */
public interface ListenerPassword {

    /** Name of the request attribute that holds it, where the listener has one. */
    String ATTRIBUTE = "org.warden.access.ListenerPassword";

    /** The listener's section: a login by its password counts there and nowhere else. */
    String section();

    /** What somebody with these may do; empty where they are wrong. */
    Optional<Role> role(BasicCredentials given);
}
