package org.warden.webapp.console;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.warden.core.api.LogFile;
import org.warden.core.api.LogHits;
import org.warden.core.api.LogPlace;
import org.warden.core.api.LogReader;
import org.warden.core.api.LogText;
import org.warden.webapp.console.LogChoice.Seek;

/** A piece of one log, or of both logs of a program, or what was found in them; its script goes on reading at the end. */
public final class LogPage {
    private final Page page;
    private final Texts texts;

    public LogPage(Page page) {
        this.page = page;
        this.texts = page.texts();
    }

    /** The page. */
    public String html(LogChoice choice, LogView view) {
        boolean there = view.files().values().stream().anyMatch(files -> !files.isEmpty());
        boolean searching = !choice.find().isEmpty();
        boolean following = there && !searching && choice.seek() == Seek.END;
        String title = choice.isMain() ? texts.get("log.main") : choice.name();
        Html out = page.begin(
                16384 + (view.window() == null ? 0 : view.window().bytes().length),
                choice.isMain() ? title : texts.get("log.title", choice.name()),
                choice.isMain() ? "mainlog" : "programs",
                List.of("log.js"),
                Map.of("stream", following ? choice.stream() : "", "marked", view.marked() == null ? "" : "1"));
        head(out, choice, title);
        if (!there) {
            out.raw("<div class=\"empty\"><p>").text(texts.get("log.none")).raw("</p></div>\n");
            return Page.end(out);
        }
        find(out, choice);
        if (searching) {
            found(out, choice, view);
        } else {
            tools(out, choice, view, following);
            content(out, choice, view, title);
        }
        files(out, choice, view);
        return Page.end(out);
    }

    private void head(Html out, LogChoice choice, String title) {
        out.raw("<div class=\"head\"><h1>").text(title).raw("</h1>");
        if (!choice.isMain()) {
            out.raw("<nav class=\"chips\" aria-label=\"")
                    .text(texts.get("log.channels"))
                    .raw("\">");
            for (String channel : LogChoice.CHANNELS) {
                out.raw("<a href=\"").text(choice.link(channel)).raw("\"");
                out.raw(channel.equals(choice.channel()) ? " aria-current=\"true\">" : ">");
                out.text(channel.equals(LogChoice.BOTH) ? texts.get("log.both") : channel)
                        .raw("</a>");
            }
            out.raw("</nav><a class=\"more\" href=\"")
                    .text(choice.linkToProgram())
                    .raw("\">");
            out.text(texts.get("log.program")).raw("</a>");
        }
        out.raw("</div>\n");
    }

    private void find(Html out, LogChoice choice) {
        out.raw("<form method=\"get\" action=\"log\" role=\"search\" class=\"tools\">");
        hidden(out, choice);
        out.raw("<label for=\"find\">").text(texts.get("log.find")).raw("</label>");
        out.raw("<input type=\"search\" id=\"find\" name=\"q\" autocomplete=\"off\" spellcheck=\"false\" required");
        out.raw(" maxlength=\"500\" value=\"").text(choice.find()).raw("\"><label><input type=\"checkbox\" name=\"i\"");
        out.raw(" value=\"1\"").raw(choice.anyCase() ? " checked>" : ">").text(texts.get("log.case"));
        out.raw("</label><label for=\"context\">").text(texts.get("log.context"));
        out.raw("</label><select id=\"context\" name=\"context\">");
        for (int lines : LogChoice.CONTEXTS) {
            out.raw("<option")
                    .raw(lines == choice.context() ? " selected>" : ">")
                    .raw(lines);
            out.raw("</option>");
        }
        out.raw("</select><button type=\"submit\">")
                .text(texts.get("log.search"))
                .raw("</button></form>\n");
    }

    private static void hidden(Html out, LogChoice choice) {
        out.raw("<input type=\"hidden\" name=\"name\" value=\"")
                .text(choice.name())
                .raw("\">");
        if (!choice.isMain()) {
            out.raw("<input type=\"hidden\" name=\"channel\" value=\"")
                    .text(choice.channel())
                    .raw("\">");
        }
    }

    private void tools(Html out, LogChoice choice, LogView view, boolean following) {
        out.raw("<div class=\"tools\">");
        if (following) {
            out.raw("<button type=\"button\" id=\"pause\" aria-pressed=\"false\" hidden>")
                    .text(texts.get("log.pause"));
            out.raw("</button>");
        }
        out.raw("<button type=\"button\" id=\"wrap\" aria-pressed=\"true\" hidden>");
        out.text(texts.get("log.wrap")).raw("</button>");
        if (following) {
            out.raw("<button type=\"button\" id=\"clear\" hidden>").text(texts.get("log.clear"));
            out.raw("</button><a class=\"button script-less\" href=\"");
            out.text(choice.link(choice.channel()))
                    .raw("\">")
                    .text(texts.get("log.reload"))
                    .raw("</a>");
        }
        if (view.window() != null) {
            places(out, choice, view);
        }
        out.raw("<span id=\"held\" class=\"dim\" role=\"status\"></span></div>\n");
    }

    private void places(Html out, LogChoice choice, LogView view) {
        LogReader.Window window = view.window();
        boolean current = view.file().number() == 0;
        out.raw("<nav class=\"tools\" aria-label=\"")
                .text(texts.get("log.places"))
                .raw("\">");
        place(out, choice, view, "log.begin", 0, Seek.FROM, window.from() > 0);
        place(out, choice, view, "log.older", window.from(), Seek.TO, window.from() > 0);
        place(out, choice, view, "log.newer", window.to(), Seek.FROM, window.to() < window.size());
        if (choice.seek() != Seek.END) {
            if (current) {
                out.raw("<a class=\"button\" href=\"").text(choice.link(choice.channel()));
                out.raw("\">").text(texts.get("log.follow")).raw("</a>");
            } else {
                place(out, choice, view, "log.end", window.size(), Seek.TO, window.to() < window.size());
            }
        }
        out.raw("</nav><form method=\"get\" action=\"log\" class=\"tools\">");
        hidden(out, choice);
        out.raw("<input type=\"hidden\" name=\"file\" value=\"").raw(view.file().number());
        out.raw("\"><label for=\"at\">").text(texts.get("log.offset")).raw("</label>");
        out.raw("<input id=\"at\" name=\"at\" size=\"10\" inputmode=\"numeric\" pattern=\"[0-9]{1,18}\" required");
        out.raw(" autocomplete=\"off\"><button type=\"submit\">")
                .text(texts.get("log.go"))
                .raw("</button></form>");
        if (choice.seek() != Seek.END) {
            out.raw("<span class=\"dim\">")
                    .text(texts.get(
                            "log.shown",
                            fileName(choice.channel(), view.file()),
                            window.from(),
                            window.to(),
                            window.size()));
            out.raw("</span>");
        }
    }

    private void place(
            Html out, LogChoice choice, LogView view, String text, long offset, Seek seek, boolean possible) {
        if (possible) {
            LogPlace at = new LogPlace(view.file().number(), view.file().id(), offset);
            out.raw("<a class=\"button\" href=\"")
                    .text(choice.link(choice.channel(), at, seek))
                    .raw("\">");
            out.text(texts.get(text)).raw("</a>");
        }
    }

    private void content(Html out, LogChoice choice, LogView view, String title) {
        out.raw("<pre id=\"log\" class=\"log wrap\" tabindex=\"0\" role=\"region\" aria-label=\"");
        out.text(texts.get("log.title", title)).raw("\">");
        if (view.marked() != null) {
            marked(out, view.marked());
        } else if (choice.seek() == Seek.AT) {
            pointedAt(out, view.window(), choice.place().offset());
        } else {
            new Ansi().write(out, new String(view.window().bytes(), StandardCharsets.UTF_8));
        }
        out.raw("</pre>\n");
    }

    /** Each line with the name of its channel before it. */
    private static void marked(Html out, byte[] lines) {
        Ansi stdout = new Ansi();
        Ansi stderr = new Ansi();
        new String(lines, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty())
                .forEach(line -> {
                    boolean error = line.charAt(0) == '2';
                    out.raw(error ? "<span class=\"line err\"><b>err</b>" : "<span class=\"line\"><b>out</b>");
                    (error ? stderr : stdout).write(out, line.substring(1) + "\n");
                    out.raw("</span>");
                });
    }

    /** The line at the place is marked. */
    private static void pointedAt(Html out, LogReader.Window window, long offset) {
        byte[] bytes = window.bytes();
        int at = (int) Math.max(0, Math.min(bytes.length, offset - window.from()));
        int begin = at;
        while (begin > 0 && bytes[begin - 1] != '\n') {
            begin--;
        }
        int end = at;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        Ansi ansi = new Ansi();
        ansi.write(out, new String(bytes, 0, begin, StandardCharsets.UTF_8));
        out.raw("<mark id=\"hit\">");
        ansi.write(out, new String(bytes, begin, end - begin, StandardCharsets.UTF_8));
        out.raw("</mark>");
        ansi.write(out, new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8));
    }

    private void found(Html out, LogChoice choice, LogView view) {
        if (!view.trouble().isEmpty()) {
            out.raw("<p class=\"bad\" role=\"alert\">").text(view.trouble()).raw("</p>\n");
        }
        view.found().forEach((channel, hits) -> {
            out.raw("<section class=\"card\" aria-labelledby=\"found-")
                    .raw(channel)
                    .raw("\"><h2 id=\"found-");
            out.raw(channel).raw("\" class=\"found\">");
            out.text(choice.isMain() ? texts.get("log.main") : channel).raw(": ");
            out.text(texts.get("log.found", hits.hits().size())).raw("</h2>");
            if (!hits.hits().isEmpty()) {
                out.raw("<ol class=\"hits\">");
                hits.hits().forEach(hit -> hit(out, choice, channel, hit));
                out.raw("</ol>");
            }
            if (!hits.passedOver().isEmpty()) {
                LogPlace first = hits.passedOver().get(0);
                out.raw("<p class=\"bad\">")
                        .text(texts.get("log.passed", hits.passedOver().size()));
                out.raw(" <a href=\"")
                        .text(choice.link(channel, first, Seek.AT))
                        .raw("\">");
                out.text(texts.get("log.passed.first")).raw("</a></p>");
            }
            out.raw("<p>").text(texts.get("log.searched", Sizes.bytes(hits.bytes())));
            hits.next()
                    .ifPresentOrElse(
                            next -> out.raw(" <a class=\"button\" href=\"")
                                    .text(choice.linkToOlder(channel, next))
                                    .raw("\">")
                                    .text(texts.get("log.on"))
                                    .raw("</a>"),
                            () -> out.raw(" ").text(texts.get("log.all")));
            out.raw("</p></section>\n");
        });
        out.raw("<p><a href=\"").text(choice.link(choice.channel())).raw("\">");
        out.text(texts.get("log.back")).raw("</a></p>\n");
    }

    private void hit(Html out, LogChoice choice, String channel, LogHits.Hit hit) {
        LogPlace place = hit.place();
        out.raw("<li><a href=\"").text(choice.link(channel, place, Seek.AT)).raw("\">");
        String file = place.number() == 0 ? "" : "." + place.number() + " ";
        out.text(
                hit.line() > 0
                        ? texts.get("log.line", file + hit.line())
                        : texts.get("log.byte", file + place.offset()));
        out.raw("</a><pre tabindex=\"0\">");
        around(out, hit.before());
        out.text(hit.text().substring(0, hit.start())).raw("<mark>");
        out.text(hit.text().substring(hit.start(), hit.end())).raw("</mark>");
        out.text(hit.text().substring(hit.end())).raw("\n");
        around(out, hit.after());
        out.raw("</pre></li>");
    }

    private static void around(Html out, List<String> lines) {
        if (!lines.isEmpty()) {
            out.raw("<span class=\"dim\">").text(String.join("\n", lines)).raw("\n</span>");
        }
    }

    private void files(Html out, LogChoice choice, LogView view) {
        out.raw("<details class=\"card\"><summary>").text(texts.get("log.files"));
        out.raw("</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
        out.text(texts.get("log.files")).raw("\"><table><thead><tr>");
        for (String heading : List.of("log.file", "log.size", "log.written", "column.actions")) {
            out.raw("<th scope=\"col\">").text(texts.get(heading)).raw("</th>");
        }
        out.raw("</tr></thead><tbody>");
        view.files()
                .forEach((channel, files) -> files.forEach(file -> {
                    String name =
                            choice.isMain() && file.number() == 0 ? texts.get("log.main") : fileName(channel, file);
                    String moment =
                            Instant.ofEpochSecond(file.modifiedMillis() / 1000).toString();
                    out.raw("<tr><th scope=\"row\">").text(name).raw("</th><td class=\"num\">");
                    out.text(Sizes.bytes(file.size()))
                            .raw("</td><td><time datetime=\"")
                            .raw(moment)
                            .raw("\">");
                    out.raw(moment.replace('T', ' ').replace("Z", " UTC"))
                            .raw("</time></td><td><a class=\"button\" href=\"");
                    LogPlace end = new LogPlace(file.number(), file.id(), file.size());
                    out.text(file.number() == 0 ? choice.link(channel) : choice.link(channel, end, Seek.TO));
                    out.raw("\" aria-label=\"")
                            .text(texts.get("log.view"))
                            .raw(" ")
                            .text(name)
                            .raw("\">");
                    out.text(texts.get("log.view")).raw("</a> <a class=\"button\" download href=\"");
                    out.text(choice.linkToFile(channel, file.number())).raw("\" aria-label=\"");
                    out.text(texts.get("log.download")).raw(" ").text(name).raw("\">");
                    out.text(texts.get("log.download")).raw("</a></td></tr>\n");
                }));
        out.raw("</tbody></table></div></details>\n");
    }

    private static String fileName(String channel, LogFile file) {
        return file.number() == 0 ? channel : channel + "." + file.number();
    }

    /** What ends a log, as plain text. */
    static String lastLines(byte[] end, int most) {
        String[] lines = LogText.plain(end).stripTrailing().split("\n", -1);
        int from = Math.max(0, lines.length - most);
        return String.join("\n", Arrays.copyOfRange(lines, from, lines.length));
    }
}
