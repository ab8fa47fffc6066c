package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Refusal;

class TextsTest {

    private static Properties bundle(String file) throws IOException {
        Properties texts = new Properties();
        try (Reader in = new InputStreamReader(Texts.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
            texts.load(in);
        }
        return texts;
    }

    @Test
    void everyTextIsThereInBothLanguagesWithTheSamePlaces() throws IOException {
        Properties english = bundle("console.properties");
        Properties german = bundle("console_de.properties");
        assertEquals(english.keySet(), german.keySet());
        Pattern place = Pattern.compile("\\{\\d}");
        for (String key : english.stringPropertyNames()) {
            assertEquals(
                    place.matcher(english.getProperty(key))
                            .results()
                            .map(m -> m.group())
                            .sorted()
                            .toList(),
                    place.matcher(german.getProperty(key))
                            .results()
                            .map(m -> m.group())
                            .sorted()
                            .toList(),
                    key);
            assertFalse(german.getProperty(key).isBlank(), key);
        }
    }

    @Test
    void everyRefusalHasWords() {
        for (Refusal refusal : Refusal.values()) {
            assertTrue(Texts.of(Locale.ENGLISH).has("refused." + refusal.name()), refusal.name());
        }
    }

    @Test
    void aGermanBrowserGetsGermanAndAnyOtherEnglish() {
        assertEquals("Programme", Texts.of(Locale.forLanguageTag("de-AT")).get("programs.title"));
        assertEquals("Programs", Texts.of(Locale.JAPANESE).get("programs.title"));
    }

    @Test
    void numbersAreWrittenWithoutSeparators() {
        assertTrue(Texts.of(Locale.GERMAN).get("confirm.stop", 1000).contains("1000"));
    }
}
