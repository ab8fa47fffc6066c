package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Console users and https with the clients that people have: Python, stock's supervisorctl, and our own. */
class AccessIT {
    private static Folder folder;
    private static Daemon daemon;
    private static int guardedPort;
    private static int httpsPort;

    @BeforeAll
    static void start() throws IOException {
        assumeFalse(Daemon.isStock(), "stock has no roles and no https");
        folder = new Folder();
        guardedPort = Folder.freePort();
        httpsPort = Folder.freePort();
        certificate("one");
        folder.configure(
                "[inet_http_server:guarded]\nport=127.0.0.1:" + guardedPort + "\nusername=kit\npassword=secret",
                "[inet_http_server:https]\nport=127.0.0.1:" + httpsPort
                        + "\nusername=kit\npassword=secret\ntls_certificate=" + folder.path("cert.pem") + "\ntls_key="
                        + folder.path("key.pem"),
                "[program:cat]\ncommand=/bin/cat",
                "[include]\nfiles=" + folder.path("users.conf"));
        Files.writeString(folder.path("users.conf"), user("anna", "viewer", "look"));
        daemon = Daemon.start(folder);
        daemon.awaitRunning("cat");
    }

    @AfterAll
    static void stop() throws IOException {
        if (daemon != null) {
            daemon.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private static String program(String name) {
        return Path.of(System.getProperty("warden.bin"), name).toAbsolutePath().toString();
    }

    /** What {@code warden passwd} prints for a password that comes through a pipe. */
    private static String user(String name, String role, String password) throws IOException {
        return Commands.succeed(
                "/bin/sh",
                "-c",
                "echo '" + password + "' | " + program("warden") + " passwd " + name + " --role " + role);
    }

    private static void certificate(String subject) throws IOException {
        Commands.succeed(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + subject,
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                folder.path("key.pem").toString(),
                "-out",
                folder.path("cert.pem").toString());
    }

    private static Commands.Result stock(String user, String password, String... words) throws IOException {
        var command = new java.util.ArrayList<>(
                List.of(Daemon.STOCK_CLIENT, "-s", "http://127.0.0.1:" + guardedPort, "-u", user, "-p", password));
        command.addAll(List.of(words));
        return Commands.run(command);
    }

    private static Commands.Result python(String... lines) throws IOException {
        return Commands.run(List.of("/usr/bin/python3", "-c", String.join("\n", lines)));
    }

    @Test
    void viewerLooksWithStocksClientAndChangesNothing() throws IOException {
        assertTrue(stock("anna", "look", "status").output().contains("RUNNING"));
        Object pid = daemon.rpc().call("supervisor.getPID");
        assertTrue(stock("anna", "look", "stop", "cat").output().contains("403"));
        assertEquals("RUNNING", daemon.stateOf("cat"));
        assertEquals(pid, daemon.rpc().call("supervisor.getPID"));
        assertTrue(stock("anna", "wrong", "status").output().contains("requires authentication"));
        assertFalse(folder.log().contains("look"), "no password is in the log");
        assertTrue(folder.log().contains("user 'anna', viewer, came in with HTTP Basic, from 127.0.0.1"));
    }

    @Test
    void rereadBringsNewUsersWithoutTouchingAProgram() throws IOException {
        assertFalse(stock("olga", "run", "status").output().contains("RUNNING"));
        Files.writeString(folder.path("users.conf"), user("anna", "viewer", "look") + user("olga", "operator", "run"));
        List<?> planned = (List<?>) daemon.rpc().struct("warden.plan").get("sections");
        assertEquals(
                List.of("console_user:anna", "console_user:olga"),
                planned.stream().map(s -> ((Map<?, ?>) s).get("section")).toList());
        assertFalse(stock("olga", "run", "status").output().contains("RUNNING"), "a plan is no reread");
        assertTrue(stock("kit", "secret", "reread").output().contains("No config updates to processes"));
        assertTrue(stock("olga", "run", "status").output().contains("RUNNING"));
    }

    @Test
    void httpsIsSpokenToPythonAndToOurOwnClientAndItsCertificateIsRenewed() throws IOException {
        String[] ask = {
            "import ssl, xmlrpc.client",
            "c = ssl.create_default_context(cafile='" + folder.path("cert.pem") + "')",
            "s = xmlrpc.client.ServerProxy('https://anna:look@127.0.0.1:" + httpsPort + "/RPC2', context=c)",
            "print(s.supervisor.getState()['statename'])"
        };
        assertEquals("RUNNING\n", python(ask).output());
        certificate("two");
        Await.until("the new certificate is in use", () -> python(ask).output().equals("RUNNING\n"));
        assertTrue(folder.log().contains("[inet_http_server:https] has a new certificate, valid until "));
    }
}
