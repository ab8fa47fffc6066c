package org.warden.core.model;

/**
 * How a process ended, as {@code waitid} told it.
 *
 * @param kind which of the three ways
 * @param value the exit code 0 to 255, or the signal's number, or 0
 * @param coreDumped whether the kernel says that it wrote a core
 */
public record ExitStatus(Kind kind, int value, boolean coreDumped) {

    /** Exited by itself, ended by a signal, or nobody knows (somebody else reaped it). */
    public enum Kind {
        EXITED,
        SIGNALED,
        UNKNOWN
    }

    public static ExitStatus exited(int code) {
        return new ExitStatus(Kind.EXITED, code, false);
    }

    public static ExitStatus signaled(int signal, boolean coreDumped) {
        return new ExitStatus(Kind.SIGNALED, signal, coreDumped);
    }

    public static ExitStatus unknown() {
        return new ExitStatus(Kind.UNKNOWN, 0, false);
    }

    /** What {@code getProcessInfo} calls exitstatus: the exit code, and -1 for every other end. */
    public int code() {
        return kind == Kind.EXITED ? value : -1;
    }

    /** The words of the activity log: {@code exit status 3}, {@code terminated by SIGTERM (core dumped)}. */
    public String describe() {
        return switch (kind) {
            case EXITED -> "exit status " + value;
            case SIGNALED -> {
                String name = new Signal(value).longName();
                String text = name.startsWith("SIG") ? "terminated by " + name : name;
                yield coreDumped ? text + " (core dumped)" : text;
            }
            case UNKNOWN -> "unknown termination cause";
        };
    }
}
