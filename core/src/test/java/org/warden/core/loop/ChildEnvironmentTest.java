package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.config.CommandLine;
import org.warden.core.config.ConfigReader;
import org.warden.core.config.Configuration;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessName;
import org.warden.core.port.FakeHost;

class ChildEnvironmentTest {
    private static final String UNIX = "[unix_http_server]\nfile=/run/s.sock\n";
    private static final String INET = "[inet_http_server]\nport=*:9001\n";

    @TempDir
    Path dir;

    /** What the process of {@code [program:p]} gets. */
    private Map<String, String> of(String text, Map<String, String> daemon) throws Exception {
        Path file = Files.writeString(dir.resolve("supervisord.conf"), text);
        Configuration read = ConfigReader.read(file.toString(), new CommandLine(Map.of()), new FakeHost(), dir);
        ProcessConfig process = read.groups().get(0).processes().get(0);
        Map<String, String> variables = new LinkedHashMap<>();
        for (String entry : new ChildEnvironment(daemon, read).of(new ProcessName("g", "p"), process)) {
            int end = entry.indexOf('=');
            assertNull(variables.put(entry.substring(0, end), entry.substring(end + 1)), entry + " comes twice");
        }
        return variables;
    }

    private String url(String doors, String keys) throws Exception {
        return of(doors + "[supervisord]\n[program:p]\ncommand=/bin/cat\n" + keys, Map.of())
                .get("SUPERVISOR_SERVER_URL");
    }

    @Test
    void serverUrlIsTheUnixDoorThenTheTcpDoorThenNothing() throws Exception {
        assertEquals("unix:///run/s.sock", url(INET + UNIX, ""));
        assertEquals("http://localhost:9001", url(INET, ""));
        assertNull(url("", ""));
        assertEquals("unix:///run/s.sock", url(UNIX, "serverurl=auto\n"));
        assertEquals("http://other:1", url(UNIX, "serverurl=http://other:1\n"));
        assertNull(url(UNIX, "serverurl=\n"), "an empty one means no such variable");
    }

    @Test
    void laterLayersWinAndUserChangesNoHome() throws Exception {
        Map<String, String> daemon = Map.of("HOME", "/root", "USER", "root", "A", "daemon", "SUPERVISOR_ENABLED", "x");
        Map<String, String> got = of(
                "[supervisord]\nenvironment=A=\"section\",B=\"section\"\n[program:p]\ncommand=/bin/cat\nuser=web\n"
                        + "environment=B=\"own\"\n",
                daemon);
        assertEquals(
                Map.of(
                        "HOME", "/root",
                        "USER", "root",
                        "A", "section",
                        "B", "own",
                        "SUPERVISOR_ENABLED", "1",
                        "SUPERVISOR_PROCESS_NAME", "p",
                        "SUPERVISOR_GROUP_NAME", "g"),
                got);
    }

    @Test
    void percentSignsInAValueReachTheProgram() throws Exception {
        String section = "[supervisord]\nenvironment=D=\"50%%\"\n[program:p]\n";
        Map<String, String> got =
                of(section + "command=/bin/cat\nenvironment=C=\"100%%\",E=\"%(ENV_D)s\"\n", Map.of("F", "%h"));
        assertEquals("100%", got.get("C"));
        assertEquals("50%", got.get("D"));
        assertEquals("50%", got.get("E"));
        assertEquals("%h", got.get("F"));
    }
}
