package org.warden.core.api;

/**
 * One of the files that a log consists of.
 *
 * @param path where it lies
 * @param number 0 for the file that is written to, 1 for the one that was rotated away last, and so on
 * @param size in bytes, when it was looked at
 * @param modifiedMillis when it was last written to, in milliseconds since 1970
 * @param id stays the same when the file is rotated on to the next number
 */
public record LogFile(String path, int number, long size, long modifiedMillis, String id) {}
