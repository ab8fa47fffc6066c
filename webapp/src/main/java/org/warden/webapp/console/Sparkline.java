package org.warden.webapp.console;

/**
 * A small curve as text that a script draws: a thousand of them are in one page. Each value is a letter, {@code A} for nothing
 * to {@code z} for the scale, {@code .} where there is none; a number tells how often it comes. The newest is last, and what
 * is missing before the first value is left out.
 */
final class Sparkline {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int FEWEST_TO_COUNT = 3;

    private Sparkline() {}

    /** The most of all values; {@code least} when it is less. */
    static float scale(float[] values, float least) {
        float scale = least;
        for (float value : values) {
            scale = value > scale ? value : scale;
        }
        return scale;
    }

    /** "" where there are no values. */
    static String of(float[] values, float scale) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < values.length && Float.isNaN(values[i])) {
            i++;
        }
        while (i < values.length) {
            char letter = letter(values[i], scale);
            int count = 1;
            while (i + count < values.length && letter(values[i + count], scale) == letter) {
                count++;
            }
            if (count < FEWEST_TO_COUNT) {
                out.append(String.valueOf(letter).repeat(count));
            } else {
                out.append(letter).append(count);
            }
            i += count;
        }
        return out.toString();
    }

    private static char letter(float value, float scale) {
        if (Float.isNaN(value)) {
            return '.';
        }
        int most = LETTERS.length() - 1;
        return LETTERS.charAt(scale <= 0 ? 0 : Math.max(0, Math.min(most, Math.round(value / scale * most))));
    }
}
