package org.warden.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.warden.core.model.Role;

/** The methods of one namespace by their names. Filled once, read by any thread after that. */
public final class Namespace {

    private final Map<String, RpcMethod> methods = new TreeMap<>();
    private final Map<String, String> aliases = new TreeMap<>();

    Map<String, RpcMethod> methods() {
        return methods;
    }

    /** Second names, and the first ones of the same methods. */
    Map<String, String> aliases() {
        return aliases;
    }

    /** Starts the description of a method; {@link Entry#by} or {@link Entry#now} ends it. */
    public Entry method(String name, String help) {
        return new Entry(name, help);
    }

    /** Publishes a method under a second name. */
    public void alias(String name, String existing) {
        methods.put(name, methods.get(existing));
        aliases.put(name, existing);
    }

    /** A method being described. */
    public final class Entry {
        private final String name;
        private final String help;
        private final List<RpcMethod.Param> params = new ArrayList<>();
        private String result;
        private String resultHelp;
        private String since = "";
        private Role role = Role.ADMIN;
        private List<FaultCode> faults = List.of();
        private List<Object> example = List.of();

        private Entry(String name, String help) {
            this.name = name;
            this.help = help;
        }

        public Entry param(String type, String param, String text) {
            params.add(new RpcMethod.Param(type, param, text, false));
            return this;
        }

        /** A parameter that may be left out; after all those that may not. */
        Entry optional(String type, String param, String text) {
            params.add(new RpcMethod.Param(type, param, text, true));
            return this;
        }

        /** The {@code wait} that all starting and stopping methods end with. */
        public Entry waits(String text) {
            return optional("boolean", "wait", text);
        }

        public Entry returns(String type, String text) {
            result = type;
            resultHelp = text;
            return this;
        }

        /** The version of Supervisor that brought it. */
        Entry since(String version) {
            since = version;
            return this;
        }

        /** What a caller must be at least; an administrator where nothing is said. */
        Entry needs(Role least) {
            role = least;
            return this;
        }

        Entry faults(FaultCode... codes) {
            faults = List.of(codes);
            return this;
        }

        /** Arguments of the call that the manual shows. */
        Entry example(Object... arguments) {
            example = List.of(arguments);
            return this;
        }

        /** Publishes the method. */
        public void by(RpcMethod.Handler handler) {
            RpcMethod.Reference reference = new RpcMethod.Reference(since, faults, example);
            methods.put(name, new RpcMethod(help, result, resultHelp, params, role, reference, handler));
        }

        /** Publishes a method that has its answer at once. */
        public void now(Function<Arguments, Object> handler) {
            by(arguments -> CompletableFuture.completedFuture(handler.apply(arguments)));
        }
    }
}
