package org.warden.doors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.warden.core.config.LogLevel;
import org.warden.core.config.PemIdentity;
import org.warden.core.config.TlsConfig;

/**
 * The certificate of one door, and its renewal: files that have changed are read again, and connections that come from then
 * on see what is in them. One thread at a time.
 */
final class Tls {
    /** Nobody but this process ever sees the store; Jetty wants a password for it. */
    private static final String PASSWORD = "in memory";

    private final String section;
    private final TlsConfig config;
    private final DoorLog log;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();

    /** What the files looked like when they were read last, whatever came of it. */
    private List<Object> seen;

    private Tls(String section, TlsConfig config, DoorLog log) {
        this.section = section;
        this.config = config;
        this.log = log;
    }

    /** @throws DoorException when the files can't be used; says why and what to do */
    static Tls open(String section, TlsConfig config, DoorLog log) throws DoorException {
        Tls tls = new Tls(section, config, log);
        try {
            tls.seen = tls.look();
            tls.factory.setKeyStore(store(PemIdentity.read(config)));
        } catch (PemIdentity.UnusableException e) {
            throw DoorException.of("[" + section + "] can't speak https: " + e.getMessage(), e);
        }
        tls.factory.setKeyStorePassword(PASSWORD);
        tls.factory.setIncludeProtocols(
                config.minVersion().equals("TLSv1.3") ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.3", "TLSv1.2"});
        tls.factory.setRenegotiationAllowed(false);
        return tls;
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    /** Takes new files. Those that can't be used are complained of once, and what there was stays in use. */
    void renew() {
        List<Object> now = look();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            PemIdentity identity = PemIdentity.read(config);
            KeyStore store = store(identity);
            factory.reload(same -> same.setKeyStore(store));
            log.log(
                    LogLevel.INFO,
                    "[" + section + "] has a new certificate, valid until "
                            + identity.chain().get(0).getNotAfter().toInstant());
        } catch (PemIdentity.UnusableException e) {
            // A renewal writes two files one after the other: the next look finds both.
            log.log(LogLevel.WARN, "[" + section + "] keeps its certificate: " + e.getMessage());
        } catch (Exception e) {
            log.log(LogLevel.ERROR, "[" + section + "] could not take its new certificate: " + e);
        }
    }

    private List<Object> look() {
        return List.of(look(config.certificate()), look(config.key()));
    }

    private static Object look(String file) {
        try {
            BasicFileAttributes is = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return List.of(is.lastModifiedTime(), is.size(), String.valueOf(is.fileKey()));
        } catch (IOException gone) {
            return "not there";
        }
    }

    private static KeyStore store(PemIdentity identity) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "door",
                    identity.key(),
                    PASSWORD.toCharArray(),
                    identity.chain().toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory can't be made: " + e.getMessage(), e);
        }
    }
}
