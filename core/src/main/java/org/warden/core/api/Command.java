package org.warden.core.api;

import java.util.List;
import org.warden.core.config.ConfigPlan;
import org.warden.core.model.ProcessName;

/**
 * What can be asked of the supervisor; {@code R} is what a success carries.
 *
 * <p>{@code andWait} has the answer come when the process has settled (RUNNING, or stopped, or failed) instead of when it
 * has been started or signalled.
 */
public sealed interface Command<R> {

    /** Refused with BAD_NAME, NO_FILE, NOT_EXECUTABLE, ALREADY_STARTED, FAILED, SPAWN_ERROR, ABNORMAL_TERMINATION. */
    record StartProcess(ProcessName name, boolean andWait) implements Command<Boolean> {}

    /** Refused with BAD_NAME. Only processes outside the Running set are started and listed. */
    record StartGroup(String group, boolean andWait) implements Command<List<ItemResult>> {}

    record StartAll(boolean andWait) implements Command<List<ItemResult>> {}

    /** Refused with BAD_NAME, NOT_RUNNING, FAILED. */
    record StopProcess(ProcessName name, boolean andWait) implements Command<Boolean> {}

    record StopGroup(String group, boolean andWait) implements Command<List<ItemResult>> {}

    record StopAll(boolean andWait) implements Command<List<ItemResult>> {}

    /** Refused with BAD_NAME, BAD_SIGNAL, NOT_RUNNING, FAILED, looked at in that order. */
    record SignalProcess(ProcessName name, String signal) implements Command<Boolean> {}

    record SignalGroup(String group, String signal) implements Command<List<ItemResult>> {}

    record SignalAll(String signal) implements Command<List<ItemResult>> {}

    /** Refused with BAD_NAME, NOT_RUNNING, NO_FILE (stdin is closed), FAILED (too much is waiting already). */
    record SendStdin(ProcessName name, byte[] bytes) implements Command<Boolean> {}

    /** Clears the log files of both channels. Refused with BAD_NAME, FAILED. */
    record ClearLogs(ProcessName name) implements Command<Boolean> {}

    record ClearAllLogs() implements Command<List<ItemResult>> {}

    /** Reads the configuration anew without applying it. Refused with CANT_REREAD. */
    record Reread() implements Command<RereadResult> {}

    /** Reads the configuration anew and says what an update would do; nothing is changed. Refused with CANT_REREAD. */
    record PlanUpdate() implements Command<ConfigPlan> {}

    /** Activates a group of the configuration last read. Refused with BAD_NAME, ALREADY_ADDED, FAILED. */
    record AddGroup(String group) implements Command<Boolean> {}

    /** Refused with BAD_NAME, STILL_RUNNING. */
    record RemoveGroup(String group) implements Command<Boolean> {}

    /** Removes and reopens the activity log. Refused with NO_FILE, FAILED. */
    record ClearMainLog() implements Command<Boolean> {}

    /** Closes and opens the activity log and the log files of all programs. */
    record ReopenLogs() implements Command<Boolean> {}

    /** Emits a REMOTE_COMMUNICATION event. Works during shutdown too. */
    record SendRemoteCommEvent(String type, String data) implements Command<Boolean> {}

    /** The pools of event listeners, in start order of their groups. */
    record ListEventPools() implements Command<List<EventPoolView>> {}

    /** What the engine is and can do, for people. */
    record DescribeEngine() implements Command<String> {}

    /** What each running process used when it was last looked at, in start order. */
    record LatestMetrics() implements Command<List<ProcessMetrics>> {}

    /** What a process used over time, oldest first; slices in which it did not run are left out. Refused with BAD_NAME. */
    record MetricsHistory(ProcessName name, MetricsSpan span) implements Command<List<MetricsPoint>> {}

    /** What all processes used of late, in start order; those that were not seen are left out. */
    record RecentUse() implements Command<List<UseLine>> {}

    /** How often each process has been started since this supervisor began, in start order. */
    record CountStarts() implements Command<List<StartCount>> {}

    /** Stops everything in order; answered at once. */
    record Shutdown() implements Command<Boolean> {}

    /** Stops everything and starts anew from the configuration file; a broken one is refused with CANT_REREAD first. */
    record Restart() implements Command<Boolean> {}

    /** Ends this supervisor and leaves the programs running. Refused with FAILED where they are its own children. */
    record Detach() implements Command<Boolean> {}

    /** One process of a group answer; {@code outcome} carries true or a refusal. */
    record ItemResult(ProcessName name, Answer<Boolean> outcome) {}

    /** How often a process has been started. */
    record StartCount(ProcessName name, long starts) {}

    /** Names of groups, each list in the order of the configuration. */
    record RereadResult(List<String> added, List<String> changed, List<String> removed) {
        public RereadResult {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
        }
    }
}
