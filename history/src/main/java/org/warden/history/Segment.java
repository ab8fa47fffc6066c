package org.warden.history;

import java.io.IOException;
import java.nio.file.Path;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/**
 * One file of entries by id. One thread at a time.
 *
 * <p>The types of keys and values are given, so nothing in a file is ever read as a serialized object.
 */
final class Segment implements AutoCloseable {
    private static final String MAP = "entries";

    private final MVStore store;
    private final MVMap<Long, byte[]> entries;

    /** Is shown entries until it wants no more. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(long id, byte[] bytes) throws IOException;
    }

    private Segment(MVStore store) {
        this.store = store;
        this.entries = store.openMap(
                MAP,
                new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
    }

    /** Opens the file or makes it. */
    static Segment open(Path file) throws IOException {
        return open(builder(file));
    }

    static Segment openToRead(Path file) throws IOException {
        return open(builder(file).readOnly());
    }

    /** Without a thread of its own: who writes says when. */
    private static MVStore.Builder builder(Path file) {
        return new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .cacheSize(1)
                .compress();
    }

    private static Segment open(MVStore.Builder builder) throws IOException {
        MVStore store = null;
        try {
            store = builder.open();
            return new Segment(store);
        } catch (RuntimeException e) {
            if (store != null) {
                store.closeImmediately();
            }
            throw asIo(e);
        }
    }

    /** The largest id, or {@code otherwise} when there is none. */
    long lastId(long otherwise) throws IOException {
        try {
            Long last = entries.lastKey();
            return last == null ? otherwise : last;
        } catch (RuntimeException e) {
            throw asIo(e);
        }
    }

    void append(long id, byte[] bytes) throws IOException {
        try {
            entries.put(id, bytes);
        } catch (RuntimeException e) {
            throw asIo(e);
        }
    }

    /** What was appended is in the file after this. */
    void commit() throws IOException {
        try {
            store.commit();
        } catch (RuntimeException e) {
            throw asIo(e);
        }
    }

    /** Shows entries with smaller ids than that, the newest first, until the visitor wants no more. */
    void descend(long before, Visitor visitor) throws IOException {
        try {
            Long from = entries.lowerKey(before);
            Cursor<Long, byte[]> cursor = from == null ? null : entries.cursor(from, null, true);
            while (cursor != null && cursor.hasNext()) {
                long id = cursor.next();
                if (!visitor.visit(id, cursor.getValue())) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            throw asIo(e);
        }
    }

    long bytes() {
        return store.getFileStore().size();
    }

    @Override
    public void close() throws IOException {
        try {
            // Without rewriting anything, which the library would do to make the file smaller.
            store.close(0);
        } catch (RuntimeException e) {
            store.closeImmediately();
            throw asIo(e);
        }
    }

    /** After trouble: what was not committed is given up. */
    void giveUp() {
        try {
            store.closeImmediately();
        } catch (RuntimeException alreadyBroken) {
            // It is closed all the same.
        }
    }

    private static IOException asIo(RuntimeException e) {
        Throwable cause = e instanceof MVStoreException && e.getCause() instanceof IOException ? e.getCause() : e;
        return new IOException(cause.getMessage(), e);
    }
}
