package org.warden.webapp.console;

import org.warden.core.api.ProcessView;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

/**
 * One program as the list shows it.
 *
 * @param since Unix time in seconds of the start, or of the end where there is no process; 0 for never
 * @param exit exit code of the last end, -1 for a signal; {@link #NONE} where it does not say anything
 * @param error the last error of a start, or ""
 * @param attention whether somebody should look at it
 */
public record ProgramRow(
        ProcessName name, ProcessState state, int pid, long since, int exit, String error, boolean attention) {

    static final int NONE = -2;

    static ProgramRow of(ProcessView p) {
        boolean exited = p.state() == ProcessState.EXITED;
        boolean failing = p.state() == ProcessState.FATAL
                || p.state() == ProcessState.BACKOFF
                || p.state() == ProcessState.UNKNOWN;
        boolean there = p.state().isSignallable();
        return new ProgramRow(
                p.name(),
                p.state(),
                p.pid(),
                there ? p.startSeconds() : p.stopSeconds(),
                exited ? p.exitstatus() : NONE,
                failing ? p.spawnerr() : "",
                failing || exited && !p.config().exitcodes().contains(p.exitstatus()));
    }

    /** What is to be said beside the state. */
    String detail(Texts texts) {
        if (exit == NONE) {
            return error;
        }
        return exit < 0 ? texts.get("js.signal") : texts.get("js.exit", exit);
    }

    void json(StringBuilder out) {
        out.append("{\"n\":");
        Html.json(out, name.namespec());
        out.append(",\"g\":");
        Html.json(out, name.group());
        out.append(",\"s\":\"").append(state.name()).append("\",\"p\":").append(pid);
        out.append(",\"t\":").append(since);
        out.append(",\"x\":").append(exit);
        out.append(",\"a\":").append(attention).append(",\"e\":");
        Html.json(out, error);
        out.append('}');
    }
}
