package org.warden.core.port;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an engine that outlives supervisors has from the one before, as of the moment in which this one came.
 *
 * @param notes what was noted, by key
 * @param children all it knows: being spawned, living, and those whose exit nobody has acknowledged
 * @param sockets the listening sockets that are open
 * @param events what happened to these children as far as it is known, each child's in their order, with their own times:
 *     also what the one before has been told already
 */
public record Survey(
        Map<String, byte[]> notes, Set<Integer> children, Set<Integer> sockets, List<SpawnerEvent> events) {
    /** There was none before. */
    public static final Survey NOTHING = new Survey(Map.of(), Set.of(), Set.of(), List.of());

    public Survey {
        notes = Map.copyOf(notes);
        children = Set.copyOf(children);
        sockets = Set.copyOf(sockets);
        events = List.copyOf(events);
    }

    /** The largest number in use, for a child or a socket; 0 for none. */
    public int highestNumber() {
        int highest = 0;
        for (int child : children) {
            highest = Math.max(highest, child);
        }
        for (int socket : sockets) {
            highest = Math.max(highest, socket);
        }
        return highest;
    }
}
