package org.warden.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.warden.core.api.Command;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.History;
import org.warden.core.api.Supervisor;
import org.warden.core.model.Release;
import org.warden.core.model.Role;
import org.warden.core.port.Protocol;

/** The namespace {@code warden}: what Supervisor has no methods for. Stock's namespaces stay as they are. */
final class OwnInterface {
    static final String NAME = "warden";

    private final Supervisor supervisor;
    private final History history;
    private final Release release;
    private final String java;

    /** @param java version of the Java runtime */
    OwnInterface(Supervisor supervisor, History history, Release release, String java) {
        this.supervisor = supervisor;
        this.history = history;
        this.release = release;
        this.java = java;
    }

    Namespace namespace() {
        Namespace n = new Namespace();
        n.method("getEventPools", "Tells how the pools of event listeners are doing.")
                .returns(
                        "array",
                        "a struct for each pool: name, group, buffer_size, buffered, dropped, events, listeners; the last"
                                + " is an array of structs of name and state")
                .since("Warden 0.1.0")
                .needs(Role.VIEWER)
                .by(a -> Answers.map(supervisor.ask(new Command.ListEventPools()), null, pools -> pools.stream()
                        .map(OwnInterface::struct)
                        .toList()));
        new MetricsMethods(supervisor).addTo(n);
        new HistoryMethods(history).addTo(n);
        n.method("getVersions", "Tells which versions the daemon is made of.")
                .returns(
                        "struct",
                        "warden; build, where it is known: the commit; supervisor: the level of compatibility; java; protocol: of"
                                + " engine and keeper; engine: what it is and can do")
                .since("Warden 0.1.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE)
                .by(a -> Answers.map(supervisor.ask(new Command.DescribeEngine()), null, this::versions));
        n.method("plan", "Reads the configuration file and tells what an update would do. It changes nothing.")
                .returns(
                        "struct",
                        "file, groups and sections, as warden plan --json prints them; the groups are in"
                                + " the order of an update. A broken configuration file is a fault that names every error with"
                                + " its file and line")
                .since("Warden 0.1.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.CANT_REREAD)
                .by(a -> Answers.map(supervisor.ask(new Command.PlanUpdate()), null, PlanText::struct));
        n.method(
                        "detach",
                        "Ends the daemon and leaves its programs running with the keeper, for the next one to take back.")
                .returns("boolean", "always true; given before the daemon ends")
                .since("Warden 0.1.0")
                .needs(Role.ADMIN)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.FAILED)
                .by(a -> Answers.map(supervisor.ask(new Command.Detach()), null));
        return n;
    }

    private Map<String, Object> versions(String engine) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("warden", release.version());
        release.build().ifPresent(build -> struct.put("build", build));
        struct.put("supervisor", Release.OF_SUPERVISOR);
        struct.put("java", java);
        struct.put("protocol", Protocol.VERSION);
        struct.put("engine", engine);
        return struct;
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
