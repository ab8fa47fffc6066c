package org.warden.ctl;

import java.util.Map;

/** The texts of {@code warden --help} and its subcommands. */
final class Help {
    static final String GENERAL = """
            warden -- look at a supervisord.conf without starting anything.

            Usage: warden COMMAND [options]

            Commands:
            check      report all errors and doubtful places, with file, line and remedy
            explain    show each effective value and where it comes from
            help       print this text, or that of a command: warden help check

            Options:
            -h, -?, --help    print this text and exit
            -v, --version     print the version and exit
            """;

    private static final String CHECK = """
            warden check -- report all errors and doubtful places of a configuration. It starts and writes nothing.

            Usage: warden check [-c FILE] [--strict] [--json] [--KEY VALUE ...]

            Options:
            -c, --configuration FILE    configuration file; without it the search path of supervisord is tried
            --strict                    exit status 1 where there are warnings
            --json                      print the report as JSON
            --KEY VALUE                 as supervisord would be started: any key of [supervisord] but environment,
                                        such as --user www-data; no value for nodaemon, silent, nocleanup, strip_ansi
            -h, -?, --help              print this text and exit

            Exit status: 0 where supervisord would start; 1 with --strict, where there are warnings and no errors;
            2 for errors, and for a command line that can't be understood.
            """;

    private static final String EXPLAIN = """
            warden explain -- show each effective value of a configuration and where it comes from.

            Usage: warden explain [-c FILE] [--json] [--KEY VALUE ...] [NAME ...]

            NAME is a section (supervisord, program:web), the name of a program or group (web), or one process
            (group:name; group:* for all of a group). Without a name everything is shown. Passwords and the like
            are masked.

            Options:
            -c, --configuration FILE    configuration file; without it the search path of supervisord is tried
            --json                      print the answer as JSON
            --KEY VALUE                 as supervisord would be started: any key of [supervisord] but environment,
                                        such as --loglevel debug; no value for nodaemon, silent, nocleanup, strip_ansi
            -h, -?, --help              print this text and exit

            Exit status: 0; 2 for a configuration, a name or a command line that can't be used.
            """;

    /** By subcommand. */
    static final Map<String, String> OF = Map.of("check", CHECK, "explain", EXPLAIN);

    private Help() {}
}
