package org.warden.core.kept;

import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records as bytes and back, for notes that another version of the supervisor may read: components have their names, one
 * that the reader does not know is passed over, and one that is not there is zero, false, "" or empty.
 *
 * <p>Components may be int, long, boolean, String, byte[], enums, records, interfaces sealed over records, and Optional,
 * List, Set and Map (by String) of these. Any thread.
 */
final class RecordBytes {
    static final byte ABSENT = 0;
    static final byte PRESENT = 1;
    static final byte ASCII = 2;

    private RecordBytes() {}

    static byte[] write(Record record) {
        return new RecordWriter().bytesOf(record);
    }

    /**
     * The record that {@link #write} was given.
     *
     * @throws UnreadableException when the bytes are not such a record
     */
    static <R extends Record> R read(Class<R> type, byte[] bytes) throws UnreadableException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            R record = type.cast(read(in, type));
            if (record == null || in.hasRemaining()) {
                throw new UnreadableException(type.getSimpleName() + " of " + bytes.length + " bytes", null);
            }
            return record;
        } catch (BufferUnderflowException | RecordException | IllegalArgumentException e) {
            throw new UnreadableException(type.getSimpleName() + " of " + bytes.length + " bytes", e);
        }
    }

    private static final class RecordException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RecordException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static Object read(ByteBuffer in, Type type) {
        Class<?> raw = Component.raw(type);
        if (raw == int.class || raw == Integer.class) {
            return in.getInt();
        } else if (raw == long.class || raw == Long.class) {
            return in.getLong();
        } else if (raw == boolean.class) {
            return in.get() != 0;
        } else if (raw == String.class) {
            return readText(in);
        } else if (raw.isEnum()) {
            return readEnum(in, raw);
        } else if (raw.isInterface() && raw.isSealed()) {
            return readOneOf(in, raw);
        } else if (in.get() == ABSENT) {
            return raw == Optional.class ? Optional.empty() : null;
        } else if (raw == byte[].class) {
            byte[] bytes = new byte[count(in)];
            in.get(bytes);
            return bytes;
        } else if (raw == Optional.class) {
            return Optional.ofNullable(read(in, Component.argument(type, 0)));
        } else if (raw == Map.class) {
            return readMap(in, type);
        } else if (Collection.class.isAssignableFrom(raw)) {
            return readItems(in, type, raw);
        } else if (raw.isRecord()) {
            return readRecord(in, raw);
        }
        throw new RecordException("no value of " + type, null);
    }

    private static Object readRecord(ByteBuffer in, Class<?> raw) {
        Map<String, ByteBuffer> byName = new HashMap<>();
        for (int left = in.getShort() & 0xFFFF; left > 0; left--) {
            String name = readText(in);
            int size = count(in);
            byName.put(name, in.slice(in.position(), size));
            in.position(in.position() + size);
        }
        Component[] components = Component.of(raw);
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            ByteBuffer bytes = byName.get(components[i].name());
            types[i] = components[i].raw();
            values[i] = bytes == null ? nothing(types[i]) : read(bytes, components[i].type());
        }
        try {
            return raw.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new RecordException("can't make a " + raw.getSimpleName(), e);
        }
    }

    private static Object nothing(Class<?> type) {
        if (type.isPrimitive()) {
            return Array.get(Array.newInstance(type, 1), 0);
        } else if (type == String.class) {
            return "";
        } else if (type == Optional.class) {
            return Optional.empty();
        } else if (type == Map.class) {
            return Map.of();
        } else if (Collection.class.isAssignableFrom(type)) {
            return type == List.class ? List.of() : new LinkedHashSet<>();
        }
        return type == byte[].class ? new byte[0] : null;
    }

    private static Object readEnum(ByteBuffer in, Class<?> raw) {
        String name = readText(in);
        for (Object constant : raw.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new RecordException("no " + raw.getSimpleName() + " is called " + name, null);
    }

    private static Object readOneOf(ByteBuffer in, Class<?> raw) {
        String name = readText(in);
        for (Class<?> subclass : raw.getPermittedSubclasses()) {
            if (subclass.getSimpleName().equals(name)) {
                return read(in, subclass);
            }
        }
        throw new RecordException("no " + raw.getSimpleName() + " is called " + name, null);
    }

    private static Object readMap(ByteBuffer in, Type type) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int left = count(in); left > 0; left--) {
            String key = readText(in);
            map.put(key, read(in, Component.argument(type, 1)));
        }
        return map;
    }

    private static Object readItems(ByteBuffer in, Type type, Class<?> raw) {
        Collection<Object> items = raw == List.class ? new ArrayList<>() : new LinkedHashSet<>();
        for (int left = count(in); left > 0; left--) {
            items.add(read(in, Component.argument(type, 0)));
        }
        return items;
    }

    private static String readText(ByteBuffer in) {
        byte kind = in.get();
        if (kind == ABSENT) {
            return null;
        }
        int length = count(in);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(kind == ASCII ? (char) in.get() : in.getChar());
        }
        return text.toString();
    }

    /** How many follow; no more than there are bytes, so that a damaged note costs no memory. */
    private static int count(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new RecordException(count + " things in " + in.remaining() + " bytes", null);
        }
        return count;
    }
}
