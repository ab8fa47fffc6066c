package org.warden.core.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * File name patterns as Python's {@code glob} takes them: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a]} within one part of
 * a path, no recursion, no escape, names with a leading dot only where the pattern has one too.
 */
final class FilePattern {
    private FilePattern() {}

    /** Existing files that match, sorted by code points; a directory that can't be read matches nothing. */
    static List<String> matches(String absolutePattern) {
        List<String> found = List.of("/");
        String[] parts = absolutePattern.split("/");
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].isEmpty()) {
                continue;
            }
            List<String> next = new ArrayList<>();
            for (String directory : found) {
                next.addAll(step(directory, parts[i], i == parts.length - 1));
            }
            found = next;
        }
        if (absolutePattern.endsWith("/")) {
            found = found.stream()
                    .filter(f -> Files.isDirectory(Path.of(f)))
                    .map(f -> f + "/")
                    .toList();
        }
        return found.stream()
                .sorted(Comparator.comparing(FilePattern::codePointOrder))
                .toList();
    }

    private static List<String> step(String directory, String part, boolean last) {
        String prefix = directory.endsWith("/") ? directory : directory + "/";
        try {
            if (part.indexOf('*') < 0 && part.indexOf('?') < 0 && part.indexOf('[') < 0) {
                Path path = Path.of(prefix + part);
                // A dangling symbolic link counts as there, as long as it is the last part.
                boolean there = last ? Files.exists(path, LinkOption.NOFOLLOW_LINKS) : Files.isDirectory(path);
                return there ? List.of(prefix + part) : List.of();
            }
            return list(prefix, part, last);
        } catch (InvalidPathException noSuchName) {
            return List.of();
        }
    }

    private static List<String> list(String prefix, String part, boolean last) {
        Pattern pattern = compile(part);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(prefix))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean hidden = name.startsWith(".") && !part.startsWith(".");
                if (!hidden && pattern.matcher(name).matches() && (last || Files.isDirectory(entry))) {
                    names.add(prefix + name);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return List.of();
        }
        return names;
    }

    private static Pattern compile(String part) {
        StringBuilder regex = new StringBuilder("(?s)");
        int i = 0;
        while (i < part.length()) {
            char c = part.charAt(i++);
            int end = c == '[' ? setEnd(part, i) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (end > 0) {
                regex.append(set(part.substring(i, end)));
                i = end + 1;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString());
        } catch (PatternSyntaxException backwardRange) {
            return Pattern.compile("(?!)");
        }
    }

    /** Index of the bracket that ends a set, or -1; one that comes first belongs to the set. */
    private static int setEnd(String part, int start) {
        int from = start < part.length() && part.charAt(start) == '!' ? start + 1 : start;
        return part.indexOf(']', from + 1);
    }

    private static String set(String content) {
        boolean negated = content.startsWith("!");
        StringBuilder out = new StringBuilder(negated ? "[^" : "[");
        for (char c : content.substring(negated ? 1 : 0).toCharArray()) {
            if ("[]^&\\".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append(']').toString();
    }

    private static String codePointOrder(String name) {
        // UTF-16 sorts U+E000 to U+FFFF behind all that comes later in Unicode; shifting both puts it right.
        StringBuilder key = new StringBuilder(name);
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c >= 0xE000) {
                key.setCharAt(i, (char) (c - 0x800));
            } else if (c >= 0xD800) {
                key.setCharAt(i, (char) (c + 0x2000));
            }
        }
        return key.toString();
    }
}
