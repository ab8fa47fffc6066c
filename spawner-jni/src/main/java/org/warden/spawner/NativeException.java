package org.warden.spawner;

/** A system call that Warden can't do without has failed. Any thread. */
public final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String errnoName;

    NativeException(String message, String errnoName) {
        super(message);
        this.errnoName = errnoName;
    }

    /** What the system said, such as {@code EPERM}. */
    public String errnoName() {
        return errnoName;
    }

    /** The one place where a negative result of C becomes an exception. */
    static long checked(String call, long result) {
        if (result < 0) {
            String name = Errno.name((int) -result);
            throw new NativeException(call + ": " + name, name);
        }
        return result;
    }
}
