package org.warden.core.config;

import java.util.Optional;

/**
 * The listening socket of an {@code [fcgi-program:x]}.
 *
 * @param url {@code tcp://host:port} or {@code unix:///path}
 * @param backlog 1 to 65535, or empty for SOMAXCONN
 * @param owner uid and gid of a Unix socket; -1 leaves one alone
 * @param mode permission bits of a Unix socket
 */
public record FcgiSocketConfig(String url, Optional<Integer> backlog, Optional<Owner> owner, int mode) {
    /** Who owns a socket file. */
    public record Owner(int uid, int gid) {}
}
