package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.config.DoorCredentials;
import org.warden.core.config.InetServerConfig;
import org.warden.core.config.TlsConfig;

@Timeout(120)
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path dir;

    /** Makes a key and a certificate, and writes them as PEM. */
    private void make(String subject, String algorithm, String options) throws Exception {
        Path store = Files.createTempFile(dir, "store", ".p12");
        Files.delete(store);
        Process keytool = new ProcessBuilder(
                        (System.getProperty("java.home") + "/bin/keytool -genkeypair -alias a -keyalg "
                                        + algorithm + " " + options + " -dname CN=" + subject
                                        + " -validity 30 -storetype PKCS12"
                                        + " -storepass " + PASSWORD + " -keystore " + store)
                                .split(" +"))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        pem("key.pem", "PRIVATE KEY", keys.getKey("a", PASSWORD.toCharArray()).getEncoded());
        pem("cert.pem", "CERTIFICATE", keys.getCertificate("a").getEncoded());
    }

    private void pem(String file, String kind, byte[] der) throws IOException {
        Files.writeString(
                dir.resolve(file),
                "A comment, as some programs write it\n-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind
                        + "-----\n");
    }

    private OpenDoors open(String minVersion) throws DoorException {
        return OpenDoors.inet(new InetServerConfig(
                "inet_http_server",
                "127.0.0.1",
                0,
                Optional.of(new DoorCredentials("user", "secret")),
                Optional.of(new TlsConfig(
                        dir.resolve("cert.pem").toString(),
                        dir.resolve("key.pem").toString(),
                        minVersion)),
                List.of(),
                false,
                false));
    }

    private static SSLSocket connect(OpenDoors doors, String... protocols) throws Exception {
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {
                throw new IllegalStateException("a client");
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {
                // The tests look at the certificate themselves.
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {all}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", doors.port());
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        socket.startHandshake();
        return socket;
    }

    private static String subject(OpenDoors doors) throws Exception {
        try (SSLSocket socket = connect(doors)) {
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    @Test
    void callsAreAnsweredOverTls() throws Exception {
        make("one", "EC", "-groupname secp256r1");
        try (OpenDoors doors = open("TLSv1.2");
                SSLSocket socket = connect(doors)) {
            socket.getOutputStream()
                    .write(RawClient.post(RawClient.basic("user", "secret"), RawClient.STATE)
                            .getBytes(StandardCharsets.UTF_8));
            byte[] head = socket.getInputStream().readNBytes(15);
            assertEquals("HTTP/1.1 200 OK", new String(head, StandardCharsets.UTF_8));
            assertEquals("CN=one", socket.getSession().getPeerPrincipal().getName());
            assertEquals("TLSv1.3", socket.getSession().getProtocol());
        }
    }

    @Test
    void certificateThatIsReplacedIsUsedByTheNextConnection() throws Exception {
        make("one", "EC", "-groupname secp256r1");
        try (OpenDoors doors = open("TLSv1.2")) {
            assertEquals("CN=one", subject(doors));
            Files.writeString(dir.resolve("cert.pem"), "half a file");
            awaitLog(doors, "keeps its certificate");
            assertEquals("CN=one", subject(doors), "what can't be used changes nothing");
            make("two", "RSA", "-keysize 2048");
            awaitLog(doors, "has a new certificate");
            assertEquals("CN=two", subject(doors));
        }
    }

    private static void awaitLog(OpenDoors doors, String text) {
        // Ends with the test's own time limit.
        while (doors.log.stream().noneMatch(line -> line.contains(text))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void olderProtocolsAreRefused() throws Exception {
        make("one", "EC", "-groupname secp256r1");
        try (OpenDoors doors = open("TLSv1.3")) {
            assertThrows(SSLException.class, () -> connect(doors, "TLSv1.2").close());
            connect(doors, "TLSv1.3").close();
        }
        try (OpenDoors doors = open("TLSv1.2")) {
            connect(doors, "TLSv1.2").close();
        }
    }

    @Test
    void plainHttpGetsNothingOutOfIt() throws Exception {
        make("one", "EC", "-groupname secp256r1");
        try (OpenDoors doors = open("TLSv1.2");
                Socket socket = new Socket("127.0.0.1", doors.port())) {
            socket.getOutputStream().write(RawClient.get("/", "").getBytes(StandardCharsets.UTF_8));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertTrue(!new String(answer, StandardCharsets.ISO_8859_1).contains("HTTP/1.1 200"));
        }
    }

    @Test
    void filesThatCantBeUsedKeepTheDoorShutAndSayWhy() throws Exception {
        make("one", "EC", "-groupname secp256r1");
        byte[] certificate = Files.readAllBytes(dir.resolve("cert.pem"));
        make("two", "EC", "-groupname secp256r1");
        byte[] key = Files.readAllBytes(dir.resolve("key.pem"));
        Files.write(dir.resolve("cert.pem"), certificate);
        assertRefused("is not that of the first certificate");
        Files.delete(dir.resolve("cert.pem"));
        assertRefused("cert.pem is not there");
        Files.write(dir.resolve("cert.pem"), key);
        assertRefused("holds no certificate");
        Files.write(dir.resolve("cert.pem"), certificate);
        pem("key.pem", "RSA PRIVATE KEY", new byte[] {1});
        assertRefused("openssl pkcs8 -topk8");
        pem("key.pem", "ENCRYPTED PRIVATE KEY", new byte[] {1});
        assertRefused("openssl pkcs8 -topk8");
        pem("key.pem", "PRIVATE KEY", new byte[] {1, 2, 3});
        assertRefused("is broken");
    }

    private void assertRefused(String why) {
        DoorException refused =
                assertThrows(DoorException.class, () -> open("TLSv1.2").close());
        assertTrue(
                refused.getMessage().startsWith("[inet_http_server] can't speak https: ")
                        && refused.getMessage().contains(why),
                refused.getMessage());
    }
}
