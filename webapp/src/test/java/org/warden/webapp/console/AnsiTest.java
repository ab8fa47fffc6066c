package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnsiTest {

    private static String written(String... texts) {
        Html out = new Html(64);
        Ansi ansi = new Ansi();
        for (String text : texts) {
            ansi.write(out, text.replace('^', '\u001b'));
        }
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "plain <b>,plain &lt;b&gt;",
        "^[32mgreen^[0m not,<span class=\"f2\">green</span> not",
        "^[1;4;91mall^[mnone,<span class=\"b f1 u\">all</span>none",
        "^[31ma^[34mb^[39mc,<span class=\"f1\">a</span><span class=\"f4\">b</span>c",
        "^[38;5;31ma^[38;2;31;32;33mb^[38m,ab",
        "^[2K^[1;1Hmoved^[?25l^M,moved",
        "^[999999999999ma,a"
    })
    void coloursBecomeClassesAndAllElseIsLeftOut(String text, String markup) {
        assertEquals(markup, written(text));
    }

    @Test
    void aColourLastsUntilItIsSwitchedOff() {
        assertEquals("<span class=\"f1\">a</span><span class=\"f1\">b</span>", written("^[31ma", "b^[0m"));
    }
}
