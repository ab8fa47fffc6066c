package org.warden.core.loop;

import java.util.Objects;
import org.warden.core.config.LogLevel;
import org.warden.core.log.LogSink;
import org.warden.core.model.Channel;
import org.warden.core.model.PythonText;
import org.warden.core.port.SpawnerEvent;

/** What the engine tells of a child's output: lines for the activity log, and events. Loop thread only. */
final class ChannelEvents {
    private final LogSink log;
    private final Events events;

    ChannelEvents(LogSink log, Events events) {
        this.log = log;
        this.events = events;
    }

    /** @param process whose it is; null when the loop knows it no more, and then nothing is said */
    void happened(ManagedProcess process, SpawnerEvent.OfChannel event) {
        if (process == null) {
            return;
        }
        String channel = "'" + process.config().name() + "' " + event.channel().word();
        if (event instanceof SpawnerEvent.Output output) {
            output(process, channel, output);
        } else if (event instanceof SpawnerEvent.Captured captured) {
            events.captured(process, captured.channel(), captured.bytes());
            log.log(LogLevel.DEBUG, channel + " emitted a comm event");
        } else if (event instanceof SpawnerEvent.CaptureDropped dropped) {
            String reason = dropped.errno() == 0 ? "no <!--XSUPERVISOR:END--> came" : dropped.errnoName();
            log.log(LogLevel.WARN, channel + ": dropped " + dropped.bytes() + " captured bytes: " + reason);
        } else if (event instanceof SpawnerEvent.SyslogTrouble trouble) {
            log.log(
                    LogLevel.ERROR,
                    channel + " syslog: can't send to /dev/log: " + trouble.errnoName() + "; " + trouble.lost()
                            + " messages lost so far; the program runs on, and sending goes on when this is mended");
        } else if (event instanceof SpawnerEvent.LogTrouble trouble) {
            logTrouble(process, channel, trouble);
        }
    }

    private void output(ManagedProcess process, String channel, SpawnerEvent.Output output) {
        if (log.isOn(LogLevel.DEBUG)) {
            boolean protocol = output.channel() == Channel.STDOUT && events.isListener(process);
            String text = protocol ? PythonText.bytesLiteral(output.bytes()) : PythonText.output(output.bytes());
            log.log(LogLevel.DEBUG, channel + " output:\n" + text);
        }
        events.output(process, output.channel(), output.bytes());
    }

    private void logTrouble(ManagedProcess process, String channel, SpawnerEvent.LogTrouble trouble) {
        String file = Objects.requireNonNullElse(process.logs.of(trouble.channel()), "none");
        log.log(
                LogLevel.ERROR,
                channel + " log " + file + ": can't " + trouble.operation() + " it: " + trouble.errnoName() + "; "
                        + trouble.lost()
                        + " bytes lost so far; the program runs on, and logging goes on when this is mended");
    }
}
