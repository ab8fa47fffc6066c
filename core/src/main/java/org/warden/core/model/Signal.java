package org.warden.core.model;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A signal of Linux by its number.
 *
 * @param number 0 to 64; 0 passes because stock lets it pass (it tests whether the process is there)
 */
public record Signal(int number) {

    public static final Signal HUP = new Signal(1);
    public static final Signal INT = new Signal(2);
    public static final Signal QUIT = new Signal(3);
    public static final Signal KILL = new Signal(9);
    public static final Signal USR2 = new Signal(12);
    public static final Signal TERM = new Signal(15);

    /** Numbers of signal(7) for x86-64 and aarch64; of two names for one number the first listed is the common one. */
    private static final String[] NAMES = {
        null, "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };

    private static final Map<String, Integer> BY_NAME = byName();

    private static final int RTMIN = 34;
    private static final int RTMAX = 64;

    private static Map<String, Integer> byName() {
        Map<String, Integer> map = new TreeMap<>();
        for (int i = 1; i < NAMES.length; i++) {
            map.put(NAMES[i], i);
        }
        map.put("IOT", 6);
        map.put("CLD", 17);
        map.put("POLL", 29);
        map.put("RTMIN", RTMIN);
        map.put("RTMAX", RTMAX);
        // Python's signal module has these two beside the signals, so stock takes them for 0 and 1.
        map.put("_DFL", 0);
        map.put("_IGN", 1);
        return map;
    }

    /**
     * Reads what {@code stopsignal=} and {@code signalProcess} take: a name with or without {@code SIG}, in any case, or
     * a number.
     *
     * @return empty when the platform has no such signal
     */
    public static Optional<Signal> parse(String text) {
        String word = text.strip().toUpperCase(Locale.ROOT);
        if (isInteger(word)) {
            try {
                int number = Integer.parseInt(word.startsWith("+") ? word.substring(1) : word);
                return isKnown(number) ? Optional.of(new Signal(number)) : Optional.empty();
            } catch (NumberFormatException tooBig) {
                return Optional.empty();
            }
        }
        Integer number = BY_NAME.get(word.startsWith("SIG") ? word.substring(3) : word);
        return number == null ? Optional.empty() : Optional.of(new Signal(number));
    }

    private static boolean isInteger(String word) {
        return word.matches("[+-]?[0-9]+");
    }

    private static boolean isKnown(int number) {
        return number >= 0 && (number < NAMES.length || (number >= RTMIN && number <= RTMAX));
    }

    /** {@code SIGTERM} and the like; {@code signal 40} where there is no name. */
    public String longName() {
        if (number > 0 && number < NAMES.length) {
            return "SIG" + NAMES[number];
        }
        if (number == RTMIN) {
            return "SIGRTMIN";
        }
        return number == RTMAX ? "SIGRTMAX" : "signal " + number;
    }

    @Override
    public String toString() {
        return longName();
    }
}
