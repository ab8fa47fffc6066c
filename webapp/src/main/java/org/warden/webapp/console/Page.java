package org.warden.webapp.console;

import jakarta.servlet.ServletContext;
import java.net.MalformedURLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.warden.core.model.Role;

/**
 * The frame around each page of the console, and who looks at it.
 *
 * @param user whom the page greets
 * @param role what is shown goes by it; whatever changes something asks once more
 * @param token what each form carries
 * @param manual whether the application carries the {@link #MANUAL}
 */
public record Page(Texts texts, String user, Role role, String token, boolean manual) {

    /** Where the documentation lies in the application of a package; a build alone has none. */
    public static final String MANUAL = "/docs/index.html";

    /** What the navigation leads to, and where that is. */
    private static final Map<String, String> ENTRIES = entries();

    private static Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("overview", "overview");
        entries.put("programs", "programs");
        entries.put("events", "events");
        entries.put("mainlog", "log");
        entries.put("configuration", "configuration");
        entries.put("diagnostics", "diagnostics");
        return entries;
    }

    /** Whether an application has the {@link #MANUAL} in it. */
    public static boolean carriesManual(ServletContext application) {
        try {
            return application.getResource(MANUAL) != null;
        } catch (MalformedURLException constant) {
            throw new IllegalStateException(constant);
        }
    }

    /** One of the {@link Texts}, for answers that are made outside of the pages. */
    public String text(String key, Object... values) {
        return texts.get(key, values);
    }

    /** Whether buttons that change something are shown. */
    boolean mayAct() {
        return role.includes(Role.OPERATOR);
    }

    /**
     * Begins a page.
     *
     * @param title what it is about
     * @param current the navigation's entry that it belongs to
     * @param scripts the page's own, in order
     * @param data further {@code data-} attributes for the script
     */
    Html begin(int size, String title, String current, List<String> scripts, Map<String, String> data) {
        Html out = new Html(size);
        out.raw("<!DOCTYPE html>\n<html lang=\"").raw(texts.language()).raw("\"><head><meta charset=\"utf-8\">");
        out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
        out.text(title).raw(" · Warden</title><link rel=\"icon\" href=\"resources/warden.svg\">");
        out.raw("<link rel=\"stylesheet\" href=\"resources/console.css\">");
        // Before the page is painted: else a dark page would flash in light.
        out.raw("<script src=\"resources/theme.js\"></script>");
        out.raw("<script defer src=\"resources/actions.js\"></script>");
        for (String script : scripts) {
            out.raw("<script defer src=\"resources/").raw(script).raw("\"></script>");
        }
        // Last, so that the page's own keys go before.
        out.raw("<script defer src=\"resources/palette.js\"></script>");
        out.raw("</head>\n<body data-texts=\"").text(texts.forScripts());
        out.raw("\" data-csrf=\"")
                .text(token)
                .raw("\" data-act=\"")
                .raw(mayAct() ? "1" : "")
                .raw("\"");
        data.forEach((name, value) ->
                out.raw(" data-").raw(name).raw("=\"").text(value).raw("\""));
        out.raw(">\n");
        bar(out, current);
        return out.raw("<main id=\"main\">\n");
    }

    /** The way past the navigation, and the navigation. */
    private void bar(Html out, String current) {
        out.raw("<a class=\"skip\" href=\"#main\">").text(texts.get("skip")).raw("</a>\n<header class=\"bar\">");
        out.raw("<a class=\"brand\" href=\"overview\"><img src=\"resources/warden.svg\" alt=\"\" width=\"22\"");
        out.raw(" height=\"22\">Warden</a><nav aria-label=\"")
                .text(texts.get("nav"))
                .raw("\">");
        ENTRIES.forEach((entry, place) -> {
            if (!entry.equals("diagnostics") || role == Role.ADMIN) {
                out.raw("<a href=\"").raw(place).raw("\"");
                out.raw(entry.equals(current) ? " aria-current=\"page\">" : ">");
                out.text(texts.get("nav." + entry)).raw("</a>");
            }
        });
        if (manual) {
            out.raw("<a href=\"").raw(MANUAL.substring(1)).raw("\">").text(texts.get("nav.manual"));
            out.raw("</a>");
        }
        out.raw("</nav><span class=\"grow\"></span><span id=\"live\" class=\"live\" role=\"status\" hidden></span>");
        out.raw("<button type=\"button\" id=\"palette\" class=\"quiet\" aria-keyshortcuts=\"Control+K\" hidden>");
        out.text(texts.get("palette")).raw(" <kbd>Ctrl K</kbd></button>");
        out.raw("<button type=\"button\" id=\"theme\" class=\"quiet\" hidden>").text(texts.get("theme"));
        out.raw("</button><form method=\"post\" action=\"logout\" class=\"who\">");
        token(out);
        out.raw("<span class=\"user\">").text(user).raw("</span><button class=\"quiet\" type=\"submit\">");
        out.text(texts.get("logout")).raw("</button></form></header>\n");
    }

    /** The same for pages whose frame is a template. */
    String bar(String current) {
        Html out = new Html(2048);
        bar(out, current);
        return out.toString();
    }

    static String end(Html out) {
        return out.raw("</main>\n</body></html>\n").toString();
    }

    void token(Html out) {
        out.raw("<input type=\"hidden\" name=\"csrf\" value=\"").text(token).raw("\">");
    }
}
