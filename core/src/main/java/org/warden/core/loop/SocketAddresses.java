package org.warden.core.loop;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.warden.core.config.FcgiSocketConfig;
import org.warden.core.port.ListenPlan;

/** From a socket's URL to the address that the engine binds. Worker threads only: it asks name services. */
final class SocketAddresses {
    private static final String UNIX = "unix://";
    private static final String TCP = "tcp://";

    private SocketAddresses() {}

    /** @throws UnknownHostException when the name has no address */
    static ListenPlan plan(FcgiSocketConfig config) throws UnknownHostException {
        int backlog = config.backlog().orElse(0);
        if (config.url().startsWith(UNIX)) {
            FcgiSocketConfig.Owner owner = config.owner().orElse(new FcgiSocketConfig.Owner(-1, -1));
            String path = config.url().substring(UNIX.length());
            return new ListenPlan(ListenPlan.Family.UNIX, path, 0, backlog, owner.uid(), owner.gid(), config.mode());
        }
        int colon = config.url().lastIndexOf(':');
        InetAddress address = resolve(config.url().substring(TCP.length(), colon));
        int port = Integer.parseInt(config.url().substring(colon + 1));
        boolean four = address instanceof Inet4Address;
        return new ListenPlan(
                four ? ListenPlan.Family.INET : ListenPlan.Family.INET6, numeric(address), port, backlog, -1, -1, 0);
    }

    /** An IPv4 address if the name has one, as in stock, which knows no other. */
    private static InetAddress resolve(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        for (InetAddress address : all) {
            if (address instanceof Inet4Address) {
                return address;
            }
        }
        return all[0];
    }

    private static String numeric(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
