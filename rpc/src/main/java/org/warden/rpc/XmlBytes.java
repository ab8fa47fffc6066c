package org.warden.rpc;

import java.util.Arrays;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Writes SAX events as UTF-8 bytes, once, into one growing array. The library's own writer is many times slower and
 * writes characters beyond U+FFFF as two references, which no client can read.
 */
final class XmlBytes extends DefaultHandler {

    private static final char REPLACEMENT = '\uFFFD';

    private byte[] bytes;
    private int size;

    XmlBytes(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    int size() {
        return size;
    }

    @Override
    public void startDocument() {
        ascii("<?xml version=\"1.0\"?>\n");
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        open(qName);
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        close(qName);
    }

    @Override
    public void characters(char[] chars, int start, int length) {
        text(new String(chars, start, length));
    }

    void open(String tag) {
        room(tag.length() + 2);
        bytes[size++] = '<';
        plain(tag);
        bytes[size++] = '>';
    }

    void close(String tag) {
        room(tag.length() + 3);
        bytes[size++] = '<';
        bytes[size++] = '/';
        plain(tag);
        bytes[size++] = '>';
    }

    /** Text with what XML would misread escaped, and what XML can't carry at all replaced by U+FFFD. */
    void text(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            room(6);
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80) {
                printable(c);
            } else if (c < ' ') {
                control(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                encode(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                encode(Character.isSurrogate(c) || c >= 0xFFFE ? REPLACEMENT : c);
            }
        }
    }

    private void printable(char c) {
        switch (c) {
            case '&' -> ascii("&amp;");
            case '<' -> ascii("&lt;");
            case '>' -> ascii("&gt;");
            default -> bytes[size++] = (byte) c;
        }
    }

    private void control(char c) {
        if (c == '\n' || c == '\t') {
            bytes[size++] = (byte) c;
        } else if (c == '\r') {
            // A bare one would reach the client as a line feed.
            ascii("&#13;");
        } else {
            encode(REPLACEMENT);
        }
    }

    private void encode(int point) {
        if (point < 0x800) {
            bytes[size++] = (byte) (0xC0 | point >> 6);
        } else {
            if (point < 0x10000) {
                bytes[size++] = (byte) (0xE0 | point >> 12);
            } else {
                bytes[size++] = (byte) (0xF0 | point >> 18);
                bytes[size++] = (byte) (0x80 | point >> 12 & 0x3F);
            }
            bytes[size++] = (byte) (0x80 | point >> 6 & 0x3F);
        }
        bytes[size++] = (byte) (0x80 | point & 0x3F);
    }

    private void ascii(String text) {
        room(text.length());
        plain(text);
    }

    private void plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
