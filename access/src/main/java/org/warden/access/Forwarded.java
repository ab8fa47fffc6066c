package org.warden.access;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.warden.core.config.NetworkRange;

/**
 * How the client called us and who it is, where a proxy that is trusted tells.
 *
 * @param address of the client
 * @param scheme {@code http} or {@code https}
 * @param host with its port as the browser wrote it; null when nobody said
 * @param prefix of the path that the proxy has taken away, or ""
 */
public record Forwarded(String address, String scheme, String host, String prefix) {
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+(:[0-9]+)?|\\[[0-9A-Fa-f:]+](:[0-9]+)?");

    /**
     * What counts of a request.
     *
     * @param direct the request without what proxies say: the peer's address, its scheme and Host, no prefix
     * @param headers the values of a header by its name, none as an empty list
     * @param trusted the proxies that are believed
     */
    public static Forwarded of(Forwarded direct, Function<String, List<String>> headers, List<NetworkRange> trusted) {
        if (!isTrusted(direct.address(), trusted)) {
            return direct;
        }
        String scheme = last(headers.apply("X-Forwarded-Proto"));
        String host = last(headers.apply("X-Forwarded-Host"));
        String prefix = last(headers.apply("X-Forwarded-Prefix"));
        return new Forwarded(
                client(words(headers.apply("X-Forwarded-For")), direct.address(), trusted),
                "http".equals(scheme) || "https".equals(scheme) ? scheme : direct.scheme(),
                HOST.matcher(host).matches() ? host : direct.host(),
                PREFIX.matcher(prefix).matches() ? prefix : "");
    }

    /** From the right, the first that is no proxy of ours: what stands further left anybody may have written. */
    private static String client(List<String> hops, String peer, List<NetworkRange> trusted) {
        String client = peer;
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client, trusted); i--) {
            Optional<InetAddress> hop = NetworkRange.literal(hops.get(i));
            if (hop.isEmpty()) {
                break;
            }
            client = hop.get().getHostAddress();
        }
        return client;
    }

    private static boolean isTrusted(String address, List<NetworkRange> trusted) {
        return NetworkRange.literal(address)
                .filter(literal -> trusted.stream().anyMatch(range -> range.contains(literal)))
                .isPresent();
    }

    /** What the nearest proxy says, or "". */
    private static String last(List<String> values) {
        List<String> words = words(values);
        return words.isEmpty() ? "" : words.get(words.size() - 1);
    }

    private static List<String> words(List<String> values) {
        return Arrays.stream(String.join(",", values).split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
