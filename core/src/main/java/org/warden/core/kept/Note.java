package org.warden.core.kept;

import org.warden.core.model.ProcessName;

/**
 * One thing to be remembered: what is put under a key takes the place of what was there.
 *
 * @param key one line
 * @param bytes empty when there is nothing to be remembered any more
 */
public record Note(String key, byte[] bytes) {
    static final String DAEMON = "daemon";
    static final String CONFIG = "config:";
    static final String GROUP = "group:";
    static final String POOL = "pool:";
    static final String PROCESS = "process:";

    private static final byte[] NOTHING = {};

    public static Note of(KeptDaemon daemon) {
        return new Note(DAEMON, RecordBytes.write(daemon));
    }

    public static Note of(KeptGroup group) {
        return new Note(keyOfGroup(group.config().name()), RecordBytes.write(group));
    }

    public static Note of(KeptConfig config) {
        return new Note(keyOfConfig(config.name()), RecordBytes.write(config));
    }

    public static Note of(KeptPool pool) {
        return new Note(keyOfPool(pool.group()), RecordBytes.write(pool));
    }

    public static Note of(KeptProcess process) {
        return new Note(keyOf(process.name()), RecordBytes.write(process));
    }

    public static Note forget(String key) {
        return new Note(key, NOTHING);
    }

    public static String keyOfGroup(String group) {
        return GROUP + group;
    }

    public static String keyOfPool(String group) {
        return POOL + group;
    }

    public static String keyOfConfig(ProcessName name) {
        return CONFIG + unique(name);
    }

    public static String keyOf(ProcessName name) {
        return PROCESS + unique(name);
    }

    /** The length keeps {@code a:b} and {@code c} apart from {@code a} and {@code b:c}. */
    private static String unique(ProcessName name) {
        return name.group().length() + ":" + name.group() + ":" + name.process();
    }
}
