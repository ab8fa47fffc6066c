package org.warden.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.warden.core.api.Command;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.Supervisor;

/** The namespace {@code warden}: what Supervisor has no methods for. Stock's namespaces stay as they are. */
final class OwnInterface {
    static final String NAME = "warden";

    private final Supervisor supervisor;

    OwnInterface(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    Namespace namespace() {
        Namespace n = new Namespace();
        n.method("getEventPools", "Tells how the pools of event listeners are doing.")
                .returns(
                        "array",
                        "a struct for each pool: name, group, buffer_size, buffered, dropped, events, listeners; the last"
                                + " is an array of structs of name and state")
                .since("Warden 0.1.0")
                .by(a -> Answers.map(supervisor.ask(new Command.ListEventPools()), null, pools -> pools.stream()
                        .map(OwnInterface::struct)
                        .toList()));
        return n;
    }

    private static Map<String, Object> struct(EventPoolView pool) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("name", pool.name());
        struct.put("group", pool.group());
        struct.put("buffer_size", pool.bufferSize());
        struct.put("buffered", pool.buffered());
        struct.put("dropped", pool.dropped());
        struct.put("events", pool.events());
        struct.put("listeners", listeners(pool.listeners()));
        return struct;
    }

    private static List<Object> listeners(List<EventPoolView.Listener> listeners) {
        return listeners.stream().<Object>map(OwnInterface::struct).toList();
    }

    private static Map<String, Object> struct(EventPoolView.Listener listener) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("name", listener.name());
        struct.put("state", listener.state());
        return struct;
    }
}
