package org.warden.webapp.boot;

/** Why there is no supervisor in this web application; the message is for the person who deploys it. */
public class BootException extends Exception {
    private static final long serialVersionUID = 1L;

    public BootException(String message, Throwable cause) {
        super(message, cause);
    }
}
