package org.warden.ctl.supervisorctl;

/**
 * A name as people type it: {@code process}, {@code group:process} or {@code group:*}.
 *
 * @param group the group's name, which is the process's where none was given
 * @param process null for the whole group
 */
record Namespec(String group, String process) {

    static Namespec parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Namespec(text, text);
        }
        String process = text.substring(colon + 1);
        return new Namespec(text.substring(0, colon), process.isEmpty() || process.equals("*") ? null : process);
    }

    boolean isGroup() {
        return process == null;
    }

    /** The name as it is printed. */
    static String of(String group, String process) {
        return group.equals(process) ? process : group + ":" + process;
    }
}
