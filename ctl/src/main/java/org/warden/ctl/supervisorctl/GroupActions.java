package org.warden.ctl.supervisorctl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.warden.ctl.supervisorctl.Daemon.Trouble;
import org.warden.rpc.FaultCode;

/** The commands about the configuration and its groups: avail, reread, update, add, remove. */
final class GroupActions {
    private static final int NAME_WIDTH = 32;
    private static final int WORD_WIDTH = 9;

    private final Controller controller;
    private final Daemon daemon;

    GroupActions(Controller controller) {
        this.controller = controller;
        this.daemon = controller.daemon;
    }

    void addTo(Map<String, Controller.Action> actions) {
        actions.put("avail", this::avail);
        actions.put("reread", this::reread);
        actions.put("update", this::update);
        actions.put("add", this::add);
        actions.put("remove", this::remove);
    }

    private void avail(String argument) throws Trouble {
        if (!controller.hasNone(argument, "avail")) {
            return;
        }
        try {
            for (Map<?, ?> info : daemon.structs("supervisor.getAllConfigInfo")) {
                controller.output(line(info));
            }
        } catch (Trouble trouble) {
            controller.fail(ExitStatus.GENERIC);
            if (!trouble.is(FaultCode.SHUTDOWN_STATE)) {
                throw trouble;
            }
            controller.output("ERROR: supervisor shutting down");
        }
    }

    private static String line(Map<?, ?> info) {
        StringBuilder line = new StringBuilder();
        ProcessActions.padded(line, ProcessActions.nameOf(info), NAME_WIDTH);
        line.append(' ');
        ProcessActions.padded(line, Boolean.TRUE.equals(info.get("inuse")) ? "in use" : "avail", WORD_WIDTH);
        line.append(' ');
        ProcessActions.padded(line, Boolean.TRUE.equals(info.get("autostart")) ? "auto" : "manual", WORD_WIDTH);
        line.append(' ').append(info.get("group_prio")).append(':').append(info.get("process_prio"));
        return line.toString();
    }

    /** What a reread has found: names of groups. */
    private record Changes(List<String> added, List<String> changed, List<String> removed) {}

    private Changes changes() throws Trouble {
        List<?> triple = (List<?>) ((List<?>) daemon.call("supervisor.reloadConfig")).get(0);
        return new Changes(names(triple.get(0)), names(triple.get(1)), names(triple.get(2)));
    }

    private static List<String> names(Object list) {
        List<String> names = new ArrayList<>();
        ((List<?>) list).forEach(name -> names.add(name.toString()));
        return names;
    }

    private void reread(String argument) throws Trouble {
        if (!controller.hasNone(argument, "reread")) {
            return;
        }
        Changes changes;
        try {
            changes = changes();
        } catch (Trouble trouble) {
            notReread(trouble, "ERROR: supervisor shutting down");
            return;
        }
        Map<String, String> lines = new TreeMap<>();
        changes.added().forEach(name -> lines.put(name, "available"));
        changes.changed().forEach(name -> lines.put(name, "changed"));
        changes.removed().forEach(name -> lines.put(name, "disappeared"));
        lines.forEach((name, what) -> controller.output(name + ": " + what));
        if (lines.isEmpty()) {
            controller.output("No config updates to processes");
        }
    }

    private void notReread(Trouble trouble, String whenEnding) throws Trouble {
        controller.fail(ExitStatus.GENERIC);
        if (trouble.is(FaultCode.SHUTDOWN_STATE)) {
            controller.output(whenEnding);
        } else if (trouble.is(FaultCode.CANT_REREAD)) {
            controller.output("ERROR: " + trouble.faultText());
        } else {
            throw trouble;
        }
    }

    private void update(String argument) throws Trouble {
        Changes changes;
        try {
            changes = changes();
        } catch (Trouble trouble) {
            notReread(trouble, "ERROR: already shutting down");
            return;
        }
        Set<String> wanted = new HashSet<>(Controller.words(argument));
        if (wanted.contains("all")) {
            wanted.clear();
        }
        if (!wanted.isEmpty()) {
            sayUnknown(Controller.words(argument), changes);
        }
        for (String group : changes.removed()) {
            if (wanted.isEmpty() || wanted.contains(group)) {
                takeAway(group);
            }
        }
        for (String group : changes.changed()) {
            if (wanted.isEmpty() || wanted.contains(group)) {
                replace(group);
            }
        }
        for (String group : changes.added()) {
            if (wanted.isEmpty() || wanted.contains(group)) {
                daemon.call("supervisor.addProcessGroup", group);
                controller.output(group + ": added process group");
            }
        }
    }

    private void sayUnknown(List<String> groups, Changes changes) throws Trouble {
        Set<String> known = new HashSet<>(changes.added());
        for (Map<?, ?> info : daemon.processes()) {
            known.add(String.valueOf(info.get("group")));
        }
        for (String group : groups) {
            if (!known.contains(group)) {
                controller.output("ERROR: no such group: " + group);
                controller.fail(ExitStatus.GENERIC);
            }
        }
    }

    private void takeAway(String group) throws Trouble {
        boolean failed = false;
        for (Map<?, ?> result : daemon.structs("supervisor.stopProcessGroup", group)) {
            failed |= Integer.valueOf(FaultCode.FAILED.code()).equals(result.get("status"));
        }
        controller.output(group + ": stopped");
        if (failed) {
            controller.output(group + ": has problems; not removing");
            controller.fail(ExitStatus.GENERIC);
            return;
        }
        daemon.call("supervisor.removeProcessGroup", group);
        controller.output(group + ": removed process group");
    }

    private void replace(String group) throws Trouble {
        daemon.call("supervisor.stopProcessGroup", group);
        controller.output(group + ": stopped");
        daemon.call("supervisor.removeProcessGroup", group);
        daemon.call("supervisor.addProcessGroup", group);
        controller.output(group + ": updated process group");
    }

    private void add(String argument) throws Trouble {
        for (String group : Controller.words(argument)) {
            try {
                daemon.call("supervisor.addProcessGroup", group);
                controller.output(group + ": added process group");
            } catch (Trouble trouble) {
                if (trouble.is(FaultCode.ALREADY_ADDED)) {
                    controller.output("ERROR: process group already active");
                    continue;
                }
                controller.fail(ExitStatus.GENERIC);
                if (trouble.is(FaultCode.SHUTDOWN_STATE)) {
                    controller.output("ERROR: shutting down");
                } else if (trouble.is(FaultCode.BAD_NAME)) {
                    controller.output("ERROR: no such process/group: " + group);
                } else {
                    throw trouble;
                }
            }
        }
    }

    private void remove(String argument) throws Trouble {
        for (String group : Controller.words(argument)) {
            try {
                daemon.call("supervisor.removeProcessGroup", group);
                controller.output(group + ": removed process group");
            } catch (Trouble trouble) {
                controller.fail(ExitStatus.GENERIC);
                if (trouble.is(FaultCode.STILL_RUNNING)) {
                    controller.output("ERROR: process/group still running: " + group);
                } else if (trouble.is(FaultCode.BAD_NAME)) {
                    controller.output("ERROR: no such process/group: " + group);
                } else {
                    throw trouble;
                }
            }
        }
    }
}
