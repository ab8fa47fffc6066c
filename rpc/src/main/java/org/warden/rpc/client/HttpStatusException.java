package org.warden.rpc.client;

import java.io.IOException;

/** The server answered, but not with 200. */
public final class HttpStatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpStatusException(int status, String reason) {
        super(status + " " + reason);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
