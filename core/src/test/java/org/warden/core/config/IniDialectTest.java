package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IniDialectTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    private String command(String text) {
        return fixture.read("[program:x]\n" + text)
                .groups()
                .get(0)
                .processes()
                .get(0)
                .command();
    }

    @Test
    void aHeaderReachesToTheLastBracketAndItsTailIsIgnored() {
        Configuration read = fixture.read("  [program:a[1]] tail ; comment\ncommand=x\n");
        assertEquals("a[1]", read.groups().get(0).name());
    }

    @Test
    void blanksInAHeaderAreKept() {
        assertEquals(
                List.of(fixture.main() + ":2: unknown section [ program:x ] is ignored; did you mean [program:x ]?"),
                fixture.notices(LogLevel.WARN, "[ program:x ]\ncommand=a\n"));
    }

    @Test
    void emptyBracketsAreNoHeader() {
        assertTrue(fixture.error("[]\n").startsWith("Source contains parsing errors"));
    }

    @Test
    void sectionNamesAreCaseSensitiveAndKeysAreNot() {
        assertEquals(List.of(), fixture.read("[Program:x]\ncommand=a\n").groups());
        assertEquals("a", command("COMMAND=a\n"));
    }

    @Test
    void equalsSignOrColonEndsTheKeyWhicheverComesFirst() {
        assertEquals("a=b:c", command("command = a=b:c\n"));
        assertEquals("a=b", command("command: a=b\n"));
    }

    @Test
    void quotesAroundAValueAreKept() {
        assertEquals("\"a b\"", command("command=\"a b\"\n"));
    }

    @Test
    void aKeyWithNothingAfterItIsSetToTheEmptyString() {
        assertEquals("", command("command =\n"));
        assertEquals(Optional.of(""), fixture.program("serverurl=\n").serverurl());
    }

    @Test
    void linesWithoutDelimiterAreAllListedInOneError() {
        ConfigError error = fixture.errors("nonsense here\nlogfile=x\n=5\n").get(0);
        assertEquals(
                "Source contains parsing errors: '" + fixture.main() + "'\n\t[line  2]: 'nonsense here\\n'\n"
                        + "\t[line  4]: '=5\\n'",
                error.text());
        assertEquals(2, error.line());
    }

    @Test
    void aLineBeforeAnyHeaderIsFatal() {
        assertEquals(
                "File contains no section headers.\nfile: '" + fixture.main() + "', line: 2\n'a=b\\n'",
                fixture.errorsOfWhole("; comment\na=b\n").get(0).text());
    }

    @Test
    void aByteOrderMarkIsNotSkippedButExplained() {
        ConfigError error = fixture.errorsOfWhole("\uFEFF[supervisord]\n").get(0);
        assertEquals(
                "File contains no section headers.\nfile: '" + fixture.main() + "', line: 1\n'\\ufeff[supervisord]\\n'",
                error.text());
        assertEquals("save the file as UTF-8 without a byte order mark", error.remedy());
    }

    @Test
    void bytesThatAreNotUtf8AreAnErrorWithTheirLine() {
        fixture.bytes(
                "supervisord.conf",
                "[supervisord]\r\n; caf\u00e9\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        ConfigException refused = org.junit.jupiter.api.Assertions.assertThrows(
                ConfigException.class,
                () -> ConfigReader.read(fixture.main(), CommandLine.NONE, fixture.host, directory));
        assertEquals(
                "'utf-8' codec can't decode byte 0xe9 in position 20: invalid continuation byte", refused.getMessage());
        assertEquals(2, refused.errors().get(0).line());
    }

    @Test
    void aLineThatBeginsWithAHashOrSemicolonIsAComment() {
        assertEquals("a", command("command=a\n # indented\n;command=b\n#command=c\n"));
    }

    @Test
    void aHashOrSemicolonAfterABlankStartsACommentEvenInQuotes() {
        assertEquals("sh -c \"a", command("command=sh -c \"a ; b\"\n"));
        assertEquals("sh -c \"a", command("command=sh -c \"a # b\"\n"));
        assertEquals("a;b", command("command=a;b\n"));
        assertEquals("a#b", command("command=a#b\n"));
        assertEquals("", command("command= ;x\n"));
        assertEquals(";x", command("command=;x\n"));
    }

    @Test
    void aDeeperIndentedLineContinuesTheValue() {
        assertEquals("a\nb\n\nc", command("command=a\n  b\n\n  ; gone\n  c\n\n"));
        assertEquals("1\ny=2", command("command=1\n  y=2\n"));
    }

    @Test
    void aKeyMayBeIndentedRightAfterAHeader() {
        assertEquals("a", command("   command=a\n   priority=3\n"));
    }

    @Test
    void aSectionMayBeWrittenTwiceAndTheLastKeyWins() {
        ProcessConfig process = fixture.read(
                        "[program:x]\ncommand=a\npriority=3\n[program:y]\ncommand=y\n[program:x]\ncommand=b\ncommand=c\n")
                .group("x")
                .orElseThrow()
                .processes()
                .get(0);
        assertEquals("c", process.command());
        assertEquals(3, process.priority());
    }

    @Test
    void defaultsAreInheritedWhereTheyMeanSomething() {
        Configuration read = fixture.read("""
                [DEFAULT]
                autorestart=true
                socket_mode=0700
                [program:x]
                command=a
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
                """);
        assertEquals(AutoRestart.TRUE, read.groups().get(0).processes().get(0).autorestart());
        assertEquals(Map.of(), read.rpcInterfaces().get(0).settings());
        assertEquals(List.of(), read.notices());
    }

    @Test
    void anErrorInADefaultIsBlamedOnTheLineOfTheDefault() {
        ConfigError error = fixture.errors("[DEFAULT]\nautostart=perhaps\n[program:x]\ncommand=a\n")
                .get(0);
        assertEquals(3, error.line());
        assertEquals("program:x", error.section());
    }

    @Test
    void anyOfTheThreeLineEndsWillDo() {
        assertEquals("a", command("command=a\r\npriority=3\r\n"));
        assertEquals("a", command("command=a\rpriority=3\r"));
    }

    @Test
    void charactersThatMeanSomethingToIni4jAreData() {
        assertEquals("a\\nb\\u0041 ${s/k} <x> \\", command("command=a\\nb\\u0041 ${s/k} <x> \\\n"));
        assertEquals(
                "a\\b/c",
                fixture.read("[program:a\\b.c]\ncommand=x\n")
                        .groups()
                        .get(0)
                        .name()
                        .replace(".", "/"));
    }
}
