package org.warden.core.config;

/** The three values of {@code autorestart}. */
public enum AutoRestart {
    FALSE,
    UNEXPECTED,
    TRUE
}
