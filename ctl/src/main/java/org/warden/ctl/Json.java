package org.warden.ctl;

import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.warden.core.config.Origin;
import org.warden.core.config.ProcessSettings;
import org.warden.core.config.Secrets;
import org.warden.core.config.SectionSettings;
import org.warden.core.config.Setting;
import org.warden.ctl.Finding.Severity;

/** The answers of {@code --json}. Keys are only ever added to; what is not known is left out or null. */
final class Json {
    private static final JsonGeneratorFactory PRETTY =
            jakarta.json.Json.createGeneratorFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

    private Json() {}

    static void check(String file, List<String> files, List<Finding> findings, Secrets secrets, PrintStream out) {
        JsonGenerator json = PRETTY.createGenerator(out);
        json.writeStartObject().write("file", file);
        json.writeStartArray("files");
        files.forEach(json::write);
        json.writeEnd();
        json.write("errors", Finding.count(findings, Severity.ERROR));
        json.write("warnings", Finding.count(findings, Severity.WARNING));
        json.writeStartArray("findings");
        for (Finding finding : findings) {
            json.writeStartObject().write("severity", finding.severity().word());
            text(json, "file", finding.file());
            if (finding.line() > 0) {
                json.write("line", finding.line());
            }
            text(json, "section", finding.section());
            text(json, "key", finding.key());
            text(json, "text", secrets.masked(finding.text()));
            text(json, "remedy", finding.remedy() == null ? null : secrets.masked(finding.remedy()));
            json.writeEnd();
        }
        end(json, out);
    }

    static void explain(String file, List<SectionSettings> sections, Secrets secrets, PrintStream out) {
        JsonGenerator json = PRETTY.createGenerator(out);
        json.writeStartObject().write("file", file);
        json.writeStartArray("sections");
        for (SectionSettings section : sections) {
            json.writeStartObject().write("section", section.section());
            section.where().ifPresent(where -> place(json, where));
            settings(json, section.settings(), secrets);
            json.writeStartArray("processes");
            for (ProcessSettings process : section.processes()) {
                json.writeStartObject().write("group", process.group()).write("name", process.name());
                settings(json, process.settings(), secrets);
                json.writeEnd();
            }
            json.writeEnd().writeEnd();
        }
        end(json, out);
    }

    /** What a daemon has answered: maps, lists, texts, numbers and truth values. */
    static void plain(Map<?, ?> struct, PrintStream out) {
        JsonGenerator json = PRETTY.createGenerator(out);
        json.writeStartObject();
        members(json, struct);
        json.writeEnd().flush();
        out.println();
    }

    private static void members(JsonGenerator json, Map<?, ?> struct) {
        struct.forEach((name, value) -> {
            json.writeKey(name.toString());
            value(json, value);
        });
    }

    private static void value(JsonGenerator json, Object value) {
        if (value instanceof Map<?, ?> struct) {
            json.writeStartObject();
            members(json, struct);
            json.writeEnd();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(item -> value(json, item));
            json.writeEnd();
        } else if (value instanceof Integer number) {
            json.write(number);
        } else if (value instanceof Long number) {
            json.write(number);
        } else if (value instanceof Boolean truth) {
            json.write(truth);
        } else {
            json.write(String.valueOf(value));
        }
    }

    private static void settings(JsonGenerator json, List<Setting> settings, Secrets secrets) {
        json.writeStartArray("settings");
        for (Setting setting : settings) {
            json.writeStartObject().write("key", setting.key());
            secrets.shown(setting).ifPresentOrElse(value -> json.write("value", value), () -> json.writeNull("value"));
            json.writeStartObject("origin");
            if (setting.origin() instanceof Origin.Line line) {
                json.write("kind", "file");
                place(json, line);
                json.write("section", line.section());
            } else if (setting.origin() instanceof Origin.Option option) {
                json.write("kind", "option").write("option", option.option());
            } else {
                json.write("kind", "default");
            }
            json.writeEnd().writeEnd();
        }
        json.writeEnd();
    }

    private static void place(JsonGenerator json, Origin.Line line) {
        json.write("file", line.file()).write("line", line.line());
    }

    private static void text(JsonGenerator json, String key, String value) {
        if (value != null) {
            json.write(key, value);
        }
    }

    /** Ends the array and the object that are open. */
    private static void end(JsonGenerator json, PrintStream out) {
        json.writeEnd().writeEnd().flush();
        out.println();
    }
}
