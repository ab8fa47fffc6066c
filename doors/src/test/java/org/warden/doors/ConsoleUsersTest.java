package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.warden.core.config.ConsoleUserConfig;
import org.warden.core.config.DoorCredentials;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Role;
import org.warden.rpc.RpcClient;

/** Users of the console at a door with a password. */
@Timeout(60)
class ConsoleUsersTest {
    private static final String SALT = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$";

    private static final ConsoleUserConfig ANNA =
            new ConsoleUserConfig("anna", SALT + "foxn4+8C1WMe/tmJR6EocG9UyKtXB01X65KrprPbiA4", Role.VIEWER);
    private static final ConsoleUserConfig OLGA =
            new ConsoleUserConfig("olga", SALT + "UA/MDtN7H3MoVn0ME/FmaKrk4ZBtz1XxxAxCWyJpqrY", Role.OPERATOR);

    private static RawClient.Response call(OpenDoors doors, String user, String password, String method, Object... args)
            throws Exception {
        return doors.ask(RawClient.post(RawClient.basic(user, password), RpcClient.document(method, args)));
    }

    @Test
    void eachMayDoWhatItsRoleMayAndTheDoorsOwnPasswordMayDoAll() throws Exception {
        try (OpenDoors doors = OpenDoors.withUsers(ANNA, OLGA)) {
            doors.core.process("p", ProcessState.RUNNING, 12, "/nowhere/log");
            assertTrue(call(doors, "anna", "look", "supervisor.getState").body().contains("RUNNING"));
            String fault =
                    call(doors, "anna", "look", "supervisor.stopProcess", "p").body();
            assertTrue(fault.contains("<int>403</int>") && fault.contains("NOT_PERMITTED: operator"), fault);
            assertTrue(doors.core.asked.isEmpty());
            assertFalse(call(doors, "olga", "run", "supervisor.stopProcess", "p")
                    .body()
                    .contains("NOT_PERMITTED"));
            assertTrue(call(doors, "olga", "run", "supervisor.shutdown").body().contains("NOT_PERMITTED: admin"));
            assertFalse(
                    call(doors, "user", "secret", "supervisor.shutdown").body().contains("NOT_PERMITTED"));
            assertEquals(
                    200,
                    doors.ask(RawClient.get("/", RawClient.basic("anna", "look")))
                            .status());
            assertEquals(
                    200,
                    doors.ask(RawClient.get("/metrics", RawClient.basic("anna", "look")))
                            .status());
        }
    }

    @Test
    void wrongPasswordsAreRefusedAsEverAndManyOfThemSlowDownNobodyElse() throws Exception {
        try (OpenDoors doors = OpenDoors.withUsers(ANNA)) {
            assertEquals(
                    401, call(doors, "anna", "secret", "supervisor.getState").status());
            assertEquals(401, call(doors, "user", "look", "supervisor.getState").status());
            assertEquals(401, doors.ask(RawClient.get("/", "")).status());
            RawClient.Response last = null;
            for (int i = 0; i < 9; i++) {
                last = call(doors, "anna", "guess" + i, "supervisor.getState");
            }
            assertEquals(429, last.status());
            assertTrue(Integer.parseInt(last.header("Retry-After")) > 0);
            assertEquals(
                    200, call(doors, "user", "secret", "supervisor.getState").status());
            assertFalse(doors.log.toString().contains("guess"), doors.log.toString());
        }
    }

    @Test
    void withoutConsoleUsersOnlyTheDoorsPasswordCounts() throws Exception {
        try (OpenDoors doors = OpenDoors.tcp(new DoorCredentials("user", "secret"))) {
            int before = doors.log.size();
            for (int i = 0; i < 30; i++) {
                assertEquals(
                        401, call(doors, "anna", "look", "supervisor.getState").status());
            }
            assertEquals(List.of(), List.copyOf(doors.log).subList(before, doors.log.size()));
        }
    }
}
