package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Listeners of the kinds people run, written with stock's {@code supervisor.childutils}: they read
 * {@code SUPERVISOR_SERVER_URL} and call back from inside their handler.
 */
class PythonListenersIT {
    /** Debian's, which has the package supervisor. */
    private static final String PYTHON = "/usr/bin/python3";

    private Folder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        assumeTrue(
                Commands.installed(PYTHON)
                        && Commands.run(List.of(PYTHON, "-c", "import supervisor.childutils"))
                                        .exitCode()
                                == 0,
                "Debian's supervisor is not installed: apt-get install supervisor");
        folder = new Folder();
    }

    @AfterEach
    void removeFolder() throws IOException {
        if (folder != null) {
            folder.close();
        }
    }

    @Test
    void aCrashIsMailedWithWhatTheProgramSaidLast() throws IOException {
        try (var mailbox = new Mailbox()) {
            folder.configure(
                    listener("mail_on_crash", mailbox.port() + " admin@localhost", "PROCESS_STATE_EXITED"),
                    program("fine", folder.script("fine", "exit 0"), "startsecs=0", "autorestart=false"),
                    program(
                            "faulty",
                            folder.script("faulty", "read line", "echo out of cheese >&2", "exit 3"),
                            "startsecs=0",
                            "autorestart=false"));
            try (Daemon daemon = Daemon.start(folder)) {
                daemon.awaitRunning("mail_on_crash", "faulty");
                daemon.rpc().call("supervisor.sendProcessStdin", "faulty", "now\n");
                Await.until("a mail came", () -> !mailbox.mails().isEmpty());
                String mail = mailbox.mails().get(0);
                assertTrue(mail.contains("Subject: faulty:faulty ended unexpectedly"), mail);
                assertTrue(mail.contains("was RUNNING; exit status 3; it said: out of cheese"), mail);
                assertTrue(
                        mailbox.mails().stream().noneMatch(text -> text.contains("fine")), "no mail of a proper end");
            }
        }
    }

    @Test
    void aProgramThatUsesTooMuchMemoryIsRestarted() throws IOException {
        folder.configure(
                listener("restart_on_memory", "greedy=150 modest=150", "TICK_5"),
                program(
                        "greedy",
                        PYTHON + " -c \"import sys,time; sys.stdin.readline(); x=b'x'*200000000; time.sleep(999)\""),
                program("modest", PYTHON + " -c \"import time; time.sleep(999)\""));
        try (Daemon daemon = Daemon.start(folder)) {
            daemon.awaitRunning("restart_on_memory", "greedy", "modest");
            int greedy = daemon.pidOf("greedy");
            int modest = daemon.pidOf("modest");
            daemon.rpc().call("supervisor.sendProcessStdin", "greedy", "\n");
            Await.until("greedy has another pid", () -> {
                int now = daemon.pidOf("greedy");
                return now != 0 && now != greedy;
            });
            assertTrue(daemon.pidOf("modest") == modest, "the other one was left alone");
            assertTrue(folder.text("restart_on_memory.err").contains("greedy uses 2"), "it says why");
            Await.until("the listener is ready again", () -> daemon.stateOf("greedy")
                    .equals("RUNNING"));
        }
    }

    @Test
    void aProgramWhosePageFailsIsRestarted() throws IOException {
        int port = Folder.freePort();
        // Serves its page until a file appears, then answers 500; the file goes with the process that saw it.
        String server = folder.path("server.py").toString();
        Files.writeString(Path.of(server), """
                import http.server, os
                sick = '%s/sick'
                if os.path.exists(sick):
                    os.remove(sick)
                class Page(http.server.BaseHTTPRequestHandler):
                    def do_GET(self):
                        self.send_response(500 if os.path.exists(sick) else 200)
                        self.end_headers()
                http.server.HTTPServer(('127.0.0.1', %d), Page).serve_forever()
                """.formatted(folder.root(), port));
        folder.configure(
                listener("restart_on_http", "http://127.0.0.1:" + port + "/ web:web", "TICK_5"),
                listenerThatKeeps("REMOTE_COMMUNICATION"),
                program("web", PYTHON + " " + server, "startsecs=1"));
        try (Daemon daemon = Daemon.start(folder)) {
            daemon.awaitRunning("restart_on_http", "web");
            int before = daemon.pidOf("web");
            Files.createFile(folder.path("sick"));
            Await.until("the listener has restarted the program and said why", () -> folder.text("kept.out")
                    .contains("type:restarted\nweb:web: HTTP Error 500"));
            assertFalse(daemon.pidOf("web") == before);
            assertTrue(daemon.stateOf("web").equals("RUNNING"));
        }
    }

    private String listener(String script, String arguments, String events) throws IOException {
        try {
            Path file = Path.of(PythonListenersIT.class
                    .getResource("/listeners/" + script + ".py")
                    .toURI());
            return """
                    [eventlistener:%1$s]
                    command=%2$s %3$s %4$s
                    events=%5$s
                    startsecs=0
                    stderr_logfile=%6$s/%1$s.err
                    """.formatted(script, PYTHON, file, arguments, events, folder.root());
        } catch (URISyntaxException e) {
            throw new IOException("resource without a path: " + script, e);
        }
    }

    /** A listener in shell that writes every payload to a file. */
    private String listenerThatKeeps(String events) throws IOException {
        String script = folder.script(
                "keep",
                "printf 'READY\\n'",
                "while read -r header; do",
                "  dd bs=1 count=\"${header##*len:}\" 2>/dev/null >>" + folder.path("kept.out"),
                "  printf 'RESULT 2\\nOKREADY\\n'",
                "done");
        return "[eventlistener:keep]\ncommand=" + script + "\nevents=" + events + "\nstartsecs=0\n";
    }

    private String program(String name, String command, String... keys) {
        return "[program:" + name + "]\ncommand=" + command + "\nstderr_logfile=" + folder.path(name + ".err") + "\n"
                + String.join("\n", keys) + "\n";
    }

    /** A mail server that takes everything. */
    private static final class Mailbox implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final List<String> mails = new CopyOnWriteArrayList<>();

        Mailbox() throws IOException {
            var thread = new Thread(this::serve, "mailbox");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return listening.getLocalPort();
        }

        List<String> mails() {
            return mails;
        }

        private void serve() {
            while (true) {
                try (Socket client = listening.accept()) {
                    take(client);
                } catch (SocketException closed) {
                    return;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private void take(Socket client) throws IOException {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            say(client, "220 mailbox");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equalsIgnoreCase("DATA")) {
                    say(client, "354 go on");
                    mails.add(message(in));
                    say(client, "250 taken");
                } else if (line.equalsIgnoreCase("QUIT")) {
                    say(client, "221 bye");
                    return;
                } else {
                    say(client, "250 mailbox");
                }
            }
        }

        private static String message(BufferedReader in) throws IOException {
            var text = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                text.append(line).append('\n');
            }
            return text.toString();
        }

        private static void say(Socket client, String line) throws IOException {
            client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
