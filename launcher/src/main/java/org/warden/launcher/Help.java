package org.warden.launcher;

/** The text of {@code supervisord --help}. */
final class Help {
    static final String TEXT = """
            supervisord -- run a set of programs and keep them running.

            Usage: supervisord [options]

            Options:
            -c, --configuration FILE    configuration file; without it the search path is tried
            -n, --nodaemon              run in the foreground (as nodaemon=true)
            -s, --silent                no copy of the activity log on stdout (as silent=true)
            -h, -?, --help              print this text and exit
            -v, --version               print the version of Supervisor this is compatible with, and exit
            -u, --user USER             run as this user (name or number)
            -m, --umask UMASK           umask of the daemon (octal)
            -d, --directory DIRECTORY   directory to go to when daemonized
            -l, --logfile FILE          activity log
            -y, --logfile_maxbytes N    size at which the activity log is rotated (KB, MB, GB are understood)
            -z, --logfile_backups N     rotated activity logs to keep
            -e, --loglevel LEVEL        critical, error, warn, info, debug, trace or blather
            -j, --pidfile FILE          file that holds the daemon's pid
            -i, --identifier TEXT       name of this instance
            -q, --childlogdir DIRECTORY where the logs of programs go that name none
            -k, --nocleanup             keep the automatic logs of an earlier run
            -a, --minfds N              least number of file descriptors to run with
            -t, --strip_ansi            take terminal escape sequences out of program logs
            --minprocs N                least number of processes to run with
            --keeper=true|false         whether programs live on when the daemon dies
            --statedir DIRECTORY        where the process that holds the programs has its socket
            --profile_options LIST      accepted for compatibility, without effect

            Options on the command line beat the configuration file. Exit status: 0 after an orderly shutdown,
            2 for a command line, configuration, limit or port that can't be used.
            """;

    private Help() {}
}
