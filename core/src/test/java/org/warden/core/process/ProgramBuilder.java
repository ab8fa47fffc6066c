package org.warden.core.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.Signal;

/** Process configurations for tests: the defaults of the manual, and words to change them. */
public final class ProgramBuilder {
    private final String name;
    private String section;
    private String command = "/bin/cat";
    private int priority = 999;
    private boolean autostart = true;
    private AutoRestart autorestart = AutoRestart.UNEXPECTED;
    private long startsecs = 1;
    private long startretries = 3;
    private List<Integer> exitcodes = List.of(0);
    private long stopwaitsecs = 10;
    private boolean stopasgroup;
    private boolean killasgroup;
    private boolean logEvents;
    private Map<String, String> environment = Map.of();
    private long captureMaxBytes;
    private ChannelConfig.LogTarget log = new ChannelConfig.LogTarget.None();

    private ProgramBuilder(String name) {
        this.name = name;
        this.section = "program:" + name;
    }

    public static ProgramBuilder program(String name) {
        return new ProgramBuilder(name);
    }

    /** Makes it a process of this section instead of one of its own. */
    public ProgramBuilder of(String value) {
        section = value;
        return this;
    }

    public ProgramBuilder command(String value) {
        command = value;
        return this;
    }

    public ProgramBuilder priority(int value) {
        priority = value;
        return this;
    }

    public ProgramBuilder autostart(boolean value) {
        autostart = value;
        return this;
    }

    public ProgramBuilder autorestart(AutoRestart value) {
        autorestart = value;
        return this;
    }

    public ProgramBuilder startsecs(long value) {
        startsecs = value;
        return this;
    }

    public ProgramBuilder startretries(long value) {
        startretries = value;
        return this;
    }

    public ProgramBuilder exitcodes(Integer... value) {
        exitcodes = List.of(value);
        return this;
    }

    public ProgramBuilder stopwaitsecs(long value) {
        stopwaitsecs = value;
        return this;
    }

    public ProgramBuilder stopasgroup(boolean value) {
        stopasgroup = value;
        return this;
    }

    public ProgramBuilder killasgroup(boolean value) {
        killasgroup = value;
        return this;
    }

    public ProgramBuilder captureMaxBytes(long value) {
        captureMaxBytes = value;
        return this;
    }

    public ProgramBuilder autoLogs() {
        log = new ChannelConfig.LogTarget.Auto();
        return this;
    }

    public ProgramBuilder environment(Map<String, String> value) {
        environment = value;
        return this;
    }

    public ProgramBuilder logEvents() {
        logEvents = true;
        return this;
    }

    public ProcessConfig build() {
        ChannelConfig channel = new ChannelConfig(log, 0, 0, captureMaxBytes, logEvents, false);
        return new ProcessConfig(
                name,
                section,
                command,
                priority,
                autostart,
                autorestart,
                startsecs,
                startretries,
                exitcodes,
                Signal.TERM,
                stopwaitsecs,
                stopasgroup,
                killasgroup,
                killasgroup,
                Optional.empty(),
                false,
                channel,
                channel,
                environment,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
