package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final Secrets NONE = Secrets.of(Map.of(), List.of());

    @TempDir
    Path directory;

    private static Setting setting(String key, String value) {
        return new Setting(key, Optional.of(value), new Origin.Default());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "api_key",
                "environment.DB_PASSWORD",
                "environment.db_passwd",
                "environment.API_TOKEN",
                "environment.SECRET_KEY_BASE",
                "environment.SSH_PASSPHRASE",
                "environment.AWS_CREDENTIALS"
            })
    void secretsByNameAreMaskedWhole(String key) {
        assertEquals(Optional.of("******"), NONE.shown(setting(key, "x y")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"username", "tls_key", "environment.PWD", "environment.PATH", "environment.PASSIVE", "command"})
    void otherNamesAreShown(String key) {
        assertEquals(Optional.of("x y"), NONE.shown(setting(key, "x y")));
    }

    @Test
    void aHashIsMaskedAndSaysThatItIsOne() {
        assertEquals(Optional.of("{SHA}******"), NONE.shown(setting("password", "{SHA}82ab876d")));
    }

    @ParameterizedTest
    @CsvSource({
        "a --password=abc b,             a --password=****** b",
        "a --api-token abc --port 80,    a --api-token ****** --port 80",
        "a --token --verbose,            a --token --verbose",
        "env SECRET=\"a b\" x,           env SECRET=****** x",
        "TOKEN=\"half x,                 TOKEN=****** x",
        "postgres://u:pw@h/db,           postgres://u:******@h/db",
        "http://h:80/a@b,                http://h:80/a@b",
        "a --user me,                    a --user me"
    })
    void secretsInCommandsAreMaskedInTheirPlace(String command, String shown) {
        assertEquals(shown, NONE.masked(command));
    }

    @Test
    void aLongTextInQuotesIsMaskedToo() {
        String text = "x\\n".repeat(100_000);
        assertEquals("TOKEN=****** b", NONE.masked("TOKEN=\"" + text + "\" b"));
    }

    @Test
    void forStrangersEveryVariableIsMaskedWhateverItsName() {
        var fixture = new ConfigFixture(directory);
        Configuration read = fixture.read("[program:web]\ncommand=/bin/x\n"
                + "environment=CONN=\"hunter2\",HOME=\"/home/web\",PORT=\"8000\",ROLE=\"web\"\n");
        Secrets secrets = Secrets.forStrangers(Map.of("MODE", "quiet"), List.of(), List.of(read), List.of());
        assertEquals("a ****** /home/web 8000 web quiet", secrets.masked("a hunter2 /home/web 8000 web quiet"));
        assertEquals(Optional.of("******"), secrets.shown(setting("environment.HOME", "/home/web")));
        assertEquals(Optional.of("/home/web"), secrets.shown(setting("directory", "/home/web")));
    }

    @Test
    void aSecretOfTheEnvironmentIsMaskedWhereverItStands() {
        Secrets secrets = Secrets.of(Map.of("DB_PASSWORD", "s3cret", "HOME", "/root"), List.of());
        assertEquals("mysql -p****** /root", secrets.masked("mysql -ps3cret /root"));
    }

    @Test
    void aSecretOfAnotherSectionIsMaskedWhereverItStands() {
        var section = new SectionSettings(
                "inet_http_server", Optional.empty(), List.of(setting("password", "hunter2")), List.of());
        assertEquals("login ******", Secrets.of(Map.of(), List.of(section)).masked("login hunter2"));
    }

    @Test
    void wordsThatHideNothingStay() {
        Secrets secrets = Secrets.of(Map.of("USE_TOKEN", "true", "KEY", "a"), List.of());
        assertEquals("true a", secrets.masked("true a"));
    }
}
