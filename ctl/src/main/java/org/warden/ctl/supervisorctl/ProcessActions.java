package org.warden.ctl.supervisorctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.warden.ctl.supervisorctl.Daemon.Trouble;
import org.warden.rpc.FaultCode;

/** The commands about processes by their names: status, pid, start, stop, restart, signal, clear. */
final class ProcessActions {
    private static final String ALL = "all";
    private static final int NARROWEST = 30;
    private static final int GAP = 3;
    private static final int STATE_WIDTH = 10;
    private static final long WATCH_MILLIS = 1000;

    /** Start of the screen and everything after it empty. */
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[J";

    private final Controller controller;
    private final Daemon daemon;

    ProcessActions(Controller controller) {
        this.controller = controller;
        this.daemon = controller.daemon;
    }

    void addTo(Map<String, Controller.Action> actions) {
        actions.put("status", this::status);
        actions.put("pid", this::pid);
        actions.put("start", this::start);
        actions.put("stop", this::stop);
        actions.put("restart", this::restart);
        actions.put("signal", this::signal);
        actions.put("clear", this::clear);
    }

    private void status(String argument) throws Trouble {
        if (!reachesForStatus()) {
            return;
        }
        List<String> names = new ArrayList<>(Controller.words(argument));
        boolean json = names.remove("--json");
        if (names.remove("--watch")) {
            watch(names);
            return;
        }
        List<Map<?, ?>> chosen = chosen(names, daemon.processes());
        if (json) {
            StatusJson.write(chosen, controller.out);
        } else {
            show(chosen);
        }
        judge(chosen);
    }

    private boolean reachesForStatus() throws Trouble {
        if (controller.reaches()) {
            return true;
        }
        controller.fail(ExitStatus.UNKNOWN);
        return false;
    }

    /** Until Ctrl-C, or until the daemon can't be asked any more. */
    private void watch(List<String> names) throws Trouble {
        while (true) {
            List<Map<?, ?>> infos = daemon.processes();
            controller.out.print(CLEAR_SCREEN);
            show(chosen(names, infos));
            controller.out.flush();
            try {
                Thread.sleep(WATCH_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What is asked for, in the order in which it is; names that nobody has are said. */
    private List<Map<?, ?>> chosen(List<String> names, List<Map<?, ?>> all) {
        if (names.isEmpty() || names.contains(ALL)) {
            return all;
        }
        List<Map<?, ?>> chosen = new ArrayList<>();
        for (String name : names) {
            Namespec spec = Namespec.parse(name);
            int before = chosen.size();
            for (Map<?, ?> info : all) {
                boolean named = spec.isGroup() || spec.process().equals(info.get("name"));
                if (named && spec.group().equals(info.get("group"))) {
                    chosen.add(info);
                }
            }
            if (chosen.size() == before) {
                controller.output(
                        spec.isGroup() ? spec.group() + ": ERROR (no such group)" : name + ": ERROR (no such process)");
                controller.fail(ExitStatus.UNKNOWN);
            }
        }
        return chosen;
    }

    private void show(List<Map<?, ?>> infos) {
        int width = NARROWEST;
        for (Map<?, ?> info : infos) {
            width = Math.max(width, length(nameOf(info)));
        }
        StringBuilder line = new StringBuilder();
        for (Map<?, ?> info : infos) {
            line.setLength(0);
            padded(line, nameOf(info), width + GAP);
            padded(line, String.valueOf(info.get("statename")), STATE_WIDTH);
            controller.output(line.append(info.get("description")).toString());
        }
    }

    private void judge(List<Map<?, ?>> infos) {
        for (Map<?, ?> info : infos) {
            if (isStopped(info.get("state"))) {
                controller.fail(ExitStatus.STATUS_STOPPED);
            }
        }
    }

    /** STOPPED, EXITED, FATAL, UNKNOWN. */
    private static boolean isStopped(Object state) {
        return state instanceof Integer code && (code == 0 || code == 100 || code == 200 || code == 1000);
    }

    static String nameOf(Map<?, ?> info) {
        return Namespec.of(String.valueOf(info.get("group")), String.valueOf(info.get("name")));
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static void padded(StringBuilder line, String text, int width) {
        line.append(text);
        for (int i = length(text); i < width; i++) {
            line.append(' ');
        }
    }

    private void pid(String argument) throws Trouble {
        if (!controller.reaches()) {
            return;
        }
        List<String> names = Controller.words(argument);
        if (names.isEmpty()) {
            controller.output(daemon.text("supervisor.getPID"));
        } else if (names.contains(ALL)) {
            for (Map<?, ?> info : daemon.processes()) {
                controller.output(String.valueOf(info.get("pid")));
            }
        } else {
            for (String name : names) {
                pidOf(name);
            }
        }
    }

    private void pidOf(String name) throws Trouble {
        try {
            Object pid = daemon.process(name).get("pid");
            controller.output(String.valueOf(pid));
            if (pid.equals(0)) {
                controller.fail(ExitStatus.NOT_RUNNING);
            }
        } catch (Trouble trouble) {
            if (!trouble.is(FaultCode.BAD_NAME)) {
                throw trouble;
            }
            controller.output("No such process " + name);
            controller.fail(ExitStatus.GENERIC);
        }
    }

    /** A command that does one thing to many processes: what it calls and what it says. */
    private enum Deed {
        START("supervisor.startProcess", "started", FaultCode.ALREADY_STARTED, ExitStatus.INVALID_ARGS),
        STOP("supervisor.stopProcess", "stopped", FaultCode.NOT_RUNNING, ExitStatus.GENERIC),
        SIGNAL("supervisor.signalProcess", "signalled", null, ExitStatus.GENERIC),
        CLEAR("supervisor.clearProcessLogs", "cleared", null, ExitStatus.GENERIC);

        private final String one;
        private final String done;
        private final FaultCode passedOver;
        private final int noSuchGroup;

        Deed(String one, String done, FaultCode passedOver, int noSuchGroup) {
            this.one = one;
            this.done = done;
            this.passedOver = passedOver;
            this.noSuchGroup = noSuchGroup;
        }

        private String group() {
            return one + "Group";
        }

        private String all() {
            return switch (this) {
                case START -> "supervisor.startAllProcesses";
                case STOP -> "supervisor.stopAllProcesses";
                case SIGNAL -> "supervisor.signalAllProcesses";
                case CLEAR -> "supervisor.clearAllProcessLogs";
            };
        }

        /** The line about one process. */
        private String line(String name, int code, String description) {
            if (code == FaultCode.SUCCESS.code()) {
                return name + ": " + done;
            }
            if (code == FaultCode.FAILED.code() && (this == STOP || this == SIGNAL)) {
                return description;
            }
            return name + ": ERROR (" + why(code, description) + ")";
        }

        private String why(int code, String description) {
            for (FaultCode fault : FaultCode.values()) {
                if (fault.code() == code) {
                    return switch (fault) {
                        case BAD_NAME -> "no such process";
                        case NO_FILE -> "no such file";
                        case NOT_EXECUTABLE -> "file is not executable";
                        case ALREADY_STARTED -> "already started";
                        case SPAWN_ERROR -> "spawn error";
                        case ABNORMAL_TERMINATION -> "abnormal termination";
                        case NOT_RUNNING -> "not running";
                        case BAD_SIGNAL -> "bad signal name";
                        case FAILED -> this == CLEAR ? "failed" : description;
                        default -> description;
                    };
                }
            }
            return description;
        }
    }

    private void start(String argument) throws Trouble {
        if (controller.reaches()) {
            List<String> names = Controller.words(argument);
            if (names.isEmpty()) {
                controller.wrong("Error: start requires a process name", "start", ExitStatus.INVALID_ARGS);
            } else {
                doToAll(Deed.START, names);
            }
        }
    }

    private void stop(String argument) throws Trouble {
        if (controller.reaches()) {
            List<String> names = Controller.words(argument);
            if (names.isEmpty()) {
                controller.wrong("Error: stop requires a process name", "stop", ExitStatus.GENERIC);
            } else {
                doToAll(Deed.STOP, names);
            }
        }
    }

    private void restart(String argument) throws Trouble {
        if (controller.reaches()) {
            List<String> names = Controller.words(argument);
            if (names.isEmpty()) {
                controller.wrong("Error: restart requires a process name", "restart", ExitStatus.GENERIC);
            } else {
                doToAll(Deed.STOP, names);
                doToAll(Deed.START, names);
            }
        }
    }

    private void signal(String argument) throws Trouble {
        if (controller.reaches()) {
            List<String> words = Controller.words(argument);
            if (words.size() < 2) {
                controller.wrong(
                        "Error: signal requires a signal name and a process name", "signal", ExitStatus.GENERIC);
            } else {
                doToAll(Deed.SIGNAL, words.subList(1, words.size()), words.get(0));
            }
        }
    }

    private void clear(String argument) throws Trouble {
        if (controller.reaches()) {
            List<String> names = Controller.words(argument);
            if (names.isEmpty()) {
                controller.wrong("Error: clear requires a process name", "clear", ExitStatus.GENERIC);
            } else {
                doToAll(Deed.CLEAR, withoutGroups(names));
            }
        }
    }

    /** Logs can't be cleared by group over XML-RPC: every process of the group by its name. */
    private List<String> withoutGroups(List<String> names) throws Trouble {
        List<String> single = new ArrayList<>();
        for (String name : names) {
            Namespec spec = Namespec.parse(name);
            if (!spec.isGroup()) {
                single.add(name);
                continue;
            }
            int before = single.size();
            for (Map<?, ?> info : daemon.processes()) {
                if (spec.group().equals(info.get("group"))) {
                    single.add(spec.group() + ":" + info.get("name"));
                }
            }
            if (single.size() == before) {
                noSuchGroup(Deed.CLEAR, spec);
            }
        }
        return single;
    }

    private void doToAll(Deed deed, List<String> names, Object... before) throws Trouble {
        if (names.contains(ALL)) {
            results(deed, daemon.structs(deed.all(), before));
            return;
        }
        for (String name : names) {
            Namespec spec = Namespec.parse(name);
            if (spec.isGroup()) {
                doToGroup(deed, spec, before);
            } else {
                doToOne(deed, name, before);
            }
        }
    }

    private void doToGroup(Deed deed, Namespec spec, Object... before) throws Trouble {
        try {
            results(deed, daemon.structs(deed.group(), arguments(spec.group(), before)));
        } catch (Trouble trouble) {
            if (!trouble.is(FaultCode.BAD_NAME)) {
                throw trouble;
            }
            noSuchGroup(deed, spec);
        }
    }

    private void noSuchGroup(Deed deed, Namespec spec) {
        controller.output(spec.group() + ": ERROR (no such group)");
        controller.fail(deed.noSuchGroup);
    }

    private void doToOne(Deed deed, String name, Object... before) throws Trouble {
        Namespec spec = Namespec.parse(name);
        String shown = Namespec.of(spec.group(), spec.process());
        try {
            daemon.call(deed.one, arguments(name, before));
            controller.output(deed.line(name, FaultCode.SUCCESS.code(), ""));
        } catch (Trouble trouble) {
            if (trouble.kind() != Trouble.Kind.FAULT || trouble.is(FaultCode.SHUTDOWN_STATE)) {
                throw trouble;
            }
            controller.output(deed.line(shown, trouble.fault(), trouble.faultText()));
            controller.failAfter(trouble.fault(), deed.passedOver);
        }
    }

    private static Object[] arguments(String name, Object... more) {
        Object[] arguments = new Object[more.length + 1];
        arguments[0] = name;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return arguments;
    }

    private void results(Deed deed, List<Map<?, ?>> results) {
        for (Map<?, ?> result : results) {
            int code = result.get("status") instanceof Integer number ? number : FaultCode.FAILED.code();
            controller.output(deed.line(nameOf(result), code, String.valueOf(result.get("description"))));
            controller.failAfter(code, deed.passedOver);
        }
    }
}
