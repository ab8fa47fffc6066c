package org.warden.webapp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The end of one log; its script goes on reading where there is one. */
public final class LogPage {
    /** Colours and moves of the cursor (ECMA-48), which a script shows and plain markup leaves out. */
    private static final Pattern ESCAPES = Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|[@-Z\\\\-_])");

    private final Page page;
    private final Texts texts;

    public LogPage(Page page) {
        this.page = page;
        this.texts = page.texts();
    }

    /**
     * The page.
     *
     * @param name of the program; "" for the activity log
     * @param channel stdout or stderr
     * @param end the last bytes of the log, or null where there is none
     */
    public String html(String name, String channel, byte[] end) {
        boolean main = name.isEmpty();
        String title = main ? texts.get("log.main") : name;
        String stream = main ? "mainlogtail" : "logtail/" + encoded(name).replace("+", "%20") + "/" + channel;
        Html out = page.begin(
                8192 + (end == null ? 0 : end.length),
                main ? title : texts.get("log.title", name),
                main ? "mainlog" : "programs",
                List.of("log.js"),
                Map.of("stream", end == null ? "" : stream));
        out.raw("<div class=\"head\"><h1>").text(title).raw("</h1>");
        if (!main) {
            out.raw("<nav class=\"chips\" aria-label=\"")
                    .text(texts.get("log.channels"))
                    .raw("\">");
            for (String other : new String[] {"stdout", "stderr"}) {
                out.raw("<a href=\"log?name=")
                        .text(encoded(name))
                        .raw("&amp;channel=")
                        .raw(other)
                        .raw("\"");
                out.raw(other.equals(channel) ? " aria-current=\"true\">" : ">")
                        .raw(other)
                        .raw("</a>");
            }
            out.raw("</nav>");
        }
        out.raw("</div>\n");
        if (end == null) {
            out.raw("<div class=\"empty\"><p>").text(texts.get("log.none")).raw("</p></div>\n");
            return Page.end(out);
        }
        out.raw("<div class=\"tools\"><button type=\"button\" id=\"pause\" aria-pressed=\"false\" hidden>");
        out.text(texts.get("log.pause"))
                .raw("</button><button type=\"button\" id=\"wrap\" aria-pressed=\"true\" hidden>");
        out.text(texts.get("log.wrap")).raw("</button><button type=\"button\" id=\"clear\" hidden>");
        out.text(texts.get("log.clear")).raw("</button><a class=\"button script-less\" href=\"log?name=");
        out.text(encoded(name)).raw("&amp;channel=").raw(channel).raw("\">").text(texts.get("log.reload"));
        out.raw("</a><span id=\"held\" class=\"dim\" role=\"status\"></span></div>\n");
        out.raw("<pre id=\"log\" class=\"log wrap\" tabindex=\"0\" role=\"region\" aria-label=\"");
        out.text(texts.get("log.title", title)).raw("\">");
        out.text(plain(end));
        out.raw("</pre>\n");
        return Page.end(out);
    }

    /** What ends a log, as plain text. */
    static String lastLines(byte[] end, int most) {
        String[] lines = plain(end).stripTrailing().split("\n", -1);
        int from = Math.max(0, lines.length - most);
        return String.join("\n", Arrays.copyOfRange(lines, from, lines.length));
    }

    private static String plain(byte[] bytes) {
        return ESCAPES.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("");
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
