package org.warden.ctl.supervisorctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.warden.rpc.client.ServerUrl;

/**
 * The command line, read as getopt reads it: options stop at the first word that is none. Values are null where the option was
 * not given.
 *
 * @param command the words after the options
 */
record ClientOptions(
        boolean help,
        boolean interactive,
        String configuration,
        String serverurl,
        String username,
        String password,
        String historyFile,
        List<String> command) {

    private static final String WITH_VALUE = "csupr";
    private static final Map<String, Character> LONG = Map.of(
            "configuration", 'c',
            "help", 'h',
            "interactive", 'i',
            "serverurl", 's',
            "username", 'u',
            "password", 'p',
            "history_file", 'r',
            "history-file", 'r');

    /** What is wrong with a command line. */
    static final class BadOption extends Exception {
        private static final long serialVersionUID = 1L;

        BadOption(String message) {
            super(message);
        }
    }

    static ClientOptions parse(List<String> words) throws BadOption {
        return new Parser(words).parse();
    }

    private static final class Parser {
        private final List<String> words;
        private final String[] values = new String[128];
        private int next;

        Parser(List<String> words) {
            this.words = words;
        }

        ClientOptions parse() throws BadOption {
            while (next < words.size()) {
                String word = words.get(next);
                if (word.length() < 2 || word.charAt(0) != '-') {
                    break;
                }
                next++;
                if (word.equals("--")) {
                    break;
                }
                if (word.startsWith("--")) {
                    longOption(word.substring(2));
                } else {
                    letters(word.substring(1));
                }
            }
            String url = values['s'];
            if (url != null && !ServerUrl.isOne(url)) {
                throw new BadOption("invalid value for -s '" + url + "': value '" + url + "' is not a URL");
            }
            return new ClientOptions(
                    values['h'] != null,
                    values['i'] != null,
                    values['c'],
                    url,
                    values['u'],
                    values['p'],
                    values['r'],
                    List.copyOf(words.subList(next, words.size())));
        }

        private void letters(String letters) throws BadOption {
            for (int i = 0; i < letters.length(); i++) {
                char letter = letters.charAt(i) == '?' ? 'h' : letters.charAt(i);
                if (WITH_VALUE.indexOf(letter) >= 0) {
                    String rest = letters.substring(i + 1);
                    set(letter, rest.isEmpty() ? argument("-" + letter) : rest, "-" + letter);
                    return;
                }
                if (letter != 'h' && letter != 'i') {
                    throw new BadOption("option -" + letter + " not recognized");
                }
                set(letter, "", "-" + letter);
            }
        }

        private void longOption(String word) throws BadOption {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            char letter = letterOf(name);
            boolean wantsValue = WITH_VALUE.indexOf(letter) >= 0;
            if (!wantsValue && equals >= 0) {
                throw new BadOption("option --" + name + " must not have an argument");
            }
            String value = equals >= 0 ? word.substring(equals + 1) : wantsValue ? argument("--" + name) : "";
            set(letter, value, "--" + name);
        }

        private static char letterOf(String name) throws BadOption {
            if (LONG.containsKey(name)) {
                return LONG.get(name);
            }
            List<Character> found = new ArrayList<>();
            LONG.forEach((option, letter) -> {
                if (option.startsWith(name) && !found.contains(letter)) {
                    found.add(letter);
                }
            });
            if (found.size() == 1) {
                return found.get(0);
            }
            throw new BadOption("option --" + name + (found.isEmpty() ? " not recognized" : " not a unique prefix"));
        }

        private String argument(String option) throws BadOption {
            if (next >= words.size()) {
                throw new BadOption("option " + option + " requires argument");
            }
            return words.get(next++);
        }

        private void set(char letter, String value, String option) throws BadOption {
            if (values[letter] != null) {
                throw new BadOption("conflicting command line option '" + option + "'");
            }
            values[letter] = value;
        }
    }
}
