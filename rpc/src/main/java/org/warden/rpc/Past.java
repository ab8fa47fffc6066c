package org.warden.rpc;

import org.warden.core.api.History;
import org.warden.core.port.HistorySink;

/**
 * The history, to look into and to add to.
 *
 * @param sink gets the calls that change something
 */
public record Past(History history, HistorySink sink) {
    /** None is kept. */
    public static final Past NONE = new Past(History.NONE, HistorySink.NONE);
}
