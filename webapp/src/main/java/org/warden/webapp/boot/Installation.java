package org.warden.webapp.boot;

import java.util.Optional;

/**
 * What became of the start: a graph, or the reason why there is none.
 *
 * @param trouble null when there is a graph
 */
public record Installation(Optional<Graph> graph, String trouble) {

    /** Name of the servlet context attribute that holds it. */
    public static final String ATTRIBUTE = Installation.class.getName();

    static Installation up(Graph graph) {
        return new Installation(Optional.of(graph), null);
    }

    static Installation down(String trouble) {
        return new Installation(Optional.empty(), trouble);
    }
}
