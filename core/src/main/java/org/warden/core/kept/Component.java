package org.warden.core.kept;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.stream.Stream;

/** A component of a record, as it is needed to write and read many. */
record Component(String name, Type type, Class<?> raw, Method accessor) {

    /** To ask a class for its components costs far more than to write them. */
    private static final ClassValue<Component[]> KNOWN = new ClassValue<>() {
        @Override
        protected Component[] computeValue(Class<?> type) {
            return Stream.of(type.getRecordComponents())
                    .map(c -> new Component(c.getName(), c.getGenericType(), c.getType(), c.getAccessor()))
                    .toArray(Component[]::new);
        }
    };

    /** Those of a record class, in their order; not to be changed. */
    static Component[] of(Class<?> type) {
        return KNOWN.get(type);
    }

    Object value(Record record) {
        try {
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("can't read " + accessor, e);
        }
    }

    static Class<?> raw(Type type) {
        return type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
    }

    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
