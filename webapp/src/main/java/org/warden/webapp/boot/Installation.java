package org.warden.webapp.boot;

import java.util.Optional;

/**
 * What became of the start: a graph, or the reason why there is none.
 *
 * @param trouble null when there is a graph
 * @param standby whether that is because another one supervises; the reason may be known to everybody then
 */
public record Installation(Optional<Graph> graph, String trouble, boolean standby) {

    /** Name of the servlet context attribute that holds it; another one takes its place when that changes. */
    public static final String ATTRIBUTE = Installation.class.getName();

    static Installation up(Graph graph) {
        return new Installation(Optional.of(graph), null, false);
    }

    static Installation down(String trouble) {
        return new Installation(Optional.empty(), trouble, false);
    }

    static Installation standby(String why) {
        return new Installation(Optional.empty(), why, true);
    }
}
