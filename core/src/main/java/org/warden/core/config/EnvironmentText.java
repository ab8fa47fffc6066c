package org.warden.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of {@code environment}: {@code KEY=value,KEY="value"}.
 *
 * @param variables in the order of the text; a later duplicate replaces the value of an earlier one
 * @param doubts what was probably meant otherwise, for a warning
 */
record EnvironmentText(Map<String, String> variables, List<String> doubts) {

    static EnvironmentText parse(String text) throws BadValue {
        List<String> words;
        try {
            words = ShellWords.split(text, ShellWords.Grammar.ENVIRONMENT);
        } catch (IllegalArgumentException unbalanced) {
            throw new BadValue(unbalanced.getMessage(), "close every quote; a backslash needs a character after it");
        }
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> doubts = new ArrayList<>();
        for (int i = 0; i < words.size(); i += 4) {
            if (i + 2 >= words.size() || !words.get(i + 1).equals("=")) {
                throw new BadValue(
                        "Unexpected end of key/value pairs in value '" + text + "'",
                        "write KEY=\"value\" with commas between the pairs; put values in double quotes");
            }
            variables.put(words.get(i), words.get(i + 2));
            // Whatever stands after a value is taken for a comma, so an unquoted ~/x is cut after the ~.
            String separator = i + 3 < words.size() ? words.get(i + 3) : ",";
            if (!separator.equals(",") && !separator.equals(";")) {
                doubts.add("the value of " + words.get(i) + " ends before '" + separator
                        + "', which is taken for a separator; put the value in double quotes");
            }
        }
        return new EnvironmentText(variables, doubts);
    }
}
