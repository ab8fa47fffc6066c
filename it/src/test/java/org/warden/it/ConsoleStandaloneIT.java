package org.warden.it;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;

/** The same in the same browser from {@code supervisord} itself, at the root of a listener with a password. */
class ConsoleStandaloneIT extends ConsoleIT {
    private int port;
    private Daemon daemon;

    @BeforeEach
    void notForStock() {
        assumeFalse(Daemon.isStock(), "stock has a page of its own");
    }

    @Override
    String listener() throws IOException {
        port = Folder.freePort();
        return "\n[inet_http_server:console]\nport=127.0.0.1:" + port + "\nusername=kit\npassword=secret";
    }

    @Override
    void serve(Folder folder) throws IOException {
        daemon = Daemon.start(folder);
    }

    @Override
    void close() throws IOException {
        if (daemon != null) {
            daemon.close();
        }
    }

    @Override
    Path screenshots() {
        return super.screenshots().resolve("standalone");
    }

    @Override
    String address(String page) {
        return "http://127.0.0.1:" + port + "/" + page;
    }
}
