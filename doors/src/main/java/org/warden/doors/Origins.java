package org.warden.doors;

import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Tells requests that a browser makes on behalf of some other site's page. Browsers attach stored credentials to them
 * and can't be kept from sending XML as text/plain, so they are refused before anything is parsed.
 */
final class Origins {

    private Origins() {}

    static boolean isForeign(HttpFields headers) {
        if ("cross-site".equalsIgnoreCase(headers.get("Sec-Fetch-Site"))) {
            return true;
        }
        String origin = headers.get(HttpHeader.ORIGIN);
        return origin != null && !authority(origin).equals(authority("//" + headers.get(HttpHeader.HOST)));
    }

    /** Host and port in lower case, a scheme's own port left out; "null" and the like stay what no host is called. */
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
