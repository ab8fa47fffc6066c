package org.warden.core.api;

/**
 * A place in a log, which is found again when the file was rotated meanwhile.
 *
 * @param number of the {@link LogFile}, as it was
 * @param id of the file; "" goes by the number alone
 * @param offset in bytes
 */
public record LogPlace(int number, String id, long offset) {}
