package org.warden.core.config;

/** A value that can't be used; the message is stock's text for it. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    BadValue(String text, String remedy) {
        super(text);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
