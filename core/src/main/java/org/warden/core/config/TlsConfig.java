package org.warden.core.config;

/**
 * What a door needs to speak https.
 *
 * @param certificate file with the certificate and those that vouch for it, PEM
 * @param key file with the private key, PEM
 * @param minVersion the oldest protocol it speaks, {@code TLSv1.2} or {@code TLSv1.3}
 */
public record TlsConfig(String certificate, String key, String minVersion) {
    static final String OLDEST = "TLSv1.2";
    static final String NEWEST = "TLSv1.3";
}
