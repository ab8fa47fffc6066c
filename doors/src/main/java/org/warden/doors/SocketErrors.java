package org.warden.doors;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/** Finds out which errno was behind a Java exception, because stock's message names it. */
final class SocketErrors {

    private record Errno(String name, int number) {}

    /** Texts of strerror(3) in glibc's C locale, which is what the JDK puts into its messages. */
    private static final Map<String, Errno> BY_TEXT = Map.ofEntries(
            Map.entry("Address already in use", new Errno("EADDRINUSE", 98)),
            Map.entry("Cannot assign requested address", new Errno("EADDRNOTAVAIL", 99)),
            Map.entry("Permission denied", new Errno("EACCES", 13)),
            Map.entry("Operation not permitted", new Errno("EPERM", 1)),
            Map.entry("Address family not supported by protocol", new Errno("EAFNOSUPPORT", 97)),
            Map.entry("Invalid argument", new Errno("EINVAL", 22)),
            Map.entry("No such file or directory", new Errno("ENOENT", 2)),
            Map.entry("Not a directory", new Errno("ENOTDIR", 20)),
            Map.entry("Read-only file system", new Errno("EROFS", 30)),
            Map.entry("No space left on device", new Errno("ENOSPC", 28)),
            Map.entry("File name too long", new Errno("ENAMETOOLONG", 36)),
            Map.entry("Too many open files", new Errno("EMFILE", 24)));

    /** getaddrinfo's EAI_NONAME, which stock prints as a bare number. */
    private static final String UNKNOWN_HOST = "-2";

    private SocketErrors() {}

    static DoorException explain(IOException e) {
        String reported = "Cannot open an HTTP server: socket.error reported ";
        if (e instanceof UnknownHostException) {
            return DoorException.of(reported + UNKNOWN_HOST, e);
        }
        Errno errno = errno(e);
        if (errno == null) {
            return DoorException.of(reported + e.getMessage(), e);
        }
        if (errno.name().equals("EADDRINUSE")) {
            return DoorException.inUse();
        }
        return DoorException.of(reported + "errno." + errno.name() + " (" + errno.number() + ")", e);
    }

    private static Errno errno(IOException e) {
        if (e instanceof NoSuchFileException) {
            return BY_TEXT.get("No such file or directory");
        }
        if (e instanceof AccessDeniedException) {
            return BY_TEXT.get("Permission denied");
        }
        String message = String.valueOf(e.getMessage());
        return BY_TEXT.entrySet().stream()
                .filter(entry -> message.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
