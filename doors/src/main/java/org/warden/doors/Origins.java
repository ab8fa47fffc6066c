package org.warden.doors;

import java.util.Locale;

/**
 * Tells requests that a browser makes on behalf of some other site's page. Browsers attach stored credentials to them
 * and can't be kept from sending XML as text/plain, so they are refused before anything is parsed.
 */
public final class Origins {

    private Origins() {}

    /**
     * Whether a request comes from a foreign page; each parameter is a header of it, null when absent.
     *
     * @param secFetchSite what the browser itself says
     * @param origin where the page comes from
     * @param host whom the browser believes to talk to
     */
    public static boolean isForeign(String secFetchSite, String origin, String host) {
        if ("cross-site".equalsIgnoreCase(secFetchSite)) {
            return true;
        }
        return origin != null && !authority(origin).equals(authority("//" + host));
    }

    /** Host and port in lower case, a scheme's own port left out; "null" and the like become what no host is called. */
    private static String authority(String url) {
        int slashes = url.indexOf("//");
        if (slashes < 0) {
            return " ";
        }
        String authority = url.substring(slashes + 2).toLowerCase(Locale.ROOT);
        if (authority.endsWith(":80")) {
            return authority.substring(0, authority.length() - 3);
        }
        return authority.endsWith(":443") ? authority.substring(0, authority.length() - 4) : authority;
    }
}
