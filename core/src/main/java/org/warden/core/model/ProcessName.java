package org.warden.core.model;

/**
 * A process within its group.
 *
 * @param group the name of the group
 * @param process the name of the process, unique in its group
 */
public record ProcessName(String group, String process) implements Comparable<ProcessName> {

    /** The form people type: {@code x} where group and process are named alike, else {@code group:process}. */
    public String namespec() {
        return group.equals(process) ? process : group + ":" + process;
    }

    /** By group, then process, code unit by code unit, as clients list them. */
    @Override
    public int compareTo(ProcessName other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : process.compareTo(other.process);
    }

    @Override
    public String toString() {
        return namespec();
    }
}
