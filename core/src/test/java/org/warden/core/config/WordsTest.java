package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of {@code command} and the pairs of {@code environment}. */
class WordsTest {
    @TempDir
    Path directory;

    @Test
    void aCommandIsSplitAsAShellWouldAndNothingIsExpanded() {
        assertEquals(
                List.of("p", "a b", "c d", "e f", "g'h", "", "$HOME", "*", "~", "`id`", "q\"r", "x=y", "#n", ";", "|"),
                CommandWords.split("p 'a b' \"c d\" e\\ f \"g'h\" '' $HOME * ~ `id` \"q\\\"r\" x=y #n ; |"));
    }

    @Test
    void partsThatTouchAreOneWord() {
        assertEquals(List.of("abc", "d e"), CommandWords.split("a\"b\"'c' d\\ 'e'"));
    }

    @Test
    void aBackslashInDoubleQuotesEscapesOnlyQuoteAndBackslash() {
        assertEquals(List.of("a\"b\\c\\n"), CommandWords.split("\"a\\\"b\\\\c\\n\""));
        assertEquals(List.of("a\\b"), CommandWords.split("'a\\b'"));
    }

    @Test
    void lineBreaksSeparateWords() {
        assertEquals(List.of("a", "b", "c"), CommandWords.split("a\nb\r\n\tc"));
    }

    @Test
    void anEmptyCommandHasNoWords() {
        assertEquals(List.of(), CommandWords.split(""));
        assertEquals(List.of(), CommandWords.split("  \n "));
    }

    @Test
    void anOpenQuoteAndALastBackslashAreRefused() {
        assertEquals(
                "No closing quotation",
                assertThrows(IllegalArgumentException.class, () -> CommandWords.split("a 'b"))
                        .getMessage());
        assertEquals(
                "No escaped character",
                assertThrows(IllegalArgumentException.class, () -> CommandWords.split("a \\"))
                        .getMessage());
    }

    private Map<String, String> environment(String value) {
        return new ConfigFixture(directory)
                .program("environment=" + value + "\n")
                .environment();
    }

    private String environmentError(String value) {
        return new ConfigFixture(directory).programError("environment=" + value + "\n");
    }

    @Test
    void valuesMayBeQuotedAndPairsMayGoOverLines() {
        assertEquals(
                Map.of(
                        "A",
                        "with, comma",
                        "B",
                        "single quoted",
                        "C",
                        "plain/path.x-y:z",
                        "D",
                        "a=b",
                        "E",
                        "next line",
                        "F",
                        "",
                        "G",
                        "it's"),
                environment(
                        "A=\"with, comma\",B='single quoted',C=plain/path.x-y:z,D=\"a=b\",\n  E=\"next line\", F=\"\" ,"
                                + "G=\"it's\" "));
    }

    @Test
    void adjacentPartsJoinAndBackslashesEscape() {
        assertEquals(Map.of("A", "xy", "B", "a\"b", "C", "a b"), environment("A=\"x\"y,B=\"a\\\"b\",C=a\\ b"));
    }

    @Test
    void theSeparatorIsNotCheckedButThereMustBeOne() {
        assertEquals(Map.of("A", "1", "B", "2"), environment("A=1;B=2"));
        assertEquals(Map.of("A", "1"), environment("A=1,"));
        assertEquals("Unexpected end of key/value pairs in value 'A=1 B=2'", environmentError("A=1 B=2"));
    }

    @Test
    void unquotedSpecialCharactersCutTheValueAndAreWarnedAbout() {
        assertEquals(Map.of("A", "~"), environment("A=~/x"));
        assertEquals(Map.of("A", "$"), environment("A=$HOME"));
        assertEquals(Map.of("A", "a"), environment("A=a#b"));
        ConfigFixture fixture = new ConfigFixture(directory);
        assertEquals(
                List.of(fixture.main()
                        + ":4: [program:x] the value of A ends before '/x', which is taken for a separator;"
                        + " put the value in double quotes"),
                fixture.notices(LogLevel.WARN, "[program:x]\ncommand=a\nenvironment=A=~/x\n"));
    }

    @Test
    void badPairsAreRefused() {
        assertEquals("Unexpected end of key/value pairs in value 'A=1,B'", environmentError("A=1,B"));
        assertEquals("Unexpected end of key/value pairs in value 'A'", environmentError("A"));
        assertEquals("No closing quotation", environmentError("A=\"x"));
    }

    @Test
    void keysKeepTheirCaseAndLaterDuplicatesWin() {
        assertEquals(Map.of("Path", "1", "PATH", "3"), environment("Path=1,PATH=2,PATH=3"));
    }

    @Test
    void anEmptyEnvironmentIsEmpty() {
        assertEquals(Map.of(), environment(""));
    }
}
