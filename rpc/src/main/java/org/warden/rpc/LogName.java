package org.warden.rpc;

import java.util.Optional;
import org.warden.core.api.ProcessView;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.Channel;

/** The {@code NAME[/CHANNEL]} of a log URL. */
public final class LogName {

    private LogName() {}

    /**
     * The log file meant; empty for an unknown process, a whole group, an unknown channel, and where nothing is logged.
     *
     * @param name decoded; the channel is stdout when it is left out
     */
    public static Optional<String> path(SupervisorView view, String name) {
        int slash = name.indexOf('/');
        GivenName process = GivenName.parse(slash < 0 ? name : name.substring(0, slash));
        String channel = slash < 0 ? Channel.STDOUT.word() : name.substring(slash + 1);
        if (process.isGroup()) {
            return Optional.empty();
        }
        return view.process(process.name()).map(p -> path(p, channel)).filter(path -> !path.isEmpty());
    }

    /** Whether there is a process of that name; a whole group is none. */
    public static boolean isProcess(SupervisorView view, String name) {
        GivenName process = GivenName.parse(name);
        return !process.isGroup() && view.process(process.name()).isPresent();
    }

    private static String path(ProcessView process, String channel) {
        if (channel.equals(Channel.STDOUT.word())) {
            return process.stdoutLogfile();
        }
        return channel.equals(Channel.STDERR.word()) ? process.stderrLogfile() : "";
    }
}
