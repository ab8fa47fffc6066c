package org.warden.core.kept;

/**
 * What is known of the supervisor itself.
 *
 * @param nextSerial no event has this number or a higher one
 * @param goingDown whether it was stopping everything
 */
public record KeptDaemon(long nextSerial, boolean goingDown) {}
