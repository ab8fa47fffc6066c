package org.warden.core.model;

import java.util.List;

/** Something that is worth knowing later. */
public sealed interface HistoryEvent {

    /** Kinds of events, as people and clients name them in lower case. */
    enum Kind {
        STATE,
        EXIT,
        CALL,
        DAEMON,
        LOST
    }

    Kind kind();

    /**
     * A process has come into another state.
     *
     * @param pid of the process that is or was there, 0 for none
     * @param why a start failed, or ""
     */
    record StateChanged(ProcessName name, ProcessState from, ProcessState to, int pid, String why)
            implements HistoryEvent {
        @Override
        public Kind kind() {
            return Kind.STATE;
        }
    }

    /**
     * A process has ended.
     *
     * @param userMicros CPU time in user mode, in microseconds
     * @param systemMicros CPU time in the kernel
     * @param maxRssKib its largest resident size, in KiB
     */
    record Exited(ProcessName name, int pid, ExitStatus status, long userMicros, long systemMicros, long maxRssKib)
            implements HistoryEvent {
        @Override
        public Kind kind() {
            return Kind.EXIT;
        }
    }

    /**
     * Somebody has called a method that changes something, or was refused it.
     *
     * @param who the user, or what else it was
     * @param from the address it came from, or ""
     * @param method its full name
     * @param arguments as people read them, the first one being the name of a process or group where there is one
     * @param result {@code ok}, or why not
     */
    record Called(String who, String from, String method, List<String> arguments, String result)
            implements HistoryEvent {
        public Called {
            arguments = List.copyOf(arguments);
        }

        @Override
        public Kind kind() {
            return Kind.CALL;
        }
    }

    /** The daemon itself: started, ended, signalled. */
    record Daemon(String what) implements HistoryEvent {
        @Override
        public Kind kind() {
            return Kind.DAEMON;
        }
    }

    /** So many events before this one could not be kept. */
    record Lost(long events) implements HistoryEvent {
        @Override
        public Kind kind() {
            return Kind.LOST;
        }
    }
}
