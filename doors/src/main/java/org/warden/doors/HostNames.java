package org.warden.doors;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.warden.core.config.NetworkRange;

/**
 * By which names a browser may call a door without a password. A site can let its own name lead to this machine (DNS
 * rebinding): its pages are then, to the browser, pages of ours. They can't choose the name, though.
 */
final class HostNames {
    private static final Path MACHINE = Path.of("/proc/sys/kernel/hostname");
    private static final String LOCAL = "localhost";

    private final Set<String> names = new TreeSet<>();

    /** @param more what the configuration calls this door, in lower case */
    HostNames(String configured, List<String> more) {
        names.add(configured.toLowerCase(Locale.ROOT));
        names.addAll(more);
        try {
            names.add(Files.readString(MACHINE).strip().toLowerCase(Locale.ROOT));
        } catch (IOException unknown) {
            // Then it has to be configured.
        }
    }

    /** @param header as sent; null and blank come from no browser */
    boolean areThose(String header) {
        if (header == null || header.isBlank()) {
            return true;
        }
        String host = header.strip().toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
        if (host.startsWith("[") && host.endsWith("]")) {
            return NetworkRange.literal(host.substring(1, host.length() - 1))
                    .map(InetAddress::getAddress)
                    .isPresent();
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        return host.equals(LOCAL)
                || host.endsWith("." + LOCAL)
                || names.contains(host)
                || NetworkRange.literal(host).isPresent();
    }
}
