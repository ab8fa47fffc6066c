package org.warden.ctl.supervisorctl;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.warden.ctl.supervisorctl.Daemon.Trouble;
import org.warden.rpc.FaultCode;

/** Carries out lines as they are typed, one after the other, and remembers the exit status. One thread. */
final class Controller {
    private static final String API_VERSION = "3.0";

    /** A command: what follows its name, already without blanks around it. */
    interface Action {
        void run(String argument) throws Trouble;
    }

    /** What only a person at a terminal can answer. */
    interface Person {
        /** @return null when there is nobody, or no answer */
        String ask(String question);

        /** As {@link #ask}, without showing what is typed. */
        String askSecretly(String question);
    }

    final Daemon daemon;
    final PrintStream out;
    final PrintStream err;
    private final Map<String, Action> actions = new LinkedHashMap<>();
    private final Person person;
    private final boolean interactive;
    private int status;
    private boolean left;

    /**
     * @param interactive whether commands come from a person, who is asked before everything is stopped, and for a password
     * @param following how logs are followed and given input
     */
    Controller(
            Daemon daemon, PrintStream out, PrintStream err, Person person, boolean interactive, Following following) {
        this.daemon = daemon;
        this.out = out;
        this.err = err;
        this.person = person;
        this.interactive = interactive;
        new ProcessActions(this).addTo(actions);
        new LogActions(this, following).addTo(actions);
        new GroupActions(this).addTo(actions);
        new DaemonActions(this).addTo(actions);
        actions.put("help", this::help);
        actions.put("exit", argument -> leave());
        actions.put("quit", argument -> leave());
        actions.put("EOF", argument -> leave());
    }

    int exitStatus() {
        return status;
    }

    boolean hasLeft() {
        return left;
    }

    private void leave() {
        output("");
        left = true;
    }

    void output(String line) {
        out.println(line);
    }

    void fail(int exitStatus) {
        status = exitStatus;
    }

    /** Keeps the status as it is now, whatever happens meanwhile. */
    void keepingStatus(Runnable work) {
        int kept = status;
        work.run();
        status = kept;
    }

    /** An argument that can't be used: what is wrong, and the help. */
    void wrong(String message, String command, int exitStatus) {
        output(message);
        help(command);
        fail(exitStatus);
    }

    /** @return whether the command, which takes no arguments, got none */
    boolean hasNone(String argument, String command) {
        if (argument.isEmpty()) {
            return true;
        }
        wrong("Error: " + command + " accepts no arguments", command, ExitStatus.GENERIC);
        return false;
    }

    /** The exit status after a fault or a result of several; {@code passedOver} is no failure of this command. */
    void failAfter(int fault, FaultCode passedOver) {
        if (fault == FaultCode.SUCCESS.code() || passedOver != null && fault == passedOver.code()) {
            return;
        }
        boolean dead = fault == FaultCode.SPAWN_ERROR.code()
                || fault == FaultCode.ABNORMAL_TERMINATION.code()
                || fault == FaultCode.NOT_RUNNING.code();
        fail(dead ? ExitStatus.NOT_RUNNING : ExitStatus.GENERIC);
    }

    /** Asks the person, if there is one; nobody is no obstacle. */
    boolean isSure(String question) {
        if (!interactive) {
            return true;
        }
        String answer = person.ask(question);
        return answer != null && !answer.isEmpty() && Character.toLowerCase(answer.charAt(0)) == 'y';
    }

    /** Carries out one line. */
    void carryOut(String typed) {
        String line = typed.strip();
        if (line.isEmpty()) {
            return;
        }
        String rest = line.startsWith("?") ? "help " + line.substring(1) : line;
        int end = 0;
        while (end < rest.length() && (Character.isLetterOrDigit(rest.charAt(end)) || rest.charAt(end) == '_')) {
            end++;
        }
        Action action = actions.get(rest.substring(0, end));
        if (action == null) {
            output("*** Unknown syntax: " + line);
            fail(ExitStatus.GENERIC);
            return;
        }
        String argument = rest.substring(end).strip();
        try {
            carryOut(action, argument);
        } finally {
            out.flush();
            daemon.release();
        }
    }

    private void carryOut(Action action, String argument) {
        try {
            action.run(argument);
        } catch (Trouble trouble) {
            if (trouble.kind() != Trouble.Kind.UNAUTHORIZED) {
                output("error: " + trouble.getMessage());
                fail(ExitStatus.GENERIC);
                return;
            }
            output("Server requires authentication");
            fail(ExitStatus.GENERIC);
            if (interactive && loggedIn()) {
                carryOut(action, argument);
            }
        }
    }

    private boolean loggedIn() {
        String name = person.ask("Username:");
        String word = name == null ? null : person.askSecretly("Password:");
        output("");
        if (word == null || name.isEmpty()) {
            return false;
        }
        daemon.logIn(name, word);
        return true;
    }

    /** Is a daemon there, and one of our kind? What is wrong is said. */
    boolean reaches() throws Trouble {
        try {
            String version = daemon.text("supervisor.getVersion");
            if (version.equals(API_VERSION)) {
                return true;
            }
            output("Sorry, this version of supervisorctl expects version " + API_VERSION
                    + " of the XML-RPC interface, but the server has version " + version + ".");
            fail(ExitStatus.NOT_INSTALLED);
        } catch (Trouble trouble) {
            if (trouble.is(FaultCode.UNKNOWN_METHOD)) {
                output(
                        "Sorry, supervisord responded but did not recognize the supervisor namespace of commands; is there"
                                + " an [rpcinterface:supervisor] section in its configuration?");
                fail(ExitStatus.UNIMPLEMENTED);
            } else if (trouble.kind() == Trouble.Kind.REFUSED) {
                output(trouble.getMessage());
                fail(ExitStatus.UNKNOWN);
            } else if (trouble.kind() == Trouble.Kind.NO_SOCKET) {
                output(trouble.getMessage());
                fail(ExitStatus.NOT_RUNNING);
            } else {
                throw trouble;
            }
        }
        return false;
    }

    private void help(String argument) {
        if (argument.isEmpty()) {
            out.println(HelpTexts.ACTIONS);
            return;
        }
        String text = HelpTexts.of(argument);
        output(text != null ? text : "*** No help on " + argument);
    }

    /** The words of an argument. */
    static List<String> words(String argument) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < argument.length()) {
            int begin = at;
            while (at < argument.length() && !Character.isWhitespace(argument.charAt(at))) {
                at++;
            }
            if (at > begin) {
                words.add(argument.substring(begin, at));
            }
            at++;
        }
        return words;
    }
}
