package org.warden.spawner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NativeLibraryTest {

    @Test
    void resourceIsNamedAfterSystemAndMachine() {
        assertEquals("/native/linux-x86_64/libwarden.so", NativeLibrary.resource("Linux", "amd64"));
        assertEquals("/native/linux-aarch64/libwarden.so", NativeLibrary.resource("Linux", "aarch64"));
        assertEquals("/native/linux-riscv64/libwarden.so", NativeLibrary.resource("Linux", "riscv64"));
    }
}
