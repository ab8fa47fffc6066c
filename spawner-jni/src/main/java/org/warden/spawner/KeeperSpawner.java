package org.warden.spawner;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Survey;

/**
 * The engine in a process of its own, the keeper, which lives on when this JVM ends.
 *
 * <p>One daemon thread belongs to it: {@code warden-keeper} hears what the keeper says. When the keeper dies, this thread
 * starts another one.
 *
 * <p>Source: {@code docs/design/keeper.md}.
 */
public final class KeeperSpawner implements Spawner {
    private static final Logger LOG = System.getLogger(KeeperSpawner.class.getName());
    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final long JOIN_MILLIS = 5_000;

    private final Path directory;
    private final boolean removes;
    private final KeeperProgram program;
    private final Listener listener;
    private final Thread thread = new Thread(this::hear, "warden-keeper");
    private final Survey survey;
    private final Optional<Revival> revival;

    // Guarded by this.
    private KeeperLink link;
    private boolean silent;
    private boolean closed;
    private boolean ending;
    private boolean dismissed;
    private int floor;

    private KeeperSpawner(
            Path directory,
            boolean removes,
            KeeperProgram program,
            Listener listener,
            Optional<Revival> revival,
            KeeperLink link) {
        this.revival = revival;
        this.directory = directory;
        this.removes = removes;
        this.program = program;
        this.listener = listener;
        this.link = link;
        this.survey = link.survey();
        thread.setDaemon(true);
    }

    /**
     * Attaches to the keeper that lives in a state directory, or starts one.
     *
     * @param directory of this user alone (mode 0700)
     * @param removes whether the directory goes with the keeper, when that was told to end
     * @param listener called on the keeper's thread
     * @param revival how the keeper starts this supervisor again when it crashes; empty: it does not
     * @throws KeeperException when there can be none
     */
    public static KeeperSpawner open(
            Path directory, boolean removes, KeeperProgram program, Listener listener, Optional<Revival> revival)
            throws KeeperException {
        NativeLibrary.load();
        KeeperLink link = KeeperLink.open(directory, program, false);
        KeeperSpawner spawner = new KeeperSpawner(directory, removes, program, listener, revival, link);
        spawner.placeChanged();
        spawner.askForRevival();
        spawner.thread.start();
        return spawner;
    }

    /**
     * Who is attached to the keeper that lives in a state directory: a pid, or 0 when the keeper does not say. Empty when
     * nobody is, or no keeper lives there. Takes two seconds at the most.
     */
    public static OptionalInt holder(Path directory) {
        NativeLibrary.load();
        return KeeperStatus.holder(directory);
    }

    @Override
    public boolean outlives() {
        return true;
    }

    @Override
    public Survey survey() {
        return survey;
    }

    /** {@inheritDoc} What is sent while there is no keeper is lost; {@link SpawnerEvent.Replaced} follows then. */
    @Override
    public synchronized void send(SpawnerCommand command) {
        boolean isVoid = (command instanceof SpawnerCommand.Spawn spawn && spawn.child() <= floor)
                || (command instanceof SpawnerCommand.Listen listen && listen.socket() <= floor);
        if (silent || isVoid || closed || isUnknown(command)) {
            return;
        }
        ending = ending || command instanceof SpawnerCommand.End;
        link.send(CommandFrame.of(understood(command)));
    }

    /** A keeper that can't enclose what it starts may not know of that at all, and would refuse it. */
    private SpawnerCommand understood(SpawnerCommand command) {
        if (command instanceof SpawnerCommand.Spawn spawn
                && spawn.plan().enclosed()
                && (link.attached().capabilities() & Wire.CAPABILITY_ENCLOSES) == 0) {
            return new SpawnerCommand.Spawn(
                    spawn.child(), spawn.socket(), spawn.plan().enclosed(false));
        }
        return command;
    }

    /** A keeper of the first version stops all that is left at once, and knows no deadlines. */
    private boolean isUnknown(SpawnerCommand command) {
        boolean isOfSecond = command instanceof SpawnerCommand.Will || command instanceof SpawnerCommand.Stopping;
        return isOfSecond && link.attached().version() < 2;
    }

    @Override
    public synchronized void flush() {
        link.flush();
    }

    @Override
    public synchronized void goOn(int lastNumber) {
        floor = lastNumber;
        silent = false;
    }

    @Override
    public synchronized void placeChanged() {
        if (!closed) {
            link.sendPlace(CommandFrame.place(NativeSystem.currentUmask()));
        }
    }

    @Override
    public synchronized String capabilities() {
        KeeperLink.Attached attached = link.attached();
        return "keeper with pid " + attached.pid() + " in " + directory + ", wire version " + attached.version()
                + ", kernel " + NativeSystem.kernelRelease() + ", pidfd"
                + ((attached.capabilities() & Wire.CAPABILITY_CLOSE_RANGE) != 0 ? ", close_range" : "")
                + ((attached.capabilities() & Wire.CAPABILITY_ENCLOSES) != 0 ? ", cgroups" : "")
                + ((attached.capabilities() & Wire.CAPABILITY_POLICY) != 0 ? ", root with a policy" : "");
    }

    private synchronized void askForRevival() {
        if (revival.isPresent() && revives()) {
            link.send(CommandFrame.revive(revival.get()));
            link.flush();
        } else if (revival.isPresent()) {
            LOG.log(
                    Level.WARNING,
                    "the keeper starts no supervisord again, whatever keeper_restarts says: it is root's, or of an older"
                            + " version, which `warden keeper upgrade` and another start of supervisord mend");
        }
    }

    private boolean revives() {
        return (link.attached().capabilities() & Wire.CAPABILITY_REVIVES) != 0;
    }

    @Override
    public synchronized OptionalInt process() {
        return OptionalInt.of(link.attached().pid());
    }

    private void hear() {
        while (true) {
            KeeperLink current = current();
            boolean there = true;
            while (there) {
                there = current.receive(frames -> current.read(frames, this::tell));
            }
            current.close();
            if (!replace()) {
                return;
            }
        }
    }

    private synchronized KeeperLink current() {
        return link;
    }

    /** @return false when this spawner is to end */
    private boolean replace() {
        synchronized (this) {
            silent = true;
            if (closed || ending || dismissed) {
                return false;
            }
        }
        while (true) {
            try {
                KeeperLink next = KeeperLink.open(directory, program, true);
                synchronized (this) {
                    if (closed) {
                        next.close();
                        return false;
                    }
                    link = next;
                }
                placeChanged();
                askForRevival();
                tell(new SpawnerEvent.Replaced(next.survey()));
                return true;
            } catch (KeeperException | RuntimeException e) {
                if (e instanceof KeeperException refused && refused.isOfAnother()) {
                    tell(new SpawnerEvent.Dismissed(e.getMessage()));
                    return false;
                }
                LOG.log(Level.ERROR, "the keeper has ended, and there is no other yet: {0}", e.getMessage());
                LockSupport.parkNanos(RETRY_NANOS);
            }
            synchronized (this) {
                if (closed) {
                    return false;
                }
            }
        }
    }

    private void tell(SpawnerEvent event) {
        if (event instanceof SpawnerEvent.Dismissed) {
            synchronized (this) {
                dismissed = true;
            }
        }
        try {
            listener.happened(event);
        } catch (RuntimeException e) {
            // One event that somebody can't cope with must not cost all that come after it.
            LOG.log(Level.ERROR, "the listener failed on " + event, e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The keeper lives on, unless it was told to end: then this waits a moment until it has. It starts no supervisor for
     * the one that has ended here.
     */
    @Override
    public void close() {
        boolean waits;
        synchronized (this) {
            if (revival.isPresent() && revives()) {
                link.send(CommandFrame.reviveNobody());
            }
            link.flush();
            waits = ending;
        }
        if (waits) {
            join();
        }
        KeeperLink last;
        synchronized (this) {
            closed = true;
            last = link;
        }
        last.hangUp();
        join();
        if (waits && removes) {
            removeDirectory();
        }
    }

    /** Only an empty one goes: whoever has come meanwhile and begun has made something in it, or makes it anew. */
    private void removeDirectory() {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException inUse) {
            LOG.log(Level.DEBUG, "the state directory {0} stays: {1}", directory, inUse);
        }
    }

    private void join() {
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
