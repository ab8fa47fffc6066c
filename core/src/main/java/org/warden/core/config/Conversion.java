package org.warden.core.config;

/** Makes a value of the text of a key. */
@FunctionalInterface
interface Conversion<T> {
    T of(String text) throws BadValue;
}
