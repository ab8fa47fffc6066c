package org.warden.ctl.supervisorctl;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** {@code status --json}: what {@code getAllProcessInfo} tells, key by key, as an array. */
final class StatusJson {
    private StatusJson() {}

    static void write(List<Map<?, ?>> infos, PrintStream out) {
        JsonGenerator json = Json.createGeneratorFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createGenerator(out);
        json.writeStartArray();
        for (Map<?, ?> info : infos) {
            json.writeStartObject();
            info.forEach((key, value) -> {
                if (value instanceof Integer number) {
                    json.write(key.toString(), number);
                } else if (value instanceof Boolean truth) {
                    json.write(key.toString(), truth);
                } else {
                    json.write(key.toString(), String.valueOf(value));
                }
            });
            json.writeEnd();
        }
        json.writeEnd().flush();
        out.println();
    }
}
