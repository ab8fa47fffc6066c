package org.warden.core.process;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.warden.core.model.ProcessState;

/** The table of rows: state and input to a handler and the states it may lead to. A missing row is a defect, not a default. */
final class Transitions {

    /** Carries out one row. */
    interface Handler {
        void apply(Draft draft, Input input);
    }

    /**
     * One row.
     *
     * @param targets where it may lead; its own state when it may stay
     * @param handler null for an input that changes nothing on purpose
     */
    record Row(ProcessState state, Class<? extends Input> input, Set<ProcessState> targets, Handler handler) {
        boolean ignored() {
            return handler == null;
        }
    }

    private final Map<ProcessState, Map<Class<? extends Input>, Row>> rows = new EnumMap<>(ProcessState.class);

    void on(ProcessState state, Class<? extends Input> input, Set<ProcessState> targets, Handler handler) {
        add(new Row(state, input, Set.copyOf(targets), handler));
    }

    void ignore(ProcessState state, Class<? extends Input> input) {
        add(new Row(state, input, Set.of(state), null));
    }

    private void add(Row row) {
        Row earlier = rows.computeIfAbsent(row.state(), s -> new HashMap<>()).put(row.input(), row);
        if (earlier != null) {
            throw new IllegalStateException(
                    "two rows for " + row.state() + " and " + row.input().getSimpleName());
        }
    }

    /** @return null when there is no such row */
    Row row(ProcessState state, Class<? extends Input> input) {
        return rows.getOrDefault(state, Map.of()).get(input);
    }
}
