package org.warden.ctl.supervisorctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.warden.ctl.supervisorctl.Daemon.Trouble;

/** What may be typed next: commands, and the names that the daemon has now. */
final class Completions implements Completer {
    private final Daemon daemon;

    Completions(Daemon daemon) {
        this.daemon = daemon;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String command = line.words().isEmpty() ? "" : line.words().get(0);
        if (line.wordIndex() == 0 || command.equals("help")) {
            Actions.ALL.forEach(name -> candidates.add(new Candidate(name)));
        } else if (Actions.OF_GROUPS.contains(command) || Actions.OF_PROCESSES.contains(command)) {
            names(Actions.OF_GROUPS.contains(command)).forEach(name -> candidates.add(new Candidate(name)));
        }
    }

    /** Nothing where the daemon can't be asked: a person who types is not to be disturbed. */
    private List<String> names(boolean groupsOnly) {
        Set<String> names = new TreeSet<>();
        try {
            for (Map<?, ?> info : daemon.processes()) {
                String group = String.valueOf(info.get("group"));
                if (groupsOnly) {
                    names.add(group);
                    continue;
                }
                names.add(ProcessActions.nameOf(info));
                if (!group.equals(info.get("name"))) {
                    names.add(group + ":*");
                }
            }
        } catch (Trouble nobodyToAsk) {
            names.clear();
        } finally {
            daemon.release();
        }
        return new ArrayList<>(names);
    }
}
