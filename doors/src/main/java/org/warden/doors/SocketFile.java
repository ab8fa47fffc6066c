package org.warden.doors;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.warden.core.config.LogLevel;
import org.warden.core.config.UnixServerConfig;

/**
 * The listening socket of a {@code [unix_http_server]} and its name in the file system.
 *
 * <p>The socket is bound in a directory that nobody else can enter, gets its owner and mode there, and is linked to its
 * name only then: at no moment can somebody connect who may not.
 */
final class SocketFile {

    /** Somebody may take or free the name while we look; so often is looked again. */
    private static final int ATTEMPTS = 5;

    private final ServerSocketChannel channel;
    private final Path path;
    private final Object identity;

    private SocketFile(ServerSocketChannel channel, Path path, Object identity) {
        this.channel = channel;
        this.path = path;
        this.identity = identity;
    }

    /** The name that clients use; the channel itself knows only the private one it was bound to. */
    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** @throws DoorException in stock's words; a file that is no socket is never removed */
    static SocketFile bind(UnixServerConfig config, int backlog, DoorLog log) throws DoorException {
        ServerSocketChannel channel = null;
        try {
            Path path = Path.of(config.file());
            Path room = privateRoom(path);
            try {
                Path inside = room.resolve("s");
                channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                channel.bind(UnixDomainSocketAddress.of(inside), backlog);
                own(config, inside);
                publish(inside, path, log);
                return new SocketFile(channel, path, identity(path));
            } finally {
                Files.deleteIfExists(room.resolve("s"));
                Files.deleteIfExists(room);
            }
        } catch (IOException e) {
            close(channel);
            throw SocketErrors.explain(e);
        } catch (InvalidPathException e) {
            close(channel);
            throw DoorException.of("the path of [" + config.section() + "] can't be used: " + e.getMessage(), e);
        } catch (DoorException e) {
            close(channel);
            throw e;
        }
    }

    /** A short name, since a socket's whole path may have 107 bytes only. */
    private static Path privateRoom(Path path) throws IOException {
        var onlyMe = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        long seed = System.nanoTime();
        for (int i = 0; ; i++) {
            String name = ".w" + Long.toString(Math.floorMod(seed + i * 7919L, 46655L), 36);
            try {
                return Files.createDirectory(path.resolveSibling(name), onlyMe);
            } catch (FileAlreadyExistsException e) {
                if (i == 100) {
                    throw e;
                }
            }
        }
    }

    private static void own(UnixServerConfig config, Path inside) throws DoorException {
        try {
            if (config.uid() >= 0) {
                Files.setAttribute(inside, "unix:uid", config.uid(), LinkOption.NOFOLLOW_LINKS);
            }
            if (config.gid() >= 0) {
                Files.setAttribute(inside, "unix:gid", config.gid(), LinkOption.NOFOLLOW_LINKS);
            }
            // The mode last: a change of owner may take bits away.
            Files.setAttribute(inside, "unix:mode", config.mode());
        } catch (IOException e) {
            throw DoorException.of(
                    "Not permitted to chown " + config.file() + " to uid/gid (" + config.uid() + ", " + config.gid()
                            + ")",
                    e);
        }
    }

    private static void publish(Path inside, Path path, DoorLog log) throws IOException, DoorException {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                Files.createLink(path, inside);
                return;
            } catch (FileAlreadyExistsException taken) {
                removeIfStale(path, log);
            } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
                if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(inside, path, StandardCopyOption.ATOMIC_MOVE);
                    return;
                }
                removeIfStale(path, log);
            }
        }
        throw DoorException.inUse();
    }

    private static void removeIfStale(Path path, DoorLog log) throws IOException, DoorException {
        if (!isSocket(path)) {
            throw DoorException.of(
                    "Cannot open an HTTP server: " + path + " exists and is no socket; move it away or change file=",
                    null);
        }
        if (answers(path)) {
            throw DoorException.inUse();
        }
        log.log(LogLevel.WARN, "Unlinking stale socket " + path);
        Files.deleteIfExists(path);
    }

    private static boolean isSocket(Path path) throws IOException {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return (mode & 0170000) == 0140000;
        } catch (NoSuchFileException gone) {
            return true;
        }
    }

    private static boolean answers(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A full backlog must not hold up the start; it means that somebody listens.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("No such file")) {
                return false;
            }
            if (message.contains("temporarily unavailable")) {
                return true;
            }
            throw e;
        }
    }

    private static Object identity(Path path) throws IOException {
        Map<String, Object> id = Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
        return Map.copyOf(id);
    }

    /** Stops listening and removes the name, unless it has come to mean something else. */
    void close() {
        close(channel);
        try {
            if (identity(path).equals(identity)) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // It is gone already, or its directory is: nothing of ours is left.
        }
    }

    private static void close(ServerSocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The descriptor is released in any case.
        }
    }
}
