package org.warden.ctl.supervisorctl;

import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code help} prints, to the letter of stock's where scripts and habits know it. */
final class HelpTexts {
    static final String USAGE = """
            supervisorctl -- drive the programs of a supervisord.

            Usage: supervisorctl [options] [action [arguments]]

            Options:
            -c, --configuration FILE    configuration file; without it the search path of supervisord is tried
            -s, --serverurl URL         http://host:port, https://host:port or unix:///path (default http://localhost:9001)
            -u, --username NAME         credentials; they win over those of the file
            -p, --password WORD
            -r, --history_file FILE     keep what is typed in this file
            -i, --interactive           open a shell, also after an action
            -h, -?, --help              print this text and exit

            Without an action a shell opens. "help" lists the actions, "help ACTION" tells about one.
            """;

    /** The table: in columns, read downwards. */
    static final String ACTIONS = """

            default commands (type help <topic>):
            =====================================
            add    exit      open  reload  restart   start   tail  \s
            avail  fg        pid   remove  shutdown  status  update\s
            clear  maintail  quit  reread  signal    stop    version
            """;

    private static final Map<String, String> OF = new LinkedHashMap<>();

    static {
        OF.put("add", "add <name> [...]\tActivates any updates in config for process/group");
        OF.put("avail", "avail\t\t\tDisplay all configured processes");
        OF.put("clear", """
                clear <name>\t\tClear a process' log files.
                clear <name> <name>\tClear multiple process' log files
                clear all\t\tClear all process' log files""");
        OF.put("exit", "exit\tExit the supervisor shell.");
        OF.put("fg", "fg <process>\tConnect to a process in foreground mode\n\t\tCtrl-C to exit");
        OF.put("help", "help\t\tPrint a list of available actions\nhelp <action>\tPrint help for <action>");
        OF.put("maintail", """
                maintail -f \tContinuous tail of supervisor main log file (Ctrl-C to exit)
                maintail -100\tlast 100 *bytes* of supervisord main log file
                maintail\tlast 1600 *bytes* of supervisor main log file
                """);
        OF.put(
                "open",
                "open <url>\tConnect to a remote supervisord process.\n"
                        + "\t\t(for UNIX domain socket, use unix:///socket/path)");
        OF.put("pid", """
                pid\t\t\tGet the PID of supervisord.
                pid <name>\t\tGet the PID of a single child process by name.
                pid all\t\t\tGet the PID of every child process, one per line.""");
        OF.put("quit", "quit\tExit the supervisor shell.");
        OF.put("reload", "reload \t\tRestart the remote supervisord.");
        OF.put("remove", "remove <name> [...]\tRemoves process/group from active config");
        OF.put("reread", "reread \t\t\tReload the daemon's configuration files without add/remove");
        OF.put("restart", """
                restart <name>\t\tRestart a process
                restart <gname>:*\tRestart all processes in a group
                restart <name> <name>\tRestart multiple processes or groups
                restart all\t\tRestart all processes
                Note: restart does not reread config files. For that, see reread and update.""");
        OF.put("shutdown", "shutdown \tShut the remote supervisord down.");
        OF.put("signal", """
                signal <signal name> <name>\t\tSignal a process
                signal <signal name> <gname>:*\t\tSignal all processes in a group
                signal <signal name> <name> <name>\tSignal multiple processes or groups
                signal <signal name> all\t\tSignal all processes""");
        OF.put("start", """
                start <name>\t\tStart a process
                start <gname>:*\t\tStart all processes in a group
                start <name> <name>\tStart multiple processes or groups
                start all\t\tStart all processes""");
        OF.put("status", """
                status <name>\t\tGet status for a single process
                status <gname>:*\tGet status for all processes in a group
                status <name> <name>\tGet status for multiple named processes
                status\t\t\tGet all process status info
                status --json [...]\tThe same as JSON
                status --watch [...]\tThe same, shown anew every second (Ctrl-C to exit)""");
        OF.put("stop", """
                stop <name>\t\tStop a process
                stop <gname>:*\t\tStop all processes in a group
                stop <name> <name>\tStop multiple processes or groups
                stop all\t\tStop all processes""");
        OF.put("tail", """
                tail [-f] <name> [stdout|stderr] (default stdout)
                Ex:
                tail -f <name>\t\tContinuous tail of named process stdout
                \t\t\tCtrl-C to exit.
                tail -100 <name>\tlast 100 *bytes* of process stdout
                tail <name> stderr\tlast 1600 *bytes* of process stderr
                tail -F <name> <name>\tContinuous tail of several processes, each line after its name""");
        OF.put("update", """
                update\t\t\tReload config and add/remove as necessary, and will restart affected programs
                update all\t\tReload config and add/remove as necessary, and will restart affected programs
                update <gname> [...]\tUpdate specific groups""");
        OF.put("version", "version\t\t\tShow the version of the remote supervisord process");
    }

    private HelpTexts() {}

    /** The text about a command, without a line feed at its end; null when there is none. */
    static String of(String command) {
        return OF.get(command);
    }

    /** All commands, in the order of the alphabet. */
    static java.util.Set<String> commands() {
        return OF.keySet();
    }
}
