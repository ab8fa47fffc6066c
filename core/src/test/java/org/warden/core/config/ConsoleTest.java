package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.model.Role;

class ConsoleTest {
    private static final String HASH =
            "$argon2id$v=19$m=19456,t=2,p=1$jLtYPIUvV3t3L3UKsYNmPg$EJ7pPWLbgLkxfOFuBDt3sdS491IEcKJxqzO52+ev0/o";

    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void usersAndSettingsAreRead() {
        ConsoleConfig console = fixture.read("[console_user:anna b]\npassword=" + HASH + "\nrole= Operator \n"
                        + "[console]\ntrusted_proxies=127.0.0.1, 10.0.0.0/8\nsession_idle_secs=60\nmetrics=true\n")
                .console();
        assertEquals(List.of(new ConsoleUserConfig("anna b", HASH, Role.OPERATOR)), console.users());
        assertEquals(2, console.trustedProxies().size());
        assertEquals(Duration.ofMinutes(1), console.sessionIdle());
        assertEquals(Duration.ofHours(12), console.sessionMax());
        assertFalse(console.containerRealm());
        assertTrue(console.metrics());
        assertEquals(ConsoleConfig.DEFAULT, fixture.read("").console());
        assertFalse(console.toString().contains("argon2"), console.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "{SHA}9d4e1e23bd5b727046a9e3b4b7db57bd8d6ee684",
                "$2y$10$abcdefghijklmnopqrstuv",
                "$argon2i$v=19$m=19456,t=2,p=1$jLtYPIUvV3t3L3UKsYNmPg$EJ7pPWLbgLkxfOFuBDt3sdS491IEcKJxqzO52+ev0/o"
            })
    void passwordThatIsNoHashIsRefusedAndNotRepeated(String password) {
        ConfigError error = fixture.errors("[console_user:anna]\nrole=viewer\npassword=" + password + "\n")
                .get(0);
        assertFalse((error.text() + error.remedy()).contains(password), error.text());
        assertTrue(error.remedy().contains("warden passwd"), error.remedy());
        assertEquals("password", error.key());
        assertTrue(error.line() > 0);
    }

    @Test
    void hashThatWouldTakeTooMuchOrTooLittleIsRefused() {
        for (String cost : List.of("m=1048576,t=2", "m=64,t=1", "m=19456,t=999999999")) {
            String text = "[console_user:anna]\nrole=viewer\npassword=" + HASH.replace("m=19456,t=2", cost) + "\n";
            assertTrue(fixture.error(text).startsWith("the hash asks for"), cost);
        }
    }

    @Test
    void whatIsMissingOrWrongIsSaid() {
        List<ConfigError> errors = fixture.errors("[console_user:anna]\n[console_user:a:b]\nrole=king\npassword=" + HASH
                + "\n[console]\ntrusted_proxies=proxy.example\nsession_idle_secs=5\n");
        assertEquals(
                List.of(
                        "section [console_user:anna] has no password value",
                        "section [console_user:anna] has no role value",
                        "section [console_user:a:b] has no usable name",
                        "not a role: 'king'",
                        "not an address or a range of them: 'proxy.example'",
                        "5 is below lower bound (60)"),
                errors.stream().map(ConfigError::text).toList());
    }

    @Test
    void rangesContainWhatBeginsLikeThem() throws Exception {
        NetworkRange range = NetworkRange.parse("10.128.0.0/9").orElseThrow();
        assertTrue(range.contains(InetAddress.getByName("10.200.1.1")));
        assertFalse(range.contains(InetAddress.getByName("10.127.255.255")));
        assertFalse(range.contains(InetAddress.getByName("::1")));
        assertTrue(NetworkRange.parse("::/0").orElseThrow().contains(InetAddress.getByName("2001:db8::1")));
        for (String none : List.of("localhost", "10.0.0.0/33", "10.0.0/8", "1.2.3.4/x", "300.1.1.1", "")) {
            assertTrue(NetworkRange.parse(none).isEmpty(), none);
        }
    }
}
