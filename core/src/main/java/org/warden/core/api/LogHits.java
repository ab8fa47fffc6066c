package org.warden.core.api;

import java.util.List;
import java.util.Optional;

/**
 * What a search in a log has found.
 *
 * @param hits the newest first
 * @param next where to go on with what is older; empty when all was searched
 * @param bytes how much was searched
 * @param passedOver places of lines that the expression took too long on, or was too deep for
 */
public record LogHits(List<Hit> hits, Optional<LogPlace> next, long bytes, List<LogPlace> passedOver) {
    public LogHits {
        hits = List.copyOf(hits);
        passedOver = List.copyOf(passedOver);
    }

    /**
     * A line in which the expression was found.
     *
     * @param place where the line begins
     * @param line its number in its file, from 1; 0 where counting would have taken too long
     * @param text the line, or what is around the find in a long one
     * @param start where in the text it begins
     * @param end where it ends
     * @param before the lines before it, oldest first
     * @param after the lines after it
     */
    public record Hit(
            LogPlace place, long line, String text, int start, int end, List<String> before, List<String> after) {
        public Hit {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }
}
