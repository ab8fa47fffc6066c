package org.warden.rpc;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.model.Role;
import org.warden.core.model.SupervisorState;
import org.warden.core.port.Clock;

/**
 * What the links of stock's web page do, and the sentence that each answers with. They call the main interface whether or
 * not the configuration serves it, as stock's page does. Any thread; an action that has to wait holds none.
 */
public final class PageActions {

    private static final String START = "supervisor.startProcess";
    private static final String STOP = "supervisor.stopProcess";

    private static final Map<FaultCode, String> START_FAULTS = Map.of(
            FaultCode.NO_FILE, "no such file",
            FaultCode.NOT_EXECUTABLE, "file not executable",
            FaultCode.ALREADY_STARTED, "already started",
            FaultCode.SPAWN_ERROR, "spawn error",
            FaultCode.ABNORMAL_TERMINATION, "abnormal termination");

    private final MethodTable table;
    private final Supervisor supervisor;
    private final Clock clock;
    private final ZoneId zone;

    /** @param audit is told of what is done */
    public PageActions(Supervisor supervisor, Logs logs, Clock clock, ZoneId zone, Audit audit) {
        this.supervisor = supervisor;
        this.clock = clock;
        this.zone = zone;
        // The process id is for getPID, which no action calls.
        MainInterface main = new MainInterface(supervisor, logs, clock, () -> 0);
        table = new MethodTable(Map.of("supervisor", main.namespace()), audit);
    }

    /**
     * Carries out one action.
     *
     * @param processname as given; empty when none was
     * @param caller for the record: whether it may was looked at before
     * @param executor where a restart goes on after its stop
     * @return the sentence, when the action has ended; empty for an action that there is not; completes exceptionally
     *     while the daemon is ending
     */
    public CompletionStage<Optional<String>> act(String action, String processname, Caller caller, Executor executor) {
        Calls calls = new Calls(caller, executor);
        if (supervisor.view().state() != SupervisorState.RUNNING) {
            return CompletableFuture.failedFuture(new RpcFault(FaultCode.SHUTDOWN_STATE));
        }
        return switch (action) {
            case "refresh" -> said("Page refreshed at " + now());
            case "stopall" -> calls.one("supervisor.stopAllProcesses").thenApply(x -> say("All stopped at " + now()));
            case "restartall" ->
                calls.both(List.of(), "supervisor.stopAllProcesses", "supervisor.startAllProcesses")
                        .thenApply(x -> say("All restarted at " + now()));
            default -> processname.isEmpty() ? said(null) : one(action, processname, calls);
        };
    }

    private CompletionStage<Optional<String>> one(String action, String name, Calls calls) {
        GivenName given = GivenName.parse(name);
        if (given.isGroup() || supervisor.view().process(given.name()).isEmpty()) {
            return said("No such process named " + name);
        }
        return switch (action) {
            case "start" ->
                calls.one(START, name)
                        .handle((x, e) -> say(
                                e == null
                                        ? "Process " + name + " started"
                                        : "ERROR: Process " + name + ": " + startFault(fault(e))));
            case "stop" ->
                calls.one(STOP, name)
                        .handle((x, e) -> say(e == null ? "Process " + name + " stopped" : unexpected(fault(e))));
            case "restart" ->
                calls.both(List.of(name), STOP, START).thenApply(x -> say("Process " + name + " restarted"));
            case "clearlog" ->
                calls.one("supervisor.clearProcessLogs", name)
                        .handle((x, e) -> say(e == null ? "Log for " + name + " cleared" : unexpected(fault(e))));
            default -> said(null);
        };
    }

    /** Calls for one visitor. Whoever gets here may do everything. */
    private final class Calls {
        private final Caller caller;
        private final Executor executor;

        Calls(Caller caller, Executor executor) {
            this.caller = new Caller(caller.who(), caller.from(), Role.ADMIN);
            this.executor = executor;
        }

        CompletionStage<?> one(String method, Object... params) {
            return table.call(method, new Arguments(List.of(params), executor, caller));
        }

        /** One after the other, whatever becomes of each. */
        CompletionStage<?> both(List<Object> params, String... methods) {
            Object[] structs = new Object[methods.length];
            for (int i = 0; i < methods.length; i++) {
                structs[i] = Map.of("methodName", methods[i], "params", params.toArray());
            }
            return one("system.multicall", (Object) structs);
        }
    }

    /** The fault inside; a daemon that is ending, and a defect, are none of the page's sentences. */
    private static RpcFault fault(Throwable error) {
        Throwable cause = MethodTable.unwrap(error);
        if (cause instanceof RpcFault fault && !fault.is(FaultCode.SHUTDOWN_STATE)) {
            return fault;
        }
        throw new IllegalStateException(cause);
    }

    private static String startFault(RpcFault fault) {
        return START_FAULTS.entrySet().stream()
                .filter(known -> fault.is(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> unexpected(fault));
    }

    private static String unexpected(RpcFault fault) {
        return "unexpected rpc fault [" + fault.code() + "] " + fault.getMessage();
    }

    private static Optional<String> say(String text) {
        return Optional.ofNullable(text);
    }

    private static CompletionStage<Optional<String>> said(String text) {
        return CompletableFuture.completedFuture(say(text));
    }

    /** As C's ctime writes it: {@code Sun Nov  3 05:46:07 2024}. */
    private String now() {
        LocalDateTime t = LocalDateTime.ofInstant(clock.wallTime(), zone);
        String day = title(t.getDayOfWeek().name());
        String month = title(t.getMonth().name());
        return String.format(
                Locale.ROOT,
                "%s %s %2d %02d:%02d:%02d %d",
                day,
                month,
                t.getDayOfMonth(),
                t.getHour(),
                t.getMinute(),
                t.getSecond(),
                t.getYear());
    }

    private static String title(String name) {
        return name.charAt(0) + name.substring(1, 3).toLowerCase(Locale.ROOT);
    }
}
