package org.warden.rpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.warden.core.api.Command;
import org.warden.core.api.LogTooLargeException;
import org.warden.core.api.Logs;
import org.warden.core.api.ProcessView;
import org.warden.core.model.Channel;
import org.warden.core.model.Role;

/** The methods that read and clear logs. Bytes that are no UTF-8 are shown as U+FFFD; stock answers HTTP 500. */
final class LogMethods {

    private final MainInterface main;

    LogMethods(MainInterface main) {
        this.main = main;
    }

    void addTo(Namespace n) {
        n.method("readLog", "Reads from the daemon's own log.")
                .param("int", "offset", "first byte; negative counts from the end and wants length 0")
                .param("int", "length", "how many bytes; 0 for all to the end")
                .returns("string", "that part of the log")
                .since("2.1")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_ARGUMENTS, FaultCode.NO_FILE, FaultCode.FAILED)
                .example(-8, 0)
                .now(a -> {
                    main.view();
                    return read(main.logs().mainLog().orElse(""), a, 0);
                });
        n.alias("readMainLog", "readLog");
        n.method("clearLog", "Empties the daemon's own log.")
                .returns("boolean", "true when it was cleared")
                .since("2.0")
                .needs(Role.ADMIN)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.NO_FILE, FaultCode.FAILED)
                .by(a -> {
                    main.view();
                    return Answers.map(main.supervisor().ask(new Command.ClearMainLog()), null);
                });
        addRead(n, "readProcessStdoutLog", Channel.STDOUT);
        n.alias("readProcessLog", "readProcessStdoutLog");
        addRead(n, "readProcessStderrLog", Channel.STDERR);
        addTail(n, "tailProcessStdoutLog", Channel.STDOUT);
        n.alias("tailProcessLog", "tailProcessStdoutLog");
        addTail(n, "tailProcessStderrLog", Channel.STDERR);
        addClear(n);
    }

    private void addRead(Namespace n, String method, Channel channel) {
        n.method(method, "Reads from the " + channel.word() + " log of a process.")
                .param("string", "name", "process or group:process")
                .param("int", "offset", "first byte; negative counts from the end and wants length 0")
                .param("int", "length", "how many bytes; 0 for all to the end")
                .returns("string", "that part of the log")
                .since("3.0a1")
                .needs(Role.VIEWER)
                .faults(
                        FaultCode.SHUTDOWN_STATE,
                        FaultCode.BAD_NAME,
                        FaultCode.BAD_ARGUMENTS,
                        FaultCode.NO_FILE,
                        FaultCode.FAILED)
                .example("web", 0, 16)
                .now(a -> read(path(a, channel), a, 1));
    }

    private void addTail(Namespace n, String method, Channel channel) {
        n.method(method, "Reads the end of the " + channel.word() + " log of a process; made for polling.")
                .param("string", "name", "process or group:process")
                .param("int", "offset", "the offset that the last call returned")
                .param("int", "length", "at most so many bytes")
                .returns("array", "text, the new offset, and whether something was skipped")
                .since("3.0a1")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME)
                .example("web", 0, 16)
                .now(a -> tail(path(a, channel), a));
    }

    private void addClear(Namespace n) {
        n.method("clearProcessLogs", "Empties the logs of a process, stdout and stderr.")
                .param("string", "name", "process or group:process")
                .returns("boolean", "true when they were cleared")
                .since("3.0a1")
                .needs(Role.OPERATOR)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME, FaultCode.FAILED)
                .example("web")
                .by(a -> {
                    ProcessView process = main.process(main.view(), a.text(0));
                    return Answers.map(main.supervisor().ask(new Command.ClearLogs(process.name())), a.text(0));
                });
        n.alias("clearProcessLog", "clearProcessLogs");
        n.method("clearAllProcessLogs", "Empties the logs of all processes.")
                .returns("array", "one struct for each process: name, group, status and description")
                .since("3.0")
                .needs(Role.OPERATOR)
                .faults(FaultCode.SHUTDOWN_STATE)
                .by(a -> {
                    main.view();
                    return Answers.items(main.supervisor().ask(new Command.ClearAllLogs()), null);
                });
    }

    private String path(Arguments a, Channel channel) {
        ProcessView process = main.process(main.view(), a.text(0));
        return channel == Channel.STDOUT ? process.stdoutLogfile() : process.stderrLogfile();
    }

    /** @param first the index of the offset, with the length behind it */
    private String read(String path, Arguments a, int first) {
        long offset = a.number(first);
        long length = a.number(first + 1);
        if (path.isEmpty()) {
            throw new RpcFault(FaultCode.NO_FILE);
        }
        try {
            return text(readOrRefuse(path, offset, length));
        } catch (NoSuchFileException e) {
            throw new RpcFault(FaultCode.NO_FILE, path);
        } catch (LogTooLargeException e) {
            throw new RpcFault(FaultCode.FAILED, e.getMessage());
        } catch (IOException e) {
            throw new RpcFault(FaultCode.FAILED);
        }
    }

    private byte[] readOrRefuse(String path, long offset, long length) throws IOException {
        try {
            return main.logs().read(path, offset, length);
        } catch (IllegalArgumentException e) {
            // A missing file counts before bad numbers, whichever the log reader sees first.
            main.logs().read(path, 0, 1);
            throw new RpcFault(FaultCode.BAD_ARGUMENTS);
        }
    }

    private List<Object> tail(String path, Arguments a) {
        long offset = a.number(1);
        long length = a.number(2);
        if (path.isEmpty()) {
            return List.of("", 0, false);
        }
        try {
            Logs.Tail tail = main.logs().tail(path, offset, length);
            return List.of(text(tail.bytes()), tail.offset(), tail.overflow());
        } catch (IOException e) {
            return List.of("", 0, false);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
