package org.warden.ctl;

import java.util.Map;

/** The texts of {@code warden --help} and its subcommands. */
final class Help {
    static final String GENERAL = """
            warden -- what is there besides supervisord and supervisorctl.

            Usage: warden COMMAND [options]

            Commands:
            check      report all errors and doubtful places, with file, line and remedy
            explain    show each effective value and where it comes from
            archive    make starts faster for the Java runtime of this machine
            plan       tell what an update would change, stop and start, before it happens
            detach     end supervisord and leave its programs running, for the next one to take back
            keeper     look at the keeper, the parent of the programs; free it from a supervisord that hangs; renew it
            doctor     look at what Warden and a configuration need of this machine
            completion print what bash or zsh needs to complete supervisorctl and warden
            support    write a bundle for whoever helps, without passwords
            passwd     make the hash of a password for a [console_user:NAME]
            version    tell which versions this is made of, and the running supervisord
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

    private static final String ARCHIVE = """
            warden archive -- make starts faster for the Java runtime of this machine.

            Usage: warden archive

            Starts a daemon of its own in a temporary folder, has it driven and stopped, and keeps what the JVM had parsed by then in
            the distribution's lib/. To be run once after an installation, and after the Java runtime was changed; an archive that
            does not fit is left aside. The packages and the build do it by themselves.

            Exit status: 0; 1 where the archives can't be made.
            """;

    private static final String COMPLETION = """
            warden completion -- print what a shell needs to complete supervisorctl and warden.

            Usage: warden completion bash|zsh

            bash: eval "$(warden completion bash)", in ~/.bashrc.
            zsh: warden completion zsh >_supervisorctl, in a folder of $fpath. The Debian package brings both.

            Exit status: 0; 2 for a shell that is not known.
            """;

    private static final String DETACH = """
            warden detach -- end supervisord and leave its programs running.

            Usage: warden detach [-c FILE]

            The daemon is the one of [supervisorctl] in the configuration, and must have a keeper. Its programs go on; a supervisord
            that is started on the same configuration takes them back. Returns when the daemon has ended.

            Options:
            -c, --configuration FILE    configuration file; without it the search path of supervisord is tried
            -h, -?, --help              print this text and exit

            Exit status: 0; 1 where nobody answers, or the daemon has no keeper; 2 for a configuration that can't be used.
            """;

    private static final String DOCTOR = """
            warden doctor -- look at what Warden and a configuration need of this machine. It starts and changes nothing.

            Usage: warden doctor [-c FILE]

            Looks at the Java runtime, the kernel, the distribution, limits, files, and at each address of the configuration: who
            answers there. What is wrong comes with what to do about it.

            Options:
            -c, --configuration FILE    configuration file; without it the search path of supervisord is tried
            -h, -?, --help              print this text and exit

            Exit status: 0; 2 where something prevents supervisord from doing its work.
            """;

    private static final String PLAN = """
            warden plan -- tell what an update would change, stop and start, before it happens. It changes nothing.

            Usage: warden plan [-c FILE] [-s URL] [--json]

            Has the running supervisord read its configuration file anew and compare it with what is active: groups added, changed
            and removed, key by key with the value in use, the new one and its place, and the processes that would be stopped,
            restarted and started. Passwords and the like are masked.

            Options:
            -c, --configuration FILE    configuration file whose [supervisorctl] tells where supervisord is; without it the search
                                        path of supervisorctl is tried
            -s, --serverurl URL         where supervisord is, instead
            --json                      print the answer as JSON
            -h, -?, --help              print this text and exit

            Exit status: 0 where an update would do nothing; 1 where it would change something; 2 for a configuration that can't
            be used, with all its errors, and where no supervisord answers.
            """;

    private static final String KEEPER = """
            warden keeper -- look at the keeper of a configuration, the parent of its programs, free it, or renew it.

            Usage: warden keeper status [-c FILE] [--json] [--KEY VALUE ...]
                   warden keeper takeover [--kill] [-c FILE] [--json] [--KEY VALUE ...]
                   warden keeper upgrade [-c FILE] [--json] [--KEY VALUE ...]

            status: its pid, version, since when it runs, which supervisord is attached, how many programs live, its memory, its
            state directory. Changes nothing, and works whether a supervisord runs or not.

            takeover: sends away a supervisord that hangs, so that another one can be started; programs run on. One that comes to
            itself later ends, and touches nothing. It may still have the addresses of the configuration: --kill ends it, too.

            upgrade: the keeper that runs becomes the one of this distribution: the same process, with all its programs, which notice
            nothing. One that would not do is tried first, and not taken.

            Options:
            --kill                      takeover: kill the process that was attached, or was sent away last
            -c, --configuration FILE    configuration file; without it the search path of supervisord is tried
            --json                      print the answer as JSON
            --KEY VALUE                 as supervisord was started: --statedir and --user tell where the keeper is
            -h, -?, --help              print this text and exit

            Exit status: 0; 3 where there is no keeper; 2 for a configuration that can't be used, for somebody else's keeper, for
            one that does not answer, and for what could not be done.
            """;

    private static final String PASSWD = """
            warden passwd -- make the hash of a password, for the console users of supervisord.conf.

            Usage: warden passwd [NAME] [--role ROLE]

            On a terminal the password is asked for twice and not shown; from a pipe its first line is read. With NAME the
            section [console_user:NAME] is printed, ready to paste; without, the hash alone.

            Options:
            --role ROLE                 viewer (the default), operator or admin
            -h, -?, --help              print this text and exit

            Exit status: 0; 1 where the two passwords differ or there is none; 2 for a command line that can't be
            understood.
            """;

    private static final String SUPPORT = """
            warden support -- write a bundle for whoever helps, without passwords and the values of variables.

            Usage: warden support [-c FILE] [-s URL] [-o FILE] [--KEY VALUE ...]

            A zip of texts: versions, what doctor and keeper status say, every effective value, and what the supervisord of
            [supervisorctl] says, where one answers: states, queues of events, the end of its log, its history.

            Options:
            -c, --configuration FILE    configuration file; without it the search path of supervisord is tried
            -s, --serverurl URL         where supervisord is, instead of what [supervisorctl] says
            -o, --output FILE           the file to write, which must not be there; warden-support-TIME.zip when left out
            --KEY VALUE                 as supervisord would be started: any key of [supervisord] but environment
            -h, -?, --help              print this text and exit

            Exit status: 0; 2 for a configuration that can't be found, and where the file can't be written.
            """;

    private static final String VERSION = """
            warden version -- tell which versions this is made of, and the running supervisord.

            Usage: warden version [-c FILE] [-s URL] [--json]

            Warden's own version, the commit it was built from where that is known, the release of Supervisor it behaves like, the
            Java runtime, and the version of what is spoken with the engine and the keeper.

            Options:
            -c, --configuration FILE    configuration file whose [supervisorctl] tells where supervisord is; without it the search
                                        path of supervisorctl is tried
            -s, --serverurl URL         where supervisord is, instead
            --json                      print the answer as JSON
            -h, -?, --help              print this text and exit

            Exit status: 0; 2 for a configuration that can't be used.
            """;

    /** By subcommand. */
    static final Map<String, String> OF = Map.ofEntries(
            Map.entry("archive", ARCHIVE),
            Map.entry("check", CHECK),
            Map.entry("completion", COMPLETION),
            Map.entry("detach", DETACH),
            Map.entry("doctor", DOCTOR),
            Map.entry("explain", EXPLAIN),
            Map.entry("keeper", KEEPER),
            Map.entry("passwd", PASSWD),
            Map.entry("plan", PLAN),
            Map.entry("support", SUPPORT),
            Map.entry("version", VERSION));

    private Help() {}
}
