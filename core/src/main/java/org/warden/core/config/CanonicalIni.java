package org.warden.core.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import org.ini4j.Config;
import org.ini4j.spi.IniHandler;
import org.ini4j.spi.IniParser;

/**
 * Hands the lines that {@link IniDialect} made of a file to ini4j and its events to an {@link IniDocument}.
 *
 * <p>Only ini4j's event interface is used: {@code fetch()} substitutes without end (CVE-2022-41404), and its maps forget
 * the order of sections. Anything ini4j would read in a way of its own is written as a backslash and four hex digits.
 */
final class CanonicalIni {
    private CanonicalIni() {}

    /**
     * Adds what a file says to the document.
     *
     * @param file as named in messages
     * @param here its directory
     */
    static void load(List<IniDialect.Item> items, String file, String here, IniDocument into) {
        StringBuilder text = new StringBuilder();
        for (IniDialect.Item item : items) {
            if (item instanceof IniDialect.Header header) {
                text.append('[').append(encode(header.name())).append("]\n");
            } else if (item instanceof IniDialect.Option option) {
                text.append(encode(option.key())).append('=').append(encode(option.value()));
                text.append('\n');
            }
        }
        Loader loader = new Loader(items, file, here, into);
        try {
            IniParser.newInstance(dialectless()).parse(new StringReader(text.toString()), loader);
        } catch (IOException impossible) {
            throw new UncheckedIOException(file + ": canonical lines refused by ini4j", impossible);
        }
        if (loader.next != items.size()) {
            throw new IllegalStateException(
                    file + ": ini4j saw " + loader.next + " of " + items.size() + " canonical lines");
        }
    }

    private static Config dialectless() {
        Config config = new Config();
        config.setEscape(false);
        config.setEscapeNewline(false);
        config.setMultiOption(true);
        config.setMultiSection(true);
        config.setEmptyOption(true);
        config.setEmptySection(true);
        config.setInclude(false);
        config.setTree(false);
        config.setLowerCaseOption(false);
        return config;
    }

    private static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean atEdge = i == 0 || i == text.length() - 1;
            if (isPlain(c) || (c == ' ' && !atEdge)) {
                out.append(c);
            } else {
                out.append(String.format("\\%04x", (int) c));
            }
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c < 0x7F ? "\\[]=:;#<>".indexOf(c) < 0 : c > 0xA0 && !Blanks.isBlank(c) && c != 0xFEFF;
    }

    private static String decode(String text) {
        int escape = text.indexOf('\\');
        if (escape < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int start = 0;
        while (escape >= 0) {
            out.append(text, start, escape).append((char) Integer.parseInt(text, escape + 1, escape + 5, 16));
            start = escape + 5;
            escape = text.indexOf('\\', start);
        }
        return out.append(text, start, text.length()).toString();
    }

    /** Receives ini4j's events; the n-th event is the n-th item, which knows its line. */
    private static final class Loader implements IniHandler {
        private final List<IniDialect.Item> items;
        private final String file;
        private final String here;
        private final IniDocument into;
        private IniSection section;
        private int next;

        Loader(List<IniDialect.Item> items, String file, String here, IniDocument into) {
            this.items = items;
            this.file = file;
            this.here = here;
            this.into = into;
        }

        private SourceLine where() {
            return new SourceLine(file, items.get(next++).line());
        }

        @Override
        public void startSection(String name) {
            section = into.section(decode(name), where());
        }

        @Override
        public void handleOption(String name, String value) {
            section.put(new IniEntry(decode(name), value == null ? "" : decode(value), where(), here));
        }

        @Override
        public void startIni() {
            // The document spans several files: nothing begins here.
        }

        @Override
        public void endIni() {
            // Nor does anything end.
        }

        @Override
        public void endSection() {
            // A section may go on in another place.
        }

        @Override
        public void handleComment(String comment) {
            // The pre-pass leaves none.
        }
    }
}
