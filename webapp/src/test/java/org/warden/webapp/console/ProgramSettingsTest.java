package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.ConfigError;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.Inspection;
import org.warden.core.config.Origin;
import org.warden.core.config.ProcessConfig;
import org.warden.core.config.ProcessSettings;
import org.warden.core.config.Secrets;
import org.warden.core.config.SectionSettings;
import org.warden.core.config.Setting;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.rpc.FakeCore;

class ProgramSettingsTest {
    private static final Origin OWN = new Origin.Line("/etc/s.conf", 7, "program:web");

    private final FakeCore core = new FakeCore();

    private static ProcessConfig config(AutoRestart autorestart) {
        return FakeCore.program("web", autorestart, new ChannelConfig.LogTarget.None(), 0);
    }

    private static Setting setting(String key, String value, Origin origin) {
        return new Setting(key, Optional.ofNullable(value), origin);
    }

    private ProgramSettings settings(AutoRestart inFiles, ConfigError... errors) {
        core.set("web", config(AutoRestart.FALSE), ProcessState.RUNNING, 1, 1, 0, "", 0, 5, "", "");
        Configuration configuration = FakeCore.configuration(
                List.of(),
                List.of(),
                List.of(new GroupConfig("web", 999, List.of(config(inFiles)), Optional.empty(), Map.of())));
        SectionSettings section = new SectionSettings(
                "program:web",
                Optional.empty(),
                List.of(
                        setting("environment.API_TOKEN", "abcdef", OWN),
                        setting("environment.TZ", "UTC", new Origin.Line("/etc/s.conf", 3, "supervisord")),
                        setting("command", "/bin/web --token abcdef", OWN),
                        setting("directory", null, new Origin.Default())),
                List.of(
                        new ProcessSettings(
                                "web", "web", List.of(setting("process_name", "web", new Origin.Default()))),
                        new ProcessSettings("web", "other", List.of(setting("process_name", "other", OWN)))));
        Inspection inspection =
                new Inspection(Optional.of(configuration), List.of(errors), List.of(), List.of(), List.of(section));
        return ProgramSettings.of(
                core.view().process(new ProcessName("web", "web")).orElseThrow(),
                inspection,
                Secrets.of(Map.of(), inspection.sections()));
    }

    @Test
    void eachValueHasItsOriginAndNoSecretIsShown() {
        ProgramSettings settings = settings(AutoRestart.FALSE);
        assertEquals(
                List.of(
                        new ProgramSettings.Row("process_name", "web", ""),
                        new ProgramSettings.Row("environment.API_TOKEN", Secrets.MASK, "/etc/s.conf:7"),
                        new ProgramSettings.Row("environment.TZ", "UTC", "/etc/s.conf:3 [supervisord]"),
                        new ProgramSettings.Row("command", "/bin/web --token " + Secrets.MASK, "/etc/s.conf:7"),
                        new ProgramSettings.Row("directory", "", "")),
                settings.rows());
        assertTrue(settings.current());
    }

    @Test
    void filesThatSaySomethingElseThanWhatRunsAreTold() {
        assertFalse(settings(AutoRestart.TRUE).current());
    }

    @Test
    void brokenFilesGiveTheirErrorsInPlaceOfValues() {
        ProgramSettings settings = settings(
                AutoRestart.FALSE,
                new ConfigError("not good: abcdef", "/etc/s.conf", 7, "program:web", "command", null));
        assertEquals(List.of(), settings.rows());
        assertEquals(List.of("not good: " + Secrets.MASK), settings.errors());
    }
}
