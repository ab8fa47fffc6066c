package org.warden.spawner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrivateCopyTest {

    @Test
    void resourceIsNamedAfterSystemAndMachine() {
        assertEquals("/native/linux-x86_64/libwarden.so", PrivateCopy.resource("Linux", "amd64", "libwarden.so"));
        assertEquals("/native/linux-aarch64/keeper", PrivateCopy.resource("Linux", "aarch64", "keeper"));
        assertEquals("/native/linux-riscv64/libwarden.so", PrivateCopy.resource("Linux", "riscv64", "libwarden.so"));
    }
}
