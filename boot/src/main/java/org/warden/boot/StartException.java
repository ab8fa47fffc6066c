package org.warden.boot;

/** Why a supervisor could not be started; the message is for the person who starts it. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
