package org.warden.core.port;

/**
 * What is spoken with the engine and the keeper. The C side gets its number from here, by the class with the other ones; so this
 * class knows no other.
 *
 * <p>Source: {@code docs/design/keeper.md}.
 */
public final class Protocol {
    /** To be raised when frames change so that another side would misunderstand them. */
    public static final int VERSION = 1;

    private Protocol() {}
}
