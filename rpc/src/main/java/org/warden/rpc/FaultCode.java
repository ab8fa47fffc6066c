package org.warden.rpc;

import org.warden.core.api.Refusal;

/** The fault codes of the XML-RPC interface; the name of a constant is the text that clients see. */
public enum FaultCode {
    UNKNOWN_METHOD(1, "there is no such method"),
    INCORRECT_PARAMETERS(2, "the number or the type of the arguments is wrong"),
    BAD_ARGUMENTS(3, "a negative length, a negative offset with a length, or a word that is none of those allowed"),
    SIGNATURE_UNSUPPORTED(4, "there is no such method to tell of"),
    SHUTDOWN_STATE(6, "the daemon is ending or restarting"),
    BAD_NAME(10, "there is no process or group of that name; the name follows"),
    BAD_SIGNAL(11, "there is no such signal; it follows"),
    NO_FILE(20, "the command, the log file or an open standard input is missing; which one follows"),
    NOT_EXECUTABLE(21, "the command can't be executed; the reason follows"),
    FAILED(30, "something else went wrong; the reason may follow"),
    ABNORMAL_TERMINATION(40, "a start that was waited for ended in another state than RUNNING; the name follows"),
    SPAWN_ERROR(50, "the process could not be started, or ended too quickly; the name follows"),
    ALREADY_STARTED(60, "it is running already; the name follows"),
    NOT_RUNNING(70, "it is not running; the name follows"),
    SUCCESS(80, "no fault: the status of a process that an answer of several lists"),
    ALREADY_ADDED(90, "the group is active already; the name follows"),
    STILL_RUNNING(91, "a process of the group has not stopped; the name follows"),
    CANT_REREAD(92, "the configuration is broken or can't be read; the reason follows"),
    NOT_PERMITTED(
            403, "the caller's role does not allow it; the role that would follows. Supervisor has no such fault");

    private final int code;
    private final String meaning;

    FaultCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** When it is given, for the manual. */
    String meaning() {
        return meaning;
    }

    /** The code for a refusal of the core. */
    static FaultCode of(Refusal why) {
        return switch (why) {
            case SHUTDOWN_STATE -> SHUTDOWN_STATE;
            case BAD_NAME -> BAD_NAME;
            case BAD_SIGNAL -> BAD_SIGNAL;
            case NO_FILE -> NO_FILE;
            case NOT_EXECUTABLE -> NOT_EXECUTABLE;
            case FAILED -> FAILED;
            case ABNORMAL_TERMINATION -> ABNORMAL_TERMINATION;
            case SPAWN_ERROR -> SPAWN_ERROR;
            case ALREADY_STARTED -> ALREADY_STARTED;
            case NOT_RUNNING -> NOT_RUNNING;
            case ALREADY_ADDED -> ALREADY_ADDED;
            case STILL_RUNNING -> STILL_RUNNING;
            case CANT_REREAD -> CANT_REREAD;
        };
    }

    /** The fault string: the name alone, or the name, a colon and {@code detail}. */
    String text(String detail) {
        return detail == null ? name() : name() + ": " + detail;
    }
}
