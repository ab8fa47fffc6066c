package org.warden.ctl.supervisorctl;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.warden.ctl.supervisorctl.Daemon.Trouble;
import org.warden.rpc.FaultCode;
import org.warden.rpc.client.HttpStatusException;
import org.warden.rpc.client.RpcConnection;

/** The commands that show logs: tail, maintail, fg. */
final class LogActions {
    private static final int BYTES = 1600;
    private static final String CTRL_C = "==> Press Ctrl-C to exit <==";
    private static final int RUNNING = 20;

    private final Controller controller;
    private final Daemon daemon;
    private final Following following;

    LogActions(Controller controller, Following following) {
        this.controller = controller;
        this.daemon = controller.daemon;
        this.following = following;
    }

    void addTo(Map<String, Controller.Action> actions) {
        actions.put("tail", this::tail);
        actions.put("maintail", this::maintail);
        actions.put("fg", this::foreground);
    }

    private void tail(String argument) throws Trouble {
        if (!controller.reaches()) {
            return;
        }
        List<String> words = new ArrayList<>(Controller.words(argument));
        if (words.isEmpty()) {
            controller.wrong("Error: too few arguments", "tail", ExitStatus.GENERIC);
            return;
        }
        String modifier = words.get(0).startsWith("-") ? words.remove(0).substring(1) : null;
        if ("F".equals(modifier) && !words.isEmpty()) {
            followSeveral(words);
            return;
        }
        if (words.size() > 2) {
            controller.wrong("Error: too many arguments", "tail", ExitStatus.GENERIC);
        } else if (words.isEmpty()) {
            controller.output("Error: tail requires process name");
            controller.fail(ExitStatus.GENERIC);
        } else {
            tail(modifier, words.get(0), words.size() == 2 ? words.get(1) : "stdout");
        }
    }

    private void tail(String modifier, String name, String wanted) throws Trouble {
        String channel = wanted.toLowerCase(Locale.ROOT);
        if (!channel.equals("stdout") && !channel.equals("stderr")) {
            controller.output("Error: bad channel '" + wanted + "'");
            controller.fail(ExitStatus.GENERIC);
            return;
        }
        if ("f".equals(modifier)) {
            follow(List.of("/logtail/" + name + "/" + channel), controller.out);
            return;
        }
        int bytes = modifier == null ? BYTES : number(modifier);
        if (bytes < 0) {
            controller.output("Error: bad argument -" + modifier);
            controller.fail(ExitStatus.GENERIC);
            return;
        }
        String method =
                channel.equals("stdout") ? "supervisor.readProcessStdoutLog" : "supervisor.readProcessStderrLog";
        show(name, method, name, -bytes, 0);
    }

    /** @return -1 when it is none */
    private static int number(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void show(String name, String method, Object... arguments) throws Trouble {
        try {
            controller.output(daemon.text(method, arguments));
        } catch (Trouble trouble) {
            controller.fail(ExitStatus.GENERIC);
            if (trouble.is(FaultCode.NO_FILE)) {
                controller.output(name + ": ERROR (no log file)");
            } else if (trouble.is(FaultCode.FAILED)) {
                controller.output(name + ": ERROR (unknown error reading log)");
            } else if (trouble.is(FaultCode.BAD_NAME)) {
                controller.output(name + ": ERROR (no such process name)");
            } else {
                throw trouble;
            }
        }
    }

    private void maintail(String argument) throws Trouble {
        if (!controller.reaches()) {
            return;
        }
        List<String> words = Controller.words(argument);
        if (words.size() > 1) {
            controller.wrong("Error: too many arguments", "maintail", ExitStatus.GENERIC);
        } else if (words.isEmpty()) {
            show("supervisord", "supervisor.readLog", -BYTES, 0);
        } else if (words.get(0).equals("-f")) {
            follow(List.of("/mainlogtail"), controller.out);
        } else {
            int bytes = words.get(0).startsWith("-") ? number(words.get(0).substring(1)) : -1;
            if (bytes < 0) {
                controller.output("Error: bad argument " + words.get(0));
                controller.fail(ExitStatus.GENERIC);
            } else {
                show("supervisord", "supervisor.readLog", -bytes, 0);
            }
        }
    }

    /** Both channels of a group's processes too: {@code tail -F web:* db}. */
    private void followSeveral(List<String> names) throws Trouble {
        List<Namespec> specs = new ArrayList<>();
        for (String name : names) {
            Namespec spec = Namespec.parse(name);
            if (!spec.isGroup()) {
                specs.add(spec);
                continue;
            }
            for (Map<?, ?> info : daemon.processes()) {
                if (spec.group().equals(info.get("group"))) {
                    specs.add(new Namespec(spec.group(), String.valueOf(info.get("name"))));
                }
            }
        }
        int width = 0;
        for (Namespec spec : specs) {
            width = Math.max(width, Namespec.of(spec.group(), spec.process()).length());
        }
        List<String> paths = new ArrayList<>();
        List<OutputStream> sinks = new ArrayList<>();
        for (Namespec spec : specs) {
            StringBuilder prefix = new StringBuilder();
            ProcessActions.padded(prefix, Namespec.of(spec.group(), spec.process()), width);
            paths.add("/logtail/" + spec.group() + ":" + spec.process() + "/stdout");
            sinks.add(new PrefixedLines(prefix.append(" | ").toString(), controller.out));
        }
        controller.output(CTRL_C);
        follow(paths, sinks);
    }

    private void follow(List<String> paths, OutputStream sink) {
        controller.output(CTRL_C);
        List<OutputStream> sinks = new ArrayList<>();
        paths.forEach(path -> sinks.add(sink));
        follow(paths, sinks);
    }

    /** Follows all until they end, or until Ctrl-C. */
    private void follow(List<String> paths, List<OutputStream> sinks) {
        List<Thread> threads = new ArrayList<>();
        List<RpcConnection.Followed> followed = new CopyOnWriteArrayList<>();
        controller.out.flush();
        AtomicBoolean interrupted = new AtomicBoolean();
        Closeable watch = following.untilInterrupted(() -> {
            interrupted.set(true);
            closeAll(followed);
        });
        try {
            for (int i = 0; i < paths.size(); i++) {
                RpcConnection.Followed log = open(paths.get(i));
                if (log != null) {
                    followed.add(log);
                    threads.add(copier(log, sinks.get(i)));
                }
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(watch);
            closeAll(followed);
        }
        if (interrupted.get()) {
            controller.output("");
        }
    }

    private static void closeAll(List<RpcConnection.Followed> followed) {
        followed.forEach(LogActions::close);
    }

    private static void close(Closeable thing) {
        try {
            thing.close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    private Thread copier(RpcConnection.Followed log, OutputStream sink) {
        Thread thread = new Thread(() -> {
            try {
                log.copyTo(sink);
            } catch (IOException e) {
                // The daemon has gone, and with it the log.
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    private RpcConnection.Followed open(String path) {
        String url = daemon.url().text() + path;
        try {
            return daemon.follow(path);
        } catch (HttpStatusException status) {
            controller.err.println(url + " Cannot read, status code " + status.status());
        } catch (IOException e) {
            controller.err.println(url + " Cannot connect, error: " + e.getMessage());
        }
        controller.fail(ExitStatus.GENERIC);
        return null;
    }

    private void foreground(String argument) throws Trouble {
        if (!controller.reaches()) {
            return;
        }
        List<String> names = Controller.words(argument);
        if (names.isEmpty()) {
            controller.wrong("ERROR: no process name supplied", "fg", ExitStatus.GENERIC);
        } else if (names.size() > 1) {
            controller.output("ERROR: too many process names supplied");
            controller.fail(ExitStatus.GENERIC);
        } else if (runs(names.get(0))) {
            talkTo(names.get(0));
        }
    }

    private boolean runs(String name) throws Trouble {
        try {
            if (Integer.valueOf(RUNNING).equals(daemon.process(name).get("state"))) {
                return true;
            }
            controller.output("ERROR: process not running");
        } catch (Trouble trouble) {
            if (trouble.kind() != Trouble.Kind.FAULT) {
                throw trouble;
            }
            controller.output(
                    trouble.is(FaultCode.BAD_NAME)
                            ? "ERROR: bad process name supplied"
                            : "ERROR: " + trouble.getMessage());
        }
        controller.fail(ExitStatus.GENERIC);
        return false;
    }

    /** Shows both logs and hands on what is typed, line by line. */
    private void talkTo(String name) throws Trouble {
        controller.output(CTRL_C);
        controller.out.flush();
        List<RpcConnection.Followed> followed = new ArrayList<>();
        for (String channel : List.of("stdout", "stderr")) {
            try {
                RpcConnection.Followed log = daemon.follow("/logtail/" + name + "/" + channel);
                followed.add(log);
                copier(log, controller.out).start();
            } catch (IOException noLog) {
                // A program without that log shows nothing there.
            }
        }
        try {
            for (String line = following.readLine(); line != null; line = following.readLine()) {
                if (!handOn(name, line)) {
                    return;
                }
            }
            controller.output("Exiting foreground");
        } finally {
            closeAll(followed);
        }
    }

    /** @return whether to go on */
    private boolean handOn(String name, String line) throws Trouble {
        try {
            daemon.call("supervisor.sendProcessStdin", name, line + "\n");
            if (Integer.valueOf(RUNNING).equals(daemon.process(name).get("state"))) {
                return true;
            }
            controller.output("Process got killed");
        } catch (Trouble trouble) {
            if (trouble.kind() != Trouble.Kind.FAULT) {
                throw trouble;
            }
            controller.output(
                    trouble.is(FaultCode.NOT_RUNNING) ? "Process got killed" : "ERROR: " + trouble.getMessage());
        }
        controller.output("Exiting foreground");
        return false;
    }

    /** Puts a name before each line, and keeps an unfinished line back until it is whole. */
    private static final class PrefixedLines extends OutputStream {
        private static final int LONGEST = 64 << 10;

        private final byte[] prefix;
        private final OutputStream out;
        private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

        PrefixedLines(String prefix, OutputStream out) {
            this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            line.write(b);
            if (b == '\n' || line.size() >= LONGEST) {
                synchronized (out) {
                    out.write(prefix);
                    line.writeTo(out);
                    if (b != '\n') {
                        out.write('\n');
                    }
                    out.flush();
                }
                line.reset();
            }
        }
    }
}
