package org.warden.ctl;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.warden.core.config.Inspection;
import org.warden.core.config.Secrets;
import org.warden.ctl.Finding.Severity;

/** {@code warden check}: says everything that is wrong or doubtful in a configuration, and does nothing with it. */
final class CheckCommand {
    static final Set<String> FLAGS = Set.of("--strict", "--json");

    private static final int WARNED = 1;
    private static final int BROKEN = 2;

    private final Source source;
    private final PrintStream out;

    CheckCommand(Source source, PrintStream out) {
        this.source = source;
        this.out = out;
    }

    /** @return the exit status */
    int run(Arguments arguments) {
        Inspection inspection = source.inspect();
        List<Finding> findings =
                Finding.inOrder(inspection.errors(), Lint.all(inspection, source.host()), inspection.files());
        Secrets secrets = Secrets.of(source.host().environment(), inspection.sections());
        if (arguments.has("--json")) {
            Json.check(source.file(), inspection.files(), findings, secrets, out);
        } else {
            print(findings, inspection.files().size(), secrets);
        }
        if (Finding.count(findings, Severity.ERROR) > 0) {
            return BROKEN;
        }
        return arguments.has("--strict") && !findings.isEmpty() ? WARNED : 0;
    }

    private void print(List<Finding> findings, int files, Secrets secrets) {
        for (Finding finding : findings) {
            out.println(finding.place() + ": " + finding.severity().word() + ": " + shown(finding.text(), secrets));
            if (finding.remedy() != null) {
                out.println("    " + shown(finding.remedy(), secrets));
            }
        }
        out.println(number(Finding.count(findings, Severity.ERROR), "error") + ", "
                + number(Finding.count(findings, Severity.WARNING), "warning") + " in " + number(files, "file")
                + (source.wasSearched() ? ", from " + source.file() : ""));
    }

    /** One line, whatever the value at fault holds. */
    private static String shown(String text, Secrets secrets) {
        return secrets.masked(text).replace("\n", "\\n").replace("\t", "\\t");
    }

    static String number(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
