package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What bash offers when Tab is pressed, asked of the function that it would call. */
class CompletionIT {
    private static Folder folder;
    private static Daemon daemon;

    @BeforeAll
    static void startDaemon() throws IOException {
        folder = new Folder();
        folder.configure(
                "[program:one]\ncommand=/bin/cat",
                "[program:two]\ncommand=/bin/cat",
                "[program:alone]\ncommand=/bin/cat\nautostart=false",
                "[group:pair]\nprograms=one,two");
        daemon = Daemon.start(folder);
        Files.writeString(folder.path("press-tab"), """
                eval "$("$1" completion bash)"
                function=$2
                shift 2
                COMP_WORDS=("$@")
                COMP_CWORD=$(($# - 1))
                "$function"
                printf '%s\\n' "${COMPREPLY[@]}"
                """);
    }

    @AfterAll
    static void stopDaemon() throws IOException {
        if (daemon != null) {
            daemon.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private static String bin(String program) {
        return Path.of(System.getProperty("warden.bin"), program)
                .toAbsolutePath()
                .toString();
    }

    /** What is offered for the last word. */
    private static List<String> offered(String function, String program, String... words) throws IOException {
        var command = new ArrayList<>(
                List.of("/bin/bash", folder.path("press-tab").toString(), bin("warden"), function, bin(program)));
        command.addAll(List.of(words));
        return Commands.succeed(command.toArray(String[]::new)).lines().toList();
    }

    @Test
    void actionsAreOffered() throws IOException {
        assertEquals(List.of("start", "status", "stop"), offered("_warden_supervisorctl", "supervisorctl", "st"));
        assertEquals(
                List.of("reload", "remove", "reread", "restart"),
                offered("_warden_supervisorctl", "supervisorctl", "-u", "me", "re"));
    }

    @Test
    void namesAreThoseThatTheDaemonHas() throws IOException {
        String conf = folder.conf().toString();
        assertEquals(
                List.of("pair:one", "pair:two", "pair:*"),
                offered("_warden_supervisorctl", "supervisorctl", "-c", conf, "stop", "pa"));
        assertEquals(List.of("alone"), offered("_warden_supervisorctl", "supervisorctl", "-c", conf, "start", "alo"));
        assertEquals(
                List.of("alone", "pair"), offered("_warden_supervisorctl", "supervisorctl", "-c", conf, "update", ""));
    }

    @Test
    void wardensCommandsAndOptionsAreOffered() throws IOException {
        assertEquals(List.of("check"), offered("_warden", "warden", "che"));
        assertEquals(
                List.of("--logfile", "--logfile_backups", "--logfile_maxbytes"),
                offered("_warden", "warden", "check", "--logf"));
    }
}
