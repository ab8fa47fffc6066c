package org.warden.core.model;

import java.util.Optional;

/**
 * The types of events, as event listeners subscribe to them. Abstract ones stand for all below them and are never sent.
 * The manual's pages are printed from this table. Source: Supervisor's manual, "Events".
 */
public enum EventType {
    EVENT(null, "3.0a1", "Stands for every event there is.", null),

    PROCESS_STATE(EVENT, "3.0a4", "A process went from one state to another.", null),
    PROCESS_STATE_STARTING(
            PROCESS_STATE,
            "3.0a4",
            "A process is about to be started; its command has not been looked for yet. `tries` is 0, and n at the n-th new"
                    + " try after a start that failed.",
            "processname:cat groupname:cat from_state:STOPPED tries:0"),
    PROCESS_STATE_RUNNING(
            PROCESS_STATE,
            "3.0a4",
            "A process has run for its `startsecs`.",
            "processname:cat groupname:cat from_state:STARTING pid:2766"),
    PROCESS_STATE_BACKOFF(
            PROCESS_STATE,
            "3.0a4",
            "A process could not be started, or ended before its `startsecs`; it will be tried again, or given up. `tries`"
                    + " counts the starts that failed.",
            "processname:cat groupname:cat from_state:STARTING tries:1"),
    PROCESS_STATE_STOPPING(
            PROCESS_STATE,
            "3.0a4",
            "A process was told to stop.",
            "processname:cat groupname:cat from_state:RUNNING pid:2766"),
    PROCESS_STATE_EXITED(
            PROCESS_STATE,
            "3.0a4",
            "A process ended by itself. `expected` is 1 when its exit code is one of `exitcodes`, else 0.",
            "processname:cat groupname:cat from_state:RUNNING expected:0 pid:2766"),
    PROCESS_STATE_STOPPED(
            PROCESS_STATE,
            "3.0a4",
            "A process that was told to stop has ended. `pid` is 0 when it was waiting for its next try.",
            "processname:cat groupname:cat from_state:STOPPING pid:2766"),
    PROCESS_STATE_FATAL(
            PROCESS_STATE,
            "3.0a4",
            "A process failed to start more often than `startretries` allows and was given up.",
            "processname:cat groupname:cat from_state:BACKOFF"),
    PROCESS_STATE_UNKNOWN(
            PROCESS_STATE,
            "3.0a4",
            "A process could not be signalled, so nobody knows what it does.",
            "processname:cat groupname:cat from_state:STOPPING"),

    PROCESS_LOG(EVENT, "3.0a7", "A process wrote something.", null),
    PROCESS_LOG_STDOUT(
            PROCESS_LOG,
            "3.0a7",
            "A process with `stdout_events_enabled=true` wrote to its standard output. What was read at once follows the first"
                    + " line.",
            "processname:cat groupname:cat pid:2766 channel:stdout\nhello\n"),
    PROCESS_LOG_STDERR(
            PROCESS_LOG,
            "3.0a7",
            "A process with `stderr_events_enabled=true` wrote to its standard error. What was read at once follows the first"
                    + " line.",
            "processname:cat groupname:cat pid:2766 channel:stderr\nhello\n"),

    PROCESS_COMMUNICATION(EVENT, "3.0a1", "A process sent a message between the capture tokens.", null),
    PROCESS_COMMUNICATION_STDOUT(
            PROCESS_COMMUNICATION,
            "3.0a1",
            "A process with `stdout_capture_maxbytes` wrote `<!--XSUPERVISOR:BEGIN-->`, a message and `<!--XSUPERVISOR:END-->` to"
                    + " its standard output. The message follows the first line.",
            "processname:cat groupname:cat pid:2766\nhello"),
    PROCESS_COMMUNICATION_STDERR(
            PROCESS_COMMUNICATION,
            "3.0a1",
            "A process with `stderr_capture_maxbytes` wrote `<!--XSUPERVISOR:BEGIN-->`, a message and `<!--XSUPERVISOR:END-->` to"
                    + " its standard error. The message follows the first line.",
            "processname:cat groupname:cat pid:2766\nhello"),

    REMOTE_COMMUNICATION(
            EVENT,
            "3.0a7",
            "A client called `supervisor.sendRemoteCommEvent`, or a plug-in emitted an event. The data follow the type.",
            "type:deploy\nrelease 42"),

    SUPERVISOR_STATE_CHANGE(EVENT, "3.0a1", "The daemon itself went from one state to another.", null),
    SUPERVISOR_STATE_CHANGE_RUNNING(
            SUPERVISOR_STATE_CHANGE, "3.0a1", "The daemon has started, or started anew by a restart.", ""),
    SUPERVISOR_STATE_CHANGE_STOPPING(
            SUPERVISOR_STATE_CHANGE, "3.0a1", "The daemon begins to stop everything, to end or to restart.", ""),

    TICK(EVENT, "3.0a4", "Time has passed.", null),
    TICK_5(
            TICK,
            "3.0a4",
            "Another 5 seconds of the wall clock have begun; `when` is their first, in seconds since 1970.",
            "when:1201063880"),
    TICK_60(
            TICK,
            "3.0a4",
            "Another minute of the wall clock has begun; `when` is its first second, in seconds since 1970.",
            "when:1201063860"),
    TICK_3600(
            TICK,
            "3.0a4",
            "Another hour of the wall clock has begun; `when` is its first second, in seconds since 1970.",
            "when:1201060800"),

    PROCESS_GROUP(EVENT, "3.1.0", "The daemon's groups have changed.", null),
    PROCESS_GROUP_ADDED(
            PROCESS_GROUP,
            "3.1.0",
            "A group was taken into service: each one at the start, and later by `supervisor.addProcessGroup`.",
            "groupname:cat\n"),
    PROCESS_GROUP_REMOVED(
            PROCESS_GROUP,
            "3.1.0",
            "A group was taken out of service by `supervisor.removeProcessGroup`.",
            "groupname:cat\n");

    private final EventType parent;
    private final String since;
    private final String meaning;
    private final String example;

    EventType(EventType parent, String since, String meaning, String example) {
        this.parent = parent;
        this.since = since;
        this.meaning = meaning;
        this.example = example;
    }

    /** The type above it; empty for {@link #EVENT}. */
    public Optional<EventType> parent() {
        return Optional.ofNullable(parent);
    }

    /** Whether it only stands for others. */
    public boolean isAbstract() {
        return example == null;
    }

    /** The version of Supervisor that brought it under this name. */
    public String since() {
        return since;
    }

    /** When it is emitted, in sentences for the manual. */
    public String meaning() {
        return meaning;
    }

    /** A payload; empty for an abstract type. */
    public Optional<String> example() {
        return Optional.ofNullable(example);
    }
}
