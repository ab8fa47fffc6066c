package org.warden.ctl;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ExplainText;
import org.warden.core.config.Inspection;
import org.warden.core.config.Secrets;
import org.warden.core.config.SectionSettings;

/** {@code warden explain}: shows each effective value of a configuration, and where it comes from. */
final class ExplainCommand {
    static final Set<String> FLAGS = Set.of("--json");

    private final Source source;
    private final PrintStream out;

    ExplainCommand(Source source, PrintStream out) {
        this.source = source;
        this.out = out;
    }

    /**
     * Prints what was asked for.
     *
     * @throws ConfigException where the configuration can't be used: its values mean nothing then
     */
    void run(Arguments arguments) throws ConfigException, UsageException {
        Inspection inspection = source.inspect();
        if (!inspection.errors().isEmpty()) {
            throw new ConfigException(inspection.errors());
        }
        List<SectionSettings> sections = new Selection(inspection.sections()).of(arguments.names());
        Secrets secrets = Secrets.of(source.host().environment(), inspection.sections());
        if (arguments.has("--json")) {
            Json.explain(source.file(), sections, secrets, out);
            return;
        }
        new ExplainText(secrets).print(sections, out::println);
    }
}
