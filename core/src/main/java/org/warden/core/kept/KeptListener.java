package org.warden.core.kept;

import java.util.Optional;
import org.warden.core.listener.EventPool;
import org.warden.core.listener.ListenerSnapshot;

/**
 * The conversation with one event listener.
 *
 * @param current the event that it is busy with; empty too for one that is too large to be kept
 */
public record KeptListener(ListenerSnapshot snapshot, Optional<EventPool.Numbered> current) {}
