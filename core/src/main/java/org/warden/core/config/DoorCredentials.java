package org.warden.core.config;

/**
 * Who may use a door.
 *
 * @param username as sent by HTTP Basic
 * @param password plain text, or {@code {SHA}} and the lower-case hex SHA-1 of the password
 */
public record DoorCredentials(String username, String password) {

    /** Without the password: this record may end up in a log. */
    @Override
    public String toString() {
        return "DoorCredentials[" + username + "]";
    }
}
