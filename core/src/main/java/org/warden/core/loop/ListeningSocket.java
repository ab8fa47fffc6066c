package org.warden.core.loop;

import org.warden.core.config.FcgiSocketConfig;

/**
 * The rules of one listening socket: it is opened when the first of its processes is spawned and closed when none of them
 * needs it any more. It is shared by the processes that one section has in one group. Loop thread only.
 */
final class ListeningSocket {
    private final FcgiSocketConfig config;
    private int holders;
    private int number;
    private String problem = "";

    ListeningSocket(FcgiSocketConfig config) {
        this.config = config;
    }

    FcgiSocketConfig config() {
        return config;
    }

    /** The engine's number of it, 0 while it is closed. */
    int number() {
        return number;
    }

    /** How many processes need it. */
    int holders() {
        return holders;
    }

    /** Why it could not be opened the last time, or "". */
    String problem() {
        return problem;
    }

    /** From now on it is open, or on its way to be. */
    void open(int withNumber) {
        number = withNumber;
        problem = "";
    }

    /** The opening under that number has failed. */
    void failed(int withNumber, String why) {
        if (number == withNumber) {
            number = 0;
            problem = why;
        }
    }

    /** Whoever had it open is gone; it is opened again for the next spawn. */
    void lost() {
        number = 0;
    }

    void hold() {
        holders++;
    }

    /** @return the number of the socket that is to be closed now, 0 for none */
    int release() {
        holders--;
        int toClose = holders == 0 ? number : 0;
        if (toClose != 0) {
            number = 0;
        }
        return toClose;
    }
}
