package org.warden.core.config;

import java.util.Optional;

/**
 * {@code [inet_http_server]} or {@code [inet_http_server:name]}.
 *
 * @param section its header without brackets
 * @param host "" for all IPv4 interfaces
 * @param port 1 to 65535
 * @param legacyGetActions whether scripts may use the links of stock's web page
 */
public record InetServerConfig(
        String section, String host, int port, Optional<DoorCredentials> credentials, boolean legacyGetActions) {}
