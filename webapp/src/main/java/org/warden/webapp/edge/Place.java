package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import org.warden.core.model.Role;

/** What kind of address a request is for, by the servlet that was chosen: containers differ in what they make of odd paths. */
enum Place {
    /** For programs: they send their credentials with each call. */
    API,
    /** The way in, and what it needs. */
    DOORSTEP,
    /** The page at the root, which explains what there is to explain. */
    EXPLANATION,
    /** Scripts, styles and images of the console. */
    RESOURCE,
    /** Everything else: the console. */
    PAGE;

    private static final String RESOURCES = "/resources/";

    /** Those that lie in jars, as Faces serves them. */
    private static final String FACES_RESOURCES = "/jakarta.faces.resource/";

    /** What containers call their own servlet, which gets what nothing is mapped to. */
    private static final String NOWHERE = "default";

    private static final Map<String, Place> BY_SERVLET =
            Map.of("rpc", API, "tail", API, "metrics", API, LoginServlet.NAME, DOORSTEP, PageServlet.NAME, EXPLANATION);

    /** Pages that need more than to look; their actions ask for more still, each by itself. */
    private static final Map<String, Role> PAGES = Map.of("/diagnostics", Role.ADMIN, "/support", Role.ADMIN);

    static Place of(HttpServletRequest request) {
        String servlet = request.getHttpServletMapping().getServletName();
        String path = request.getServletPath();
        if (path.startsWith(RESOURCES) || path.startsWith(FACES_RESOURCES)) {
            return RESOURCE;
        }
        if (NOWHERE.equals(servlet) && request.getHeader("Authorization") != null) {
            // A program with a wrong address is to learn that; a person is asked to log in first.
            return API;
        }
        return servlet == null ? PAGE : BY_SERVLET.getOrDefault(servlet, PAGE);
    }

    /** What a visitor must be at least to see this page or call this interface at all. */
    static Role needed(HttpServletRequest request) {
        String path = request.getServletPath().toLowerCase(Locale.ROOT);
        return PAGES.entrySet().stream()
                .filter(page -> path.startsWith(page.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Role.VIEWER);
    }
}
