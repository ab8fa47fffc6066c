package org.warden.launcher;

import java.util.ArrayList;
import java.util.List;
import org.warden.core.config.Configuration.Notice;
import org.warden.core.config.LogLevel;
import org.warden.core.config.SupervisordConfig;
import org.warden.core.port.Host;
import org.warden.spawner.NativeSystem;

/**
 * Who the daemon is and what it may use: limits first, as long as it may raise them, then the user. Done once, at the first
 * start.
 *
 * @param notices for the activity log, which does not exist yet
 * @param childOpenFiles the soft limit on descriptors that programs get; the daemon takes more for itself
 */
record Privileges(List<Notice> notices, long childOpenFiles) {
    Privileges {
        notices = List.copyOf(notices);
    }

    static Privileges take(NativeSystem host, SupervisordConfig supervisord) throws UsageException {
        List<Notice> notices = new ArrayList<>();
        raiseOpenFiles(host, supervisord.minfds(), notices);
        raiseProcesses(host, supervisord.minprocs(), notices);
        long childOpenFiles = host.openFilesSoftLimit();
        host.raiseOwnOpenFiles();
        becomeUser(host, supervisord, notices);
        return new Privileges(notices, childOpenFiles);
    }

    private static void raiseOpenFiles(NativeSystem host, long wanted, List<Notice> notices) throws UsageException {
        NativeSystem.Limit limit = host.raiseOpenFiles(wanted);
        if (!limit.reached()) {
            throw new UsageException("minfds=" + wanted + " file descriptors can't be had: the hard limit is "
                    + limit.hard() + "; lower minfds, or raise the limit (ulimit -Hn, LimitNOFILE=)");
        }
        if (limit.changed()) {
            notices.add(new Notice(LogLevel.INFO, "Increased RLIMIT_NOFILE limit to " + wanted));
        }
    }

    private static void raiseProcesses(NativeSystem host, long wanted, List<Notice> notices) throws UsageException {
        NativeSystem.Limit limit = host.raiseProcesses(wanted);
        if (!limit.reached()) {
            throw new UsageException("minprocs=" + wanted + " processes can't be had: the hard limit is " + limit.hard()
                    + "; lower minprocs, or raise the limit (ulimit -Hu, LimitNPROC=)");
        }
        if (limit.changed()) {
            notices.add(new Notice(LogLevel.INFO, "Increased RLIMIT_NPROC limit to " + wanted));
        }
    }

    private static void becomeUser(NativeSystem host, SupervisordConfig supervisord, List<Notice> notices)
            throws UsageException {
        if (supervisord.user().isEmpty()) {
            return;
        }
        Host.Account user = supervisord.user().get();
        if (host.uid() != user.uid()) {
            if (host.uid() != 0) {
                throw new UsageException("Can't drop privilege as nonroot user: user=" + user.name()
                        + " can only be had when started by root");
            }
            host.becomeUser(user.uid(), user.gid(), user.groups());
        }
        notices.add(new Notice(LogLevel.INFO, "Set uid to user " + user.uid() + " succeeded"));
    }
}
