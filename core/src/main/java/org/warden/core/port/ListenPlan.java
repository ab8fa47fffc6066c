package org.warden.core.port;

/**
 * Where a listening socket is, and whose its path is.
 *
 * @param family what kind of address it has
 * @param address a path in the form of {@link org.warden.core.model.OsText}, or a numeric address
 * @param port 1 to 65535; 0 for a path
 * @param backlog how many connections may wait; 0 means SOMAXCONN
 * @param uid owner of the path, or -1 to leave it
 * @param gid group of the path, or -1 to leave it
 * @param mode permission bits of the path
 */
public record ListenPlan(Family family, String address, int port, int backlog, int uid, int gid, int mode) {

    /** Kinds of addresses. */
    public enum Family {
        UNIX,
        INET,
        INET6
    }
}
