package org.warden.rpc.client;

/**
 * Where a daemon is: {@code http://host[:port][/path]}, {@code https://...} or {@code unix:///path/of/the/socket}.
 *
 * @param text as it was given, which is how messages name it
 * @param socket path of a Unix socket, or null for TCP
 * @param tls whether the connection is TLS
 * @param host name or address, without the brackets of IPv6; null for a Unix socket
 * @param port 1 to 65535; 0 for a Unix socket
 * @param path what stands before {@code /RPC2} and {@code /logtail}, without a slash at the end; empty for the root
 * @param userInfo what stood before an {@code @}, or null
 */
public record ServerUrl(String text, String socket, boolean tls, String host, int port, String path, String userInfo) {

    private static final String UNIX = "unix://";
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int HIGHEST_PORT = 65535;

    /** Is this a URL of one of the three kinds? That is all that is looked at. */
    public static boolean isOne(String text) {
        return text.startsWith(HTTP) || text.startsWith(HTTPS) || text.startsWith(UNIX);
    }

    /** @throws IllegalArgumentException when it is none, with what is wrong */
    public static ServerUrl parse(String text) {
        if (text.startsWith(UNIX)) {
            String path = text.substring(UNIX.length());
            if (path.isEmpty()) {
                throw new IllegalArgumentException("'" + text + "' names no socket");
            }
            return new ServerUrl(text, path, false, null, 0, "", null);
        }
        boolean tls = text.startsWith(HTTPS);
        if (!tls && !text.startsWith(HTTP)) {
            throw new IllegalArgumentException("'" + text + "' is not a URL");
        }
        String rest = text.substring(tls ? HTTPS.length() : HTTP.length());
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : rest.substring(slash);
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? null : authority.substring(0, at);
        String place = authority.substring(at + 1);
        int colon = place.startsWith("[") ? place.indexOf(':', place.indexOf(']') + 1) : place.indexOf(':');
        String host = colon < 0 ? place : place.substring(0, colon);
        int port = colon < 0 ? tls ? HTTPS_PORT : HTTP_PORT : port(text, place.substring(colon + 1));
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' names no host");
        }
        return new ServerUrl(text, null, tls, host, port, path, userInfo);
    }

    private static int port(String url, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + url + "' has a bad port");
    }

    public boolean isUnix() {
        return socket != null;
    }

    /** The value of a Host header. */
    String hostHeader() {
        if (isUnix()) {
            return "localhost";
        }
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
