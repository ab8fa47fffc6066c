package org.warden.webapp.console;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.warden.core.api.LogText;

/** Text with the colours that escape sequences give it, as classes of our style sheet. What else they ask for is left out. */
final class Ansi {
    private final Set<String> style = new TreeSet<>();

    /** Writes a text that goes on where the last one ended: colours last until they are switched off. */
    void write(Html out, String text) {
        Matcher escape = LogText.ESCAPES.matcher(text);
        int from = 0;
        while (escape.find()) {
            piece(out, text.substring(from, escape.start()));
            from = escape.end();
            if ("m".equals(escape.group(2))) {
                set(escape.group(1));
            }
        }
        piece(out, text.substring(from));
    }

    private void piece(Html out, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (style.isEmpty()) {
            out.text(text);
        } else {
            out.raw("<span class=\"").raw(String.join(" ", style)).raw("\">");
            out.text(text).raw("</span>");
        }
    }

    private void set(String codes) {
        String[] numbers = codes.split("[;:]", -1);
        for (int i = 0; i < numbers.length; i++) {
            int n = number(numbers[i]);
            if (n == 38 || n == 48) {
                // One of 256 colours, or one of all: its numbers are no codes.
                i += i + 1 < numbers.length && number(numbers[i + 1]) == 2 ? 4 : 2;
            } else {
                set(n);
            }
        }
    }

    private void set(int n) {
        switch (n) {
            case 0 -> style.clear();
            case 1 -> style.add("b");
            case 22 -> style.remove("b");
            case 4 -> style.add("u");
            case 24 -> style.remove("u");
            default -> {
                boolean colour = n >= 30 && n <= 37 || n >= 90 && n <= 97;
                if (colour || n == 39) {
                    style.removeIf(name -> name.startsWith("f"));
                }
                if (colour) {
                    style.add("f" + n % 10);
                }
            }
        }
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    }
}
