package org.warden.core.process;

/**
 * When an input happened.
 *
 * @param nanos monotonic
 * @param wallSeconds Unix time, for what clients are told
 */
public record Moment(long nanos, long wallSeconds) {}
