package org.warden.core.api;

import java.util.List;
import java.util.Optional;
import org.warden.core.config.Configuration;
import org.warden.core.model.ProcessName;
import org.warden.core.model.SupervisorState;

/** An immutable picture of the supervisor at one moment. */
public interface SupervisorView {

    SupervisorState state();

    /** {@code identifier} of {@code [supervisord]}. */
    String identifier();

    /** The configuration last read, whether applied or not: what {@code getAllConfigInfo} and {@code addProcessGroup} use. */
    Configuration lastRead();

    /** Names of the active groups in start order. */
    List<String> groups();

    /** Whether a group of that name is active. */
    boolean hasGroup(String group);

    Optional<ProcessView> process(ProcessName name);

    /** All processes, sorted by group name and then process name. */
    List<ProcessView> processes();
}
