package org.warden.core.config;

import java.util.Optional;

/**
 * {@code [unix_http_server]} or {@code [unix_http_server:name]}.
 *
 * @param section its header without brackets
 * @param file absolute path of the socket
 * @param mode permission bits, 0 to 07777
 * @param uid owner, or -1 to leave it
 * @param gid group, or -1 to leave it
 * @param legacyGetActions whether scripts may use the links of stock's web page
 * @param metrics whether there is {@code /metrics}
 */
public record UnixServerConfig(
        String section,
        String file,
        int mode,
        int uid,
        int gid,
        Optional<DoorCredentials> credentials,
        boolean legacyGetActions,
        boolean metrics) {}
