package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.warden.core.config.ConfigPlan;
import org.warden.core.config.ConfigPlan.Change;
import org.warden.core.config.ConfigPlan.GroupPlan;
import org.warden.core.config.ConfigPlan.KeyChange;
import org.warden.core.config.ConfigPlan.ProgramPlan;
import org.warden.core.config.ConfigPlan.SectionPlan;
import org.warden.core.config.ConfigPlan.When;
import org.warden.core.config.Origin;
import org.warden.core.model.ProcessName;

class ConfigChangesTest {
    private static final Origin.Line LINE = new Origin.Line("/etc/s.conf", 7, "program:web");

    private static ConfigChanges of(List<GroupPlan> groups, SectionPlan... sections) {
        return ConfigChanges.of(new ConfigPlan("/etc/s.conf", groups, List.of(sections)), Texts.of(Locale.ENGLISH));
    }

    private static GroupPlan changed(String command, ProcessName... restarted) {
        KeyChange key = new KeyChange("command", Optional.of("/bin/old"), Optional.of(command), LINE);
        KeyChange user = new KeyChange("user", Optional.of("www"), Optional.empty(), new Origin.Default());
        ProgramPlan program = new ProgramPlan(
                "program:web", Change.CHANGED, List.of("w0", "w1"), Optional.of(LINE), List.of(key, user));
        return new GroupPlan(
                "web",
                Change.CHANGED,
                Optional.of(LINE),
                List.of(),
                List.of(program),
                List.of(),
                List.of(restarted),
                List.of());
    }

    @Test
    void keysHaveBothValuesAndTheirPlace() {
        ConfigChanges.Group group = of(List.of(changed("/bin/new", new ProcessName("web", "w0"))))
                .groups()
                .get(0);
        assertEquals("changed", group.change());
        assertEquals("/etc/s.conf:7", group.where());
        assertEquals("[program:web] changed: w0 w1", group.parts().get(0).title());
        assertEquals(
                List.of(
                        new ConfigChanges.Key(
                                "command", Optional.of("/bin/old"), Optional.of("/bin/new"), "/etc/s.conf:7"),
                        new ConfigChanges.Key("user", Optional.of("www"), Optional.empty(), "default")),
                group.parts().get(0).keys());
        assertEquals(List.of(new ConfigChanges.Effect("restarted", "web:w0")), group.effects());
        assertEquals(1, group.hit());
    }

    @Test
    void longListsOfNamesAreCutAndCounted() {
        ProcessName[] many = IntStream.range(0, 30)
                .mapToObj(i -> new ProcessName("web", "w" + i))
                .toArray(ProcessName[]::new);
        ConfigChanges.Group group = of(List.of(changed("x", many))).groups().get(0);
        assertTrue(group.effects().get(0).names().endsWith("web:w11 and 18 more"), group.toString());
        assertEquals(30, group.hit());
    }

    @Test
    void thePrintTellsOtherValuesAndNotWhatRuns() {
        String print = of(List.of(changed("a"))).print();
        assertEquals(
                print, of(List.of(changed("a", new ProcessName("web", "w0")))).print());
        assertNotEquals(print, of(List.of(changed("b"))).print());
        assertNotEquals(print, of(List.of()).print());
    }

    @Test
    void whatTakesARestartOfTheDaemonIsNothingToApply() {
        SectionPlan daemon = new SectionPlan("supervisord", Change.CHANGED, Optional.of(LINE), When.RESTART);
        SectionPlan user = new SectionPlan("console_user:anna", Change.REMOVED, Optional.empty(), When.UPDATE);
        assertFalse(of(List.of(), daemon).isApplicable());
        assertTrue(of(List.of(), daemon, user).isApplicable());
        assertTrue(of(List.of(changed("a")), daemon).isApplicable());
        assertEquals(List.of(), of(List.of(changed("a"))).chosen(Set.of("other")));
    }
}
