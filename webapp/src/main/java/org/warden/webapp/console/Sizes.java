package org.warden.webapp.console;

import java.util.Locale;

/** Amounts as people read them. */
final class Sizes {
    private Sizes() {}

    /** Three digits and a unit of 1,024: {@code 12.3 MB}. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.5) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 99.95 ? "%.1f %cB" : "%.0f %cB", value, "kMGTPE".charAt(unit));
    }

    /** With the digits that count, so that two amounts that look the same are the same. */
    static long rounded(long number) {
        long unit = 1;
        while (number / unit >= 1000) {
            unit *= 10;
        }
        return (number + unit / 2) / unit * unit;
    }
}
