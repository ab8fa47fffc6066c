package org.warden.core.loop;

import org.warden.core.config.FcgiSocketConfig;
import org.warden.core.port.SpawnerEvent.Listening;

/** What is said of a listening socket that could not be opened: stock's words, and advice for the log beside them. */
final class SocketWords {
    private SocketWords() {}

    static String couldNotCreate(FcgiSocketConfig config, String reason) {
        return "Could not create FastCGI socket " + config.url() + ": " + reason;
    }

    static String reason(FcgiSocketConfig config, Listening failed) {
        String error = failed.errnoName().equals("ENAMETOOLONG")
                ? "AF_UNIX path too long"
                : "[Errno " + failed.errno() + "] " + words(failed.errnoName());
        return switch (failed.step()) {
            case BIND -> error;
            case OCCUPIED -> config.url().substring("unix://".length()) + " exists and is no socket";
            case OWNER -> "Could not change ownership of socket file: " + error;
            case MODE -> "Could not change permissions of socket file: " + error;
        };
    }

    static String advice(Listening failed) {
        return switch (failed.step()) {
            case OCCUPIED -> "move that file away, or name another path in socket=";
            case OWNER -> "only root can give a socket away; remove socket_owner=, or run supervisord as root";
            case MODE -> "is /proc mounted?";
            case BIND ->
                switch (failed.errnoName()) {
                    case "EADDRINUSE" -> "somebody listens there already; end that server, or change socket=";
                    case "EADDRNOTAVAIL" -> "no network interface of this machine has that address; change socket=";
                    case "EACCES", "EPERM" -> "supervisord's user may not do that; change socket= or the permissions";
                    case "ENOENT", "ENOTDIR" -> "make the directory, or change socket=";
                    case "ENAMETOOLONG" -> "a socket's path may have 107 bytes";
                    default -> "change socket=, or mend what stands in its way";
                };
        };
    }

    private static String words(String errnoName) {
        return switch (errnoName) {
            case "EADDRINUSE" -> "Address already in use";
            case "EADDRNOTAVAIL" -> "Cannot assign requested address";
            case "EAFNOSUPPORT" -> "Address family not supported by protocol";
            case "EACCES" -> "Permission denied";
            case "EPERM" -> "Operation not permitted";
            case "ENOENT" -> "No such file or directory";
            case "ENOTDIR" -> "Not a directory";
            case "EROFS" -> "Read-only file system";
            case "EMFILE" -> "Too many open files";
            default -> errnoName;
        };
    }
}
