package org.warden.core.listener;

/**
 * One event as listeners get it.
 *
 * @param name the concrete type, such as PROCESS_STATE_RUNNING
 * @param payload what follows the header line, as {@link org.warden.core.model.OsText}
 */
public record Event(String name, String payload) {}
