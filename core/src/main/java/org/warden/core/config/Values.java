package org.warden.core.config;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.warden.core.model.PythonText;
import org.warden.core.model.Signal;

/** The types of values that need nothing but their text, each with stock's text for a bad one. */
final class Values {
    private static final Set<String> TRUE_WORDS = Set.of("yes", "true", "on", "1");
    private static final Set<String> FALSE_WORDS = Set.of("no", "false", "off", "0");
    private static final String WHOLE_NUMBER = "write a whole number such as 10";

    private Values() {}

    static boolean bool(String text) throws BadValue {
        String word = text.toLowerCase(Locale.ROOT);
        if (TRUE_WORDS.contains(word)) {
            return true;
        }
        if (FALSE_WORDS.contains(word)) {
            return false;
        }
        throw new BadValue(
                "not a valid boolean value: " + PythonText.repr(text),
                "write true or false (or yes, no, on, off, 1, 0)");
    }

    static AutoRestart autorestart(String text) throws BadValue {
        String word = text.toLowerCase(Locale.ROOT);
        if (word.equals("unexpected")) {
            return AutoRestart.UNEXPECTED;
        }
        if (TRUE_WORDS.contains(word)) {
            return AutoRestart.TRUE;
        }
        if (FALSE_WORDS.contains(word)) {
            return AutoRestart.FALSE;
        }
        throw new BadValue("invalid 'autorestart' value " + PythonText.repr(word), "write true, false or unexpected");
    }

    static long integer(String text) throws BadValue {
        return bounded(wholeNumber(text, WHOLE_NUMBER), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static int smallInteger(String text) throws BadValue {
        return (int) bounded(wholeNumber(text, WHOLE_NUMBER), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A whole number between these two, both included. */
    static int within(String text, int lowest, int highest) throws BadValue {
        return (int) bounded(wholeNumber(text, WHOLE_NUMBER), lowest, highest);
    }

    private static BigInteger wholeNumber(String text, String remedy) throws BadValue {
        Optional<BigInteger> number = PythonInteger.parse(text, 10);
        if (number.isEmpty()) {
            throw new BadValue("invalid literal for int() with base 10: " + PythonText.repr(text), remedy);
        }
        return number.get();
    }

    /** Stock's wording for its own bounds, used for ours too. */
    private static long bounded(BigInteger value, long lowest, long highest) throws BadValue {
        if (value.compareTo(BigInteger.valueOf(lowest)) < 0) {
            throw BadValue.beyondStock(
                    shown(value) + " is below lower bound (" + lowest + ")", "write a number of at least " + lowest);
        }
        if (value.compareTo(BigInteger.valueOf(highest)) > 0) {
            throw BadValue.beyondStock(
                    shown(value) + " is above upper bound (" + highest + ")", "write a number of at most " + highest);
        }
        return value.longValue();
    }

    private static String shown(BigInteger value) {
        // 19 digits are enough for every number that fits; the rest of a thousand digits helps nobody.
        String digits = value.toString();
        return digits.length() <= 40 ? digits : digits.substring(0, 40) + "...";
    }

    static long byteSize(String text) throws BadValue {
        String word = text.toLowerCase(Locale.ROOT);
        String remedy = "write a number of bytes, or a whole number and KB, MB or GB, such as 50MB";
        int end = word.length() - 2;
        int shift = word.endsWith("kb") ? 10 : word.endsWith("mb") ? 20 : word.endsWith("gb") ? 30 : 0;
        BigInteger count = wholeNumber(shift == 0 ? word : word.substring(0, end), remedy);
        return bounded(count.shiftLeft(shift), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** @param highest the largest number that makes sense: 0777 for a umask, 07777 for permission bits */
    static int octal(String text, int highest) throws BadValue {
        Optional<BigInteger> number = PythonInteger.parse(text, 8);
        BadValue bad = new BadValue(
                text + " can not be converted to an octal type",
                "write an octal number from 0 to 0" + Integer.toOctalString(highest));
        if (number.isEmpty()) {
            throw bad;
        }
        if (number.get().signum() < 0 || number.get().compareTo(BigInteger.valueOf(highest)) > 0) {
            throw bad.unseenByStock();
        }
        return number.get().intValue();
    }

    static int umask(String text) throws BadValue {
        return octal(text, 0777);
    }

    static LogLevel loglevel(String text) throws BadValue {
        for (LogLevel level : LogLevel.values()) {
            if (level.name().equalsIgnoreCase(text)) {
                return level;
            }
        }
        throw new BadValue(
                "bad logging level name " + PythonText.repr(text),
                "write critical, error, warn, info, debug, trace or blather");
    }

    static Signal signal(String text) throws BadValue {
        Optional<BigInteger> number = PythonInteger.parse(text, 10);
        Optional<Signal> signal = Signal.parse(number.map(BigInteger::toString).orElse(Blanks.strip(text)));
        if (signal.isPresent()) {
            return signal.get();
        }
        throw new BadValue(
                "value " + PythonText.repr(text) + " is not a valid signal " + (number.isPresent() ? "number" : "name"),
                "write a signal's name or number: TERM, HUP, INT, QUIT, KILL, USR1 or USR2");
    }

    static List<Integer> exitcodes(String text) throws BadValue {
        List<Integer> codes = new ArrayList<>();
        if (text.isEmpty()) {
            return codes;
        }
        for (String item : text.split(",", -1)) {
            Optional<BigInteger> code = PythonInteger.parse(item, 10);
            if (code.isEmpty() || code.get().signum() < 0 || code.get().bitLength() > 8) {
                throw new BadValue(
                        "not a valid list of exit codes: " + PythonText.repr(text),
                        "write numbers from 0 to 255 with commas between them, such as 0,2");
            }
            codes.add(code.get().intValue());
        }
        return codes;
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String word : text.split(",", -1)) {
                words.add(Blanks.strip(word));
            }
        }
        return words;
    }

    /** The name of a process or group, trimmed. Stock takes an empty one, which nothing could ever address. */
    static String name(String text) throws BadValue {
        String name = Blanks.strip(text);
        for (char c : new char[] {' ', ':', '/'}) {
            if (name.indexOf(c) >= 0) {
                throw new BadValue(
                        "Invalid name: " + PythonText.repr(text) + " because of character: '" + c + "'",
                        "choose a name without blanks, colons and slashes");
            }
        }
        if (name.isEmpty()) {
            throw BadValue.beyondStock(
                    "Invalid name: " + PythonText.repr(text) + " because it is empty", "give it a name, such as web");
        }
        return name;
    }

    private static final String ADDRESS = "write host:port, *:port or port, with a port from 1 to 65535";

    /** Where a TCP door listens; an empty host stands for all IPv4 interfaces. */
    record InetAddress(String host, int port) {}

    static InetAddress inetAddress(String text) throws BadValue {
        int colon = text.lastIndexOf(':');
        if (colon >= 0) {
            String host = text.substring(0, colon).toLowerCase(Locale.ROOT);
            return new InetAddress(host.equals("*") ? "" : host, port(text.substring(colon + 1), ADDRESS));
        }
        try {
            return new InetAddress("", port(text, ADDRESS));
        } catch (BadValue noNumber) {
            throw new BadValue("not a valid port number: " + PythonText.repr(text) + " ", noNumber.remedy());
        }
    }

    static int port(String text, String remedy) throws BadValue {
        BigInteger number = wholeNumber(text, remedy);
        try {
            return (int) bounded(number, 1, 65535);
        } catch (BadValue bad) {
            throw new BadValue(bad.getMessage(), remedy);
        }
    }
}
