package org.warden.ctl.supervisorctl;

/** Stock's exit statuses, after those of init scripts. */
final class ExitStatus {
    static final int GENERIC = 1;

    /** Options that can't be understood; a start without a name. */
    static final int INVALID_ARGS = 2;

    /** The daemon has no {@code supervisor} methods. */
    static final int UNIMPLEMENTED = 3;

    /** {@code status}: a process that is shown is stopped. */
    static final int STATUS_STOPPED = 3;

    /** {@code status}: the daemon or a name is not known; elsewhere: nobody listens. */
    static final int UNKNOWN = 4;

    /** The daemon speaks another version. */
    static final int NOT_INSTALLED = 5;

    /** The socket is not there; a process does not run. */
    static final int NOT_RUNNING = 7;

    private ExitStatus() {}
}
