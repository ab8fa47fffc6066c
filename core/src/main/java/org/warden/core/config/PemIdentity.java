package org.warden.core.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key and the certificates that go with it, as they lie in PEM files (RFC 7468).
 *
 * @param chain the key's own certificate first
 */
public record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** Far more than a chain and a key take. */
    private static final long LARGEST = 1 << 20;

    private static final byte[] PROOF = "proof".getBytes(StandardCharsets.US_ASCII);

    public PemIdentity {
        chain = List.copyOf(chain);
    }

    /** Why files can't be used; the message names the file and says what to do. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        private UnusableException(String message) {
            super(message);
        }
    }

    /**
     * Reads both files. May block; any thread but the loop's.
     *
     * @throws UnusableException when a file can't be read or is no such thing, or the two do not belong together
     */
    public static PemIdentity read(TlsConfig config) throws UnusableException {
        List<X509Certificate> chain = certificates(config.certificate());
        PrivateKey key = key(config.key());
        if (!belongTogether(chain.get(0), key)) {
            throw new UnusableException("the key in " + config.key() + " is not that of the first certificate in "
                    + config.certificate() + "; name files that belong together");
        }
        return new PemIdentity(chain, key);
    }

    private static List<X509Certificate> certificates(String file) throws UnusableException {
        List<X509Certificate> chain = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(file));
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (block.find()) {
                if (block.group(1).equals("CERTIFICATE")) {
                    chain.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(bytes(file, block.group(2)))));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new UnusableException(file + " holds a certificate that can't be read: " + e.getMessage());
        }
        if (chain.isEmpty()) {
            throw new UnusableException(
                    file + " holds no certificate; it must be a PEM file with" + " -----BEGIN CERTIFICATE-----");
        }
        return chain;
    }

    private static PrivateKey key(String file) throws UnusableException {
        Matcher block = BLOCK.matcher(text(file));
        while (block.find()) {
            String kind = block.group(1);
            if (kind.equals("PRIVATE KEY")) {
                return key(file, bytes(file, block.group(2)));
            }
            if (kind.endsWith("PRIVATE KEY")) {
                throw new UnusableException(file + " holds a key in the form '" + kind
                        + "'; make a plain one: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out NEW");
            }
        }
        throw new UnusableException(
                file + " holds no private key; it must be a PEM file with -----BEGIN PRIVATE KEY-----");
    }

    private static PrivateKey key(String file, byte[] der) throws UnusableException {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException another) {
                // The next one, until there is none.
            }
        }
        throw new UnusableException(file + " holds a key that is none of RSA, EC and Ed25519, or is broken");
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "Ed25519";
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROOF);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] bytes(String file, String base64) throws UnusableException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new UnusableException(file + " is broken: " + e.getMessage());
        }
    }

    private static String text(String file) throws UnusableException {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > LARGEST) {
                throw new UnusableException(file + " is no PEM file: it is too large");
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new UnusableException(file + " is not there");
        } catch (IOException e) {
            throw new UnusableException(file + " can't be read: " + e.getMessage());
        }
    }
}
