package org.warden.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path directory;

    private Terminal terminal;

    @BeforeEach
    void prepare() {
        terminal = new Terminal(directory);
    }

    private String files() {
        return "logfile=" + directory + "/log\npidfile=" + directory + "/pid\n";
    }

    @Test
    void aMachineThatHasWhatIsNeededIsWell() {
        terminal.with(files() + "[unix_http_server]\nfile=" + directory + "/s\n[rpcinterface:supervisor]\n"
                + "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n");
        assertEquals(0, terminal.warden("doctor", "-c", terminal.conf()));
        assertTrue(terminal.out().contains("ok    kernel: "), terminal.out());
        assertTrue(
                terminal.out()
                        .contains("ok    unix_http_server: unix://" + directory + "/s: free, no supervisord runs"),
                terminal.out());
        assertTrue(terminal.out().endsWith("0 problems, 1 doubt\n"), terminal.out());
    }

    @Test
    void anAddressThatSomebodyElseHasIsAProblem() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread rude = new Thread(() -> {
                try {
                    other.accept().close();
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            rude.start();
            terminal.with(files() + "[inet_http_server]\nport=127.0.0.1:" + other.getLocalPort() + "\n");
            assertEquals(2, terminal.warden("doctor", "-c", terminal.conf()));
            assertTrue(terminal.out().contains("is taken, by no supervisord"), terminal.out());
        }
    }

    @Test
    void aConfigurationWithErrorsIsAProblemAndSoIsAMissingFolder() {
        terminal.with("logfile=" + directory + "/none/log\npidfile=" + directory + "/pid\nloglevel=loud\n");
        assertEquals(2, terminal.warden("doctor", "-c", terminal.conf()));
        assertTrue(terminal.out().contains("BAD   configuration: " + terminal.conf() + ": 2 errors,"), terminal.out());
    }

    @Test
    void manyProgramsNeedMoreDescriptorsThanMinfds() {
        terminal.with(
                files() + "minfds=100\n[program:x]\ncommand=/bin/cat\nprocess_name=%(process_num)d\nnumprocs=90000\n");
        terminal.warden("doctor", "-c", terminal.conf());
        assertTrue(terminal.out().contains("open files: 90000 processes need about 540064"), terminal.out());
    }
}
