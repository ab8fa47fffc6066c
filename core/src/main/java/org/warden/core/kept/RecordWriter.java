package org.warden.core.kept;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The writing half of {@link RecordBytes}: one for each record. Each step of a process and each event of a listener passes here. */
final class RecordWriter {
    private ByteBuffer out = ByteBuffer.allocate(1024);

    byte[] bytesOf(Record record) {
        write(record.getClass(), record);
        return Arrays.copyOf(out.array(), out.position());
    }

    private void write(Type type, Object value) {
        if (value instanceof Integer number) {
            room(Integer.BYTES).putInt(number);
        } else if (value instanceof Long number) {
            room(Long.BYTES).putLong(number);
        } else if (value instanceof Boolean truth) {
            mark(truth ? RecordBytes.PRESENT : RecordBytes.ABSENT);
        } else if (value == null) {
            mark(RecordBytes.ABSENT);
        } else if (value instanceof String text) {
            writeText(text);
        } else if (value instanceof Enum<?> word) {
            writeText(word.name());
        } else if (value instanceof byte[] bytes) {
            mark(RecordBytes.PRESENT);
            room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
        } else if (value instanceof Optional<?> optional) {
            mark(optional.isPresent() ? RecordBytes.PRESENT : RecordBytes.ABSENT);
            if (optional.isPresent()) {
                write(Component.argument(type, 0), optional.get());
            }
        } else if (value instanceof Map<?, ?> map) {
            writeMap(Component.argument(type, 1), map);
        } else if (value instanceof Collection<?> items) {
            writeItems(Component.argument(type, 0), items);
        } else if (value instanceof Record record) {
            if (Component.raw(type).isInterface()) {
                writeText(record.getClass().getSimpleName());
            }
            writeRecord(record);
        } else {
            throw new IllegalArgumentException("no bytes for a " + value.getClass());
        }
    }

    private void writeRecord(Record record) {
        Component[] components = Component.of(record.getClass());
        mark(RecordBytes.PRESENT);
        room(Short.BYTES).putShort((short) components.length);
        for (Component component : components) {
            writeText(component.name());
            int size = room(Integer.BYTES).position();
            out.putInt(0);
            write(component.type(), component.value(record));
            out.putInt(size, out.position() - size - Integer.BYTES);
        }
    }

    private void writeMap(Type valueType, Map<?, ?> map) {
        mark(RecordBytes.PRESENT);
        room(Integer.BYTES).putInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            writeText((String) entry.getKey());
            write(valueType, entry.getValue());
        }
    }

    private void writeItems(Type type, Collection<?> items) {
        mark(RecordBytes.PRESENT);
        room(Integer.BYTES).putInt(items.size());
        for (Object item : items) {
            write(type, item);
        }
    }

    /** Text that is not ASCII goes by its code units: a lone surrogate, which stands for a byte, comes back as it was. */
    private void writeText(String text) {
        int length = text.length();
        int start = room(1 + Integer.BYTES + 2 * length).position();
        byte[] bytes = out.array();
        int at = start + 1 + Integer.BYTES;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                writeCodeUnits(text);
                return;
            }
            bytes[at++] = (byte) c;
        }
        out.put(RecordBytes.ASCII).putInt(length).position(at);
    }

    private void writeCodeUnits(String text) {
        out.put(RecordBytes.PRESENT).putInt(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.putChar(text.charAt(i));
        }
    }

    private void mark(byte mark) {
        room(1).put(mark);
    }

    /** The buffer, with room for so many bytes more. */
    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * out.capacity(), out.position() + bytes));
            out = larger.put(out.flip());
        }
        return out;
    }
}
