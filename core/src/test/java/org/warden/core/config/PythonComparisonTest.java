package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.model.PythonText;

/**
 * Compares what is defined by Python's behaviour with Python itself, over seeded random texts. Skipped where there is no
 * python3.
 */
class PythonComparisonTest {
    private static final int TEXTS = 4000;
    private static final long SEED = 20261123;

    @TempDir
    Path directory;

    @Test
    void theIniDialectIsThatOfRawConfigParser() throws Exception {
        List<String> fragments = List.of(
                "[a]",
                "[b]",
                "[ a ]",
                "[]",
                "[a] x",
                "[a]b]",
                "]",
                "[",
                "[DEFAULT]",
                "k",
                "K",
                "=",
                ":",
                ";",
                "#",
                " ",
                " ",
                "\t",
                "\n",
                "\n",
                "\n",
                "\r\n",
                "\r",
                "%",
                "\u00e9",
                "\u00a0",
                "\u2003",
                "\\",
                "\\u0041",
                "\"",
                "x=1",
                "y : 2",
                "  z",
                " ;",
                " #",
                "\u0001",
                "\u001c",
                "\f",
                "\u0085",
                "\u2028",
                "\ud835\udcb3",
                "\u0130",
                "\ufeff",
                "<",
                ">");
        String script = """
                import configparser, io
                def answer(text):
                    p = configparser.RawConfigParser(strict=False, inline_comment_prefixes=(';', '#'))
                    try:
                        f = io.TextIOWrapper(io.BytesIO(text.encode()), encoding='utf-8')
                        p.read_file(f, 'text.ini')
                    except configparser.ParsingError as e:
                        return 'error ' + str(e)
                    parts = [repr(list(p._defaults.items()))]
                    for name, keys in p._sections.items():
                        parts.append(repr(name) + repr(list(keys.items())))
                    return '; '.join(parts)
                """;
        compare(script, fragments, "[a]\n", 24, text -> {
            List<String> lines;
            try {
                lines = FileText.lines(text.getBytes(StandardCharsets.UTF_8));
            } catch (FileText.BadByte impossible) {
                throw new AssertionError(impossible);
            }
            IniDialect.Result result = IniDialect.read("text.ini", lines);
            if (result.error() != null) {
                return "error " + result.error();
            }
            IniDocument document = new IniDocument();
            CanonicalIni.load(result.items(), "text.ini", "/", document);
            List<String> parts = new ArrayList<>();
            parts.add(pairs(document.defaults()));
            document.sections().forEach(section -> parts.add(PythonText.repr(section.name()) + pairs(section)));
            return String.join("; ", parts);
        });
    }

    private static String pairs(IniSection section) {
        List<String> pairs = new ArrayList<>();
        section.entries()
                .forEach(e -> pairs.add("(" + PythonText.repr(e.key()) + ", " + PythonText.repr(e.text()) + ")"));
        return "[" + String.join(", ", pairs) + "]";
    }

    @Test
    void percentExpansionIsThatOfTheOperator() throws Exception {
        List<String> fragments = List.of(
                "%",
                "%",
                "%(s)",
                "%(n)",
                "%(m)",
                "%(e)",
                "%(nope)",
                "%((x))",
                "%(",
                ")",
                "d",
                "s",
                "i",
                "u",
                "x",
                "X",
                "o",
                "e",
                "E",
                "f",
                "F",
                "g",
                "G",
                "r",
                "a",
                "c",
                "%%",
                "#",
                "0",
                "-",
                " ",
                "+",
                "5",
                "12",
                ".",
                ".3",
                "l",
                "Y",
                "\u00e9",
                "\ud835\udcb3",
                "t");
        Map<String, Object> names = Map.of("s", "it's \u00e9", "n", 7L, "m", -1234567L, "e", "", "(x)", "p");
        String script = """
                def answer(text):
                    names = {'s': "it's \\u00e9", 'n': 7, 'm': -1234567, 'e': '', '(x)': 'p'}
                    try:
                        return 'ok ' + text % names
                    except KeyError as e:
                        return 'missing ' + str(e)
                    except Exception as e:
                        return 'bad ' + str(e)
                """;
        compare(script, fragments, "", 8, text -> {
            try {
                return "ok " + PercentFormat.expand(text, names::get);
            } catch (PercentFormat.Failure failure) {
                if (failure.getMessage().contains("no name in parentheses")) {
                    return null;
                }
                return (failure.missingName() == null ? "bad " : "missing ") + failure.getMessage();
            }
        });
    }

    @Test
    void commandsAreSplitAsByShlex() throws Exception {
        String script = """
                import shlex
                def answer(text):
                    try:
                        return repr(shlex.split(text))
                    except ValueError as e:
                        return str(e)
                """;
        compare(script, WORDS, "", 16, text -> words(text, ShellWords.Grammar.COMMAND));
    }

    @Test
    void environmentsAreSplitAsByShlex() throws Exception {
        String script = """
                import shlex
                def answer(text):
                    lexer = shlex.shlex(text, posix=True)
                    lexer.wordchars += '/.+-():'
                    try:
                        return repr(list(lexer))
                    except ValueError as e:
                        return str(e)
                """;
        compare(script, WORDS, "", 16, text -> words(text, ShellWords.Grammar.ENVIRONMENT));
    }

    @Test
    void integersAreThoseOfInt() throws Exception {
        List<String> fragments = List.of(
                "0", "1", "7", "8", "9", "_", "+", "-", " ", "\u00a0", "0o", "0O", "o", "x", "\u0663", "\t", ".");
        String script = """
                def answer(text):
                    def number(radix):
                        try:
                            return str(int(text, radix))
                        except ValueError:
                            return 'none'
                    return number(10) + ' ' + number(8)
                """;
        compare(
                script,
                fragments,
                "",
                5,
                text -> PythonInteger.parse(text, 10).map(Object::toString).orElse("none") + " "
                        + PythonInteger.parse(text, 8).map(Object::toString).orElse("none"));
    }

    private static final List<String> WORDS = List.of(
            "a",
            "B",
            "=",
            ",",
            ";",
            "\"",
            "'",
            "\\",
            "#",
            " ",
            " ",
            "\t",
            "\n",
            "\r",
            "/x",
            "~",
            "$",
            "(",
            ":",
            "\u00e9",
            "\u00d7",
            "\u0142",
            "\ud835\udcb3",
            "|",
            "*");

    private static String words(String text, ShellWords.Grammar grammar) {
        try {
            return "["
                    + String.join(
                            ", ",
                            ShellWords.split(text, grammar).stream()
                                    .map(PythonText::repr)
                                    .toList())
                    + "]";
        } catch (IllegalArgumentException unbalanced) {
            return unbalanced.getMessage();
        }
    }

    /** @param ours gives our answer, or null where we differ on purpose */
    private void compare(String script, List<String> fragments, String start, int length, UnaryOperator<String> ours)
            throws IOException, InterruptedException {
        List<String> texts = texts(fragments, start, length);
        List<String> theirs = askPython(script, texts);
        for (int i = 0; i < texts.size(); i++) {
            String answer = ours.apply(texts.get(i));
            if (answer != null) {
                assertEquals(
                        theirs.get(i), answer, "seed " + SEED + ", text " + i + ": " + PythonText.repr(texts.get(i)));
            }
        }
    }

    private static List<String> texts(List<String> fragments, String start, int length) {
        Random random = new Random(SEED);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "" : start);
            for (int n = random.nextInt(length) + 1; n > 0; n--) {
                text.append(fragments.get(random.nextInt(fragments.size())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private List<String> askPython(String script, List<String> texts) throws IOException, InterruptedException {
        HexFormat hex = HexFormat.of();
        Path in = directory.resolve("texts");
        Path out = directory.resolve("answers");
        Files.write(
                in,
                texts.stream()
                        .map(t -> hex.formatHex(t.getBytes(StandardCharsets.UTF_8)))
                        .toList());
        String main = script + """

                import sys
                sys.set_int_max_str_digits(0) if hasattr(sys, 'set_int_max_str_digits') else None
                for line in open('texts'):
                    print(answer(bytes.fromhex(line).decode()).encode().hex())
                """;
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", main)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException absent) {
            String reason = "no python3 here: nothing to compare with";
            System.out.println("PythonComparisonTest skipped: " + reason);
            Assumptions.abort(reason);
            return List.of();
        }
        assertEquals(0, python.waitFor(), "exit status of python3");
        return Files.readAllLines(out).stream()
                .map(line -> new String(hex.parseHex(line), StandardCharsets.UTF_8))
                .toList();
    }
}
