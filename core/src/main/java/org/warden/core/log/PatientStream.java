package org.warden.core.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * A stream whose reader may be slow or gone: a thread of its own waits for it, nobody else does. 1 MiB may be waiting; what
 * comes beyond that is refused. Any thread.
 */
final class PatientStream {
    private static final int MOST_BYTES = 1 << 20;
    private static final long FAREWELL_MILLIS = 1000;
    private static final byte[] END = {};

    private final OutputStream out;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(MOST_BYTES);
    private final Thread writer = new Thread(this::write, "warden-log");

    /** @param out closed at the end, unless its reader is stuck */
    PatientStream(OutputStream out) {
        this.out = out;
        writer.setDaemon(true);
        writer.start();
    }

    /** Takes a line to be written, and returns at once. False: too much is waiting. */
    boolean offer(byte[] line) {
        return room.tryAcquire(line.length) && waiting.add(line);
    }

    private void write() {
        try (out) {
            for (byte[] line = waiting.take(); line != END; line = waiting.take()) {
                writeOne(line);
                room.release(line.length);
            }
        } catch (InterruptedException | IOException atTheEnd) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeOne(byte[] line) {
        try {
            out.write(line);
        } catch (IOException gone) {
            // Who was reading has left; another may come.
            return;
        }
    }

    /** Gives what is waiting a second to be written. */
    void close() {
        waiting.add(END);
        try {
            writer.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
