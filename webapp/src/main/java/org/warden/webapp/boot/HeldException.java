package org.warden.webapp.boot;

import java.util.OptionalInt;
import java.util.function.Supplier;

/** Another supervisor has the programs of this configuration; this one can take over when that one goes. */
public final class HeldException extends BootException {
    private static final long serialVersionUID = 1L;

    private final int holder;
    private final transient Supplier<OptionalInt> look;

    /**
     * @param holder its process
     * @param look who has them now: a pid, 0 when that can't be told, empty when nobody has; takes two seconds at the most
     */
    public HeldException(int holder, Supplier<OptionalInt> look) {
        super("Process " + holder + " supervises the programs of this configuration.", null);
        this.holder = holder;
        this.look = look;
    }

    int holder() {
        return holder;
    }

    OptionalInt holderNow() {
        return look.get();
    }
}
