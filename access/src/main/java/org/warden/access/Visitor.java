package org.warden.access;

import org.warden.core.model.Role;

/**
 * Who makes a request.
 *
 * @param user as known where the request came in; {@link #ANYBODY} where nobody is asked for a name
 * @param way how that is known
 * @param address of the client, a proxy that is trusted left out; {@value #UNIX} for a Unix socket
 */
public record Visitor(String user, Role role, Way way, String address) {

    /** Name of the request attribute that holds the visitor, where one is known. */
    public static final String ATTRIBUTE = "org.warden.access.Visitor";

    /** The user of a door without a password. */
    public static final String ANYBODY = "anybody";

    /** The address of whoever comes over a Unix socket. */
    public static final String UNIX = "unix";

    /** How it is known who somebody is. */
    public enum Way {
        /** By a door of the configuration: its password, or because it has none. */
        DOOR,
        /** By the name and password of a console user in the request itself. */
        BASIC,
        /** By a session that began with a login. */
        LOGIN,
        /** By the servlet container. */
        REALM
    }
}
