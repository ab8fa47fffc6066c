package org.warden.rpc;

import org.warden.core.api.Refusal;

/** The fault codes of the XML-RPC interface; the name of a constant is the text that clients see. */
public enum FaultCode {
    UNKNOWN_METHOD(1),
    INCORRECT_PARAMETERS(2),
    BAD_ARGUMENTS(3),
    SIGNATURE_UNSUPPORTED(4),
    SHUTDOWN_STATE(6),
    BAD_NAME(10),
    BAD_SIGNAL(11),
    NO_FILE(20),
    NOT_EXECUTABLE(21),
    FAILED(30),
    ABNORMAL_TERMINATION(40),
    SPAWN_ERROR(50),
    ALREADY_STARTED(60),
    NOT_RUNNING(70),
    SUCCESS(80),
    ALREADY_ADDED(90),
    STILL_RUNNING(91),
    CANT_REREAD(92);

    private final int code;

    FaultCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
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
