package org.warden.core.loop;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.warden.core.config.FcgiSocketConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;

/**
 * Opens and closes the listening sockets of fcgi-programs, as {@link ListeningSocket} says. Loop thread only.
 *
 * <p>Nobody waits for a socket to be open: the engine carries out what it is told in order, so a spawn finds the socket that
 * was asked for before it, or fails because that could not be opened.
 */
final class Sockets {
    private final Conductor conductor;

    /** By the number of a socket that is being opened. */
    private final Map<Integer, Opening> opening = new HashMap<>();

    /** @param outcome told why it could not be opened, or null when it is open */
    private record Opening(FcgiSocketConfig config, Consumer<String> outcome) {}

    Sockets(Conductor conductor) {
        this.conductor = conductor;
    }

    /** The sockets of a group by the section of their processes, all closed. */
    static Map<String, ListeningSocket> of(GroupConfig group) {
        Map<String, ListeningSocket> sockets = new HashMap<>();
        group.sockets().forEach((section, config) -> sockets.put(section, new ListeningSocket(config)));
        return sockets;
    }

    /** The number of the socket that the process is to get as descriptor 0, 0 for none; opens it when it is closed. */
    int forSpawn(ManagedProcess process) {
        ListeningSocket socket = process.socket;
        if (socket == null) {
            return 0;
        }
        if (socket.number() == 0) {
            int number = conductor.parts.childNumbers().getAsInt();
            socket.open(number);
            open(number, socket.config(), false, problem -> {
                if (problem != null) {
                    socket.failed(number, problem);
                }
            });
        }
        return socket.number();
    }

    /** To be called after each step of a process, and when its group was removed: it may need the socket now, or no more. */
    void settle(ManagedProcess process) {
        ListeningSocket socket = process.socket;
        boolean willLive = process.child != 0 || conductor.groups.process(process.name) == process;
        boolean needed = willLive && process.snapshot.needsSocket();
        if (socket == null || needed == process.holdsSocket) {
            return;
        }
        process.holdsSocket = needed;
        if (needed) {
            socket.hold();
            return;
        }
        int toClose = socket.release();
        if (toClose != 0) {
            logClosing(socket.config());
            conductor.tell(new SpawnerCommand.Unlisten(toClose));
        }
    }

    /** The engine that had them is gone. */
    void allClosed() {
        List.copyOf(opening.keySet()).forEach(number -> failed(number, "the keeper has ended", "it is opened again"));
        for (ManagedProcess process : conductor.groups.allProcesses()) {
            if (process.socket != null) {
                process.socket.lost();
            }
        }
    }

    /** Closes those among the open ones that no process holds: whoever opened them did not live to say so. */
    void closeUnheld(Set<Integer> open) {
        Set<Integer> held = new HashSet<>();
        for (ManagedProcess process : conductor.groups.allProcesses()) {
            if (process.socket != null) {
                held.add(process.socket.number());
            }
        }
        open.stream()
                .filter(number -> !held.contains(number))
                .forEach(number -> conductor.tell(new SpawnerCommand.Unlisten(number)));
    }

    /**
     * Opens sockets and closes them at once, to find out early what can't be.
     *
     * @param whenTried told the first problem, in the words that clients see
     */
    void tryOut(Collection<FcgiSocketConfig> configs, Consumer<Optional<String>> whenTried) {
        List<String> problems = new ArrayList<>();
        int[] left = {configs.size()};
        if (left[0] == 0) {
            whenTried.accept(Optional.empty());
        }
        for (FcgiSocketConfig config : configs) {
            open(conductor.parts.childNumbers().getAsInt(), config, true, problem -> {
                if (problem == null) {
                    logClosing(config);
                } else {
                    problems.add(problem);
                }
                if (--left[0] == 0) {
                    whenTried.accept(problems.stream().findFirst());
                }
            });
        }
    }

    /** What the engine says of a socket that it was to open. */
    void told(SpawnerEvent.Listening told) {
        Opening known = opening.get(told.socket());
        if (known == null) {
            return;
        }
        if (told.errno() == 0) {
            opening.remove(told.socket()).outcome().accept(null);
        } else {
            failed(told.socket(), SocketWords.reason(known.config(), told), SocketWords.advice(told));
        }
    }

    private void open(int number, FcgiSocketConfig config, boolean closeAtOnce, Consumer<String> outcome) {
        conductor.log(LogLevel.INFO, "Creating socket " + config.url());
        opening.put(number, new Opening(config, outcome));
        conductor.onWorker(
                conductor.newReply(),
                () -> listen(number, config, closeAtOnce),
                problem -> problem.ifPresent(reason -> failed(number, reason, "correct socket=")));
    }

    /** On a worker. Says what is wrong with the address itself. */
    private Optional<String> listen(int number, FcgiSocketConfig config, boolean closeAtOnce) {
        try {
            Spawner spawner = conductor.parts.spawner();
            spawner.send(new SpawnerCommand.Listen(number, SocketAddresses.plan(config)));
            if (closeAtOnce) {
                spawner.send(new SpawnerCommand.Unlisten(number));
            }
            spawner.flush();
            return Optional.empty();
        } catch (UnknownHostException unknown) {
            return Optional.of("[Errno -2] Name or service not known");
        } catch (RuntimeException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private void failed(int number, String reason, String advice) {
        Opening failed = opening.remove(number);
        String problem = SocketWords.couldNotCreate(failed.config(), reason);
        conductor.log(LogLevel.ERROR, problem + "; " + advice);
        failed.outcome().accept(problem);
    }

    private void logClosing(FcgiSocketConfig config) {
        conductor.log(LogLevel.INFO, "Closing socket " + config.url());
    }
}
