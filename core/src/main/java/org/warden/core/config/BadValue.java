package org.warden.core.config;

/** A value that can't be used; the message is stock's text for it. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final boolean stocks;

    /** Something that stock refuses too. */
    BadValue(String text, String remedy) {
        this(text, remedy, true);
    }

    private BadValue(String text, String remedy, boolean stocks) {
        super(text);
        this.remedy = remedy;
        this.stocks = stocks;
    }

    /** Something that stock takes, so that it must not come before what stock would say. */
    static BadValue beyondStock(String text, String remedy) {
        return new BadValue(text, remedy, false);
    }

    /** The same under another text. */
    BadValue as(String text) {
        return new BadValue(text, remedy, stocks);
    }

    /** The same where stock doesn't look. */
    BadValue unseenByStock() {
        return new BadValue(getMessage(), remedy, false);
    }

    String remedy() {
        return remedy;
    }

    boolean isStocks() {
        return stocks;
    }
}
