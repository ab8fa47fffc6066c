package org.warden.core.config;

import java.util.List;
import java.util.Optional;

/**
 * {@code [inet_http_server]} or {@code [inet_http_server:name]}.
 *
 * @param section its header without brackets
 * @param host "" for all IPv4 interfaces
 * @param port 1 to 65535
 * @param tls present where the door speaks https
 * @param allowedHosts further names by which a browser may call a door without a password, in lower case
 * @param legacyGetActions whether scripts may use the links of stock's web page
 * @param metrics whether there is {@code /metrics}
 */
public record InetServerConfig(
        String section,
        String host,
        int port,
        Optional<DoorCredentials> credentials,
        Optional<TlsConfig> tls,
        List<String> allowedHosts,
        boolean legacyGetActions,
        boolean metrics) {

    public InetServerConfig {
        allowedHosts = List.copyOf(allowedHosts);
    }
}
