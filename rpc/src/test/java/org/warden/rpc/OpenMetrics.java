package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a text by the rules of OpenMetrics 1.0 and fails on whatever breaks one: for the types gauge and counter, without
 * timestamps and exemplars.
 */
public final class OpenMetrics {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern META = Pattern.compile("# (TYPE|UNIT|HELP) (" + NAME + ") (.*)");
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")(\\{(?:" + LABEL + "(?:," + LABEL + ")*)?\\})? (-?[0-9]+(?:\\.[0-9]+)?)");

    private final Map<String, BigDecimal> samples = new LinkedHashMap<>();
    private final Set<String> families = new HashSet<>();
    private String family = "";
    private String type = "";
    private final Set<String> metaSeen = new HashSet<>();
    private boolean hasSamples;

    private OpenMetrics() {}

    /** Samples by name and labels as written. */
    public static Map<String, BigDecimal> parse(String text) {
        OpenMetrics reader = new OpenMetrics();
        assertTrue(text.endsWith("# EOF\n"), "ends with # EOF and a line feed");
        assertFalse(text.contains("\r"));
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length - 2; i++) {
            if (lines[i].startsWith("#")) {
                reader.meta(lines[i]);
            } else {
                reader.sample(lines[i]);
            }
        }
        return reader.samples;
    }

    private void meta(String line) {
        Matcher m = META.matcher(line);
        assertTrue(m.matches(), line);
        if (!m.group(2).equals(family)) {
            assertTrue(families.add(m.group(2)), "a family stands together: " + line);
            family = m.group(2);
            type = "unknown";
            metaSeen.clear();
            hasSamples = false;
        }
        assertFalse(hasSamples, "what is said of a family comes before its samples: " + line);
        assertTrue(metaSeen.add(m.group(1)), "said once: " + line);
        switch (m.group(1)) {
            case "TYPE" -> {
                type = m.group(3);
                assertTrue(Set.of("gauge", "counter").contains(type), line);
                assertFalse(type.equals("counter") && family.endsWith("_total"), line);
            }
            case "UNIT" -> assertTrue(family.endsWith("_" + m.group(3)), "the name ends with its unit: " + line);
            default -> assertTrue(m.group(3).matches("(?:[^\\\\]|\\\\[\\\\n\"])*"), line);
        }
    }

    private void sample(String line) {
        Matcher m = SAMPLE.matcher(line);
        assertTrue(m.matches(), "a sample: " + line);
        assertEquals(type.equals("counter") ? family + "_total" : family, m.group(1), line);
        hasSamples = true;
        BigDecimal value = new BigDecimal(m.group(3));
        assertFalse(type.equals("counter") && value.signum() < 0, line);
        String labels = m.group(2) == null ? "" : m.group(2);
        Matcher names =
                Pattern.compile("(" + NAME + ")=\"(?:[^\"\\\\]|\\\\.)*\"").matcher(labels);
        Set<String> seen = new HashSet<>();
        while (names.find()) {
            assertTrue(seen.add(names.group(1)), "a label stands once: " + line);
        }
        assertEquals(null, samples.put(m.group(1) + labels, value), "a sample stands once: " + line);
    }
}
