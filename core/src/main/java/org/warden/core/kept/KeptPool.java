package org.warden.core.kept;

/**
 * What is known of the events of a pool; they themselves are not kept.
 *
 * @param group the group whose pool it is
 * @param waiting how many nobody had been given yet: so many are lost with the supervisor
 * @param nextPoolSerial the number of the next
 * @param dropped how many were lost before
 */
public record KeptPool(String group, long waiting, long nextPoolSerial, long dropped) {}
