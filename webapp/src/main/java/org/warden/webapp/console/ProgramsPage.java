package org.warden.webapp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.warden.core.api.SupervisorView;
import org.warden.core.api.UseLine;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.webapp.console.ProgramActions.Verb;
import org.warden.webapp.console.ProgramUse.Use;

/**
 * The list of programs. It is markup written in one go and no tree of components: a thousand rows are a second's work for
 * such a tree, with each look of each browser, and its state would be kept for each.
 */
public final class ProgramsPage {
    private static final String SORT_NAME = "name";
    private static final List<String> COLUMNS = List.of(SORT_NAME, "state", "pid", "since", "cpu", "memory");
    static final String ATTENTION = "attention";
    private static final int MOST_NAMED = 8;

    /** Percent of a processor; less is no mountain in a curve. */
    private static final float LEAST_CPU = 5;

    /** Those that need somebody first. */
    static final List<ProcessState> BY_URGENCY = List.of(
            ProcessState.FATAL,
            ProcessState.UNKNOWN,
            ProcessState.BACKOFF,
            ProcessState.EXITED,
            ProcessState.STOPPING,
            ProcessState.STARTING,
            ProcessState.STOPPED,
            ProcessState.RUNNING);

    /**
     * What of the list is asked for.
     *
     * @param text part of a name, or ""
     * @param state name of a state, {@code attention}, or ""
     * @param sort one of the columns, a minus before it for the other way round
     */
    public record Choice(String text, String state, String sort) {
        public Choice {
            text = text == null ? "" : text.strip();
            state = state == null ? "" : state;
            sort = sort == null || !COLUMNS.contains(sort.replaceFirst("^-", "")) ? SORT_NAME : sort;
        }

        boolean takes(ProgramRow row) {
            boolean named = row.name().namespec().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
            boolean fits = state.isEmpty()
                    || (state.equals(ATTENTION)
                            ? row.attention()
                            : row.state().name().equals(state));
            return named && fits;
        }

        String column() {
            return sort.replaceFirst("^-", "");
        }

        boolean descending() {
            return sort.startsWith("-");
        }

        private Comparator<ProgramRow> order(Map<ProcessName, Use> uses) {
            Comparator<ProgramRow> byName = Comparator.comparing(ProgramRow::name);
            Comparator<ProgramRow> order =
                    switch (column()) {
                        case "state" -> Comparator.comparing(row -> BY_URGENCY.indexOf(row.state()));
                        case "pid" -> Comparator.comparing(ProgramRow::pid);
                        case "since" -> Comparator.comparing(ProgramRow::since);
                        case "cpu" -> Comparator.comparing(row -> use(uses, row).cpuTenths());
                        case "memory" ->
                            Comparator.comparing(row -> use(uses, row).memoryKib());
                        default -> byName;
                    };
            return (descending() ? order.reversed() : order).thenComparing(byName);
        }

        private String link(String otherState, String otherSort) {
            StringBuilder link = new StringBuilder("programs");
            part(link, "q", text);
            part(link, "state", otherState);
            part(link, "sort", otherSort.equals(SORT_NAME) ? "" : otherSort);
            return link.toString();
        }

        private static void part(StringBuilder link, String name, String value) {
            if (!value.isEmpty()) {
                link.append(link.indexOf("?") < 0 ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
    }

    private final Page page;
    private final Texts texts;
    private final long nowSeconds;

    /** @param nowSeconds Unix time, for durations */
    public ProgramsPage(Page page, long nowSeconds) {
        this.page = page;
        this.texts = page.texts();
        this.nowSeconds = nowSeconds;
    }

    private static Use use(Map<ProcessName, Use> uses, ProgramRow row) {
        return uses.getOrDefault(row.name(), Use.NONE);
    }

    /**
     * The page.
     *
     * @param mark where the live stream shall go on
     * @param uses what programs use now
     * @param lines and what they used of late
     */
    public String html(
            SupervisorView view,
            Choice choice,
            String mark,
            Map<ProcessName, Use> uses,
            Map<ProcessName, UseLine> lines) {
        List<ProgramRow> all = view.processes().stream().map(ProgramRow::of).toList();
        List<ProgramRow> rows =
                all.stream().filter(choice::takes).sorted(choice.order(uses)).toList();
        Html out = page.begin(
                4096 + rows.size() * 1100,
                texts.get("programs.title"),
                "programs",
                List.of("live.js", "sparks.js", "programs.js"),
                Map.of("seq", mark, "sort", choice.sort(), "state", choice.state(), "now", Long.toString(nowSeconds)));
        out.raw("<div class=\"head\"><h1>").text(texts.get("programs.title")).raw("</h1><p class=\"dim\">");
        out.text(view.identifier()).raw(" · ").text(view.state().name()).raw("</p></div>\n");
        attention(out, all, choice);
        chips(out, all, choice);
        out.raw("<form method=\"post\" action=\"programs\" id=\"list\">");
        page.token(out);
        if (page.mayAct()) {
            bulk(out);
        }
        out.raw("<div class=\"table\"><table class=\"programs\"><caption class=\"unseen\">");
        out.text(texts.get("programs.title")).raw("</caption><thead><tr>");
        if (page.mayAct()) {
            out.raw("<td class=\"c-x\"><input type=\"checkbox\" id=\"every\" aria-label=\"");
            out.text(texts.get("select.shown")).raw("\" hidden></td>");
        }
        COLUMNS.forEach(column -> heading(out, column, choice));
        out.raw("<th scope=\"col\" class=\"c-detail\">")
                .text(texts.get("column.detail"))
                .raw("</th>");
        out.raw("<th scope=\"col\" class=\"c-do\">").text(texts.get("column.actions"));
        out.raw("</th></tr></thead>\n<tbody id=\"rows\">\n");
        body(out, rows, choice, uses, lines);
        out.raw("</tbody></table></div></form>\n");
        empty(out, all, rows);
        out.raw("<p id=\"said\" class=\"unseen\" role=\"status\"></p>\n");
        return Page.end(out);
    }

    private void attention(Html out, List<ProgramRow> all, Choice choice) {
        List<ProgramRow> urgent = all.stream()
                .filter(ProgramRow::attention)
                .sorted(new Choice("", "", "state").order(Map.of()))
                .toList();
        out.raw("<section id=\"attention\" class=\"attention\" aria-label=\"")
                .text(texts.get("attention"))
                .raw("\"");
        out.raw(urgent.isEmpty() ? " hidden>" : ">");
        out.raw("<strong>").text(texts.get("attention.count", urgent.size())).raw("</strong> <ul>");
        for (ProgramRow row : urgent.subList(0, Math.min(MOST_NAMED, urgent.size()))) {
            out.raw("<li>");
            chip(out, row.state());
            out.raw(" <a href=\"")
                    .text(address(row))
                    .raw("\">")
                    .text(row.name().namespec())
                    .raw("</a> <span>");
            out.text(row.detail(texts)).raw("</span></li>");
        }
        out.raw("</ul><a class=\"more\" href=\"").text(new Choice("", ATTENTION, SORT_NAME).link(ATTENTION, SORT_NAME));
        out.raw("\">").text(texts.get("attention.show")).raw("</a></section>\n");
    }

    private void chips(Html out, List<ProgramRow> all, Choice choice) {
        Map<ProcessState, Integer> counts = new EnumMap<>(ProcessState.class);
        all.forEach(row -> counts.merge(row.state(), 1, Integer::sum));
        out.raw("<div class=\"filter\"><form method=\"get\" action=\"programs\" role=\"search\">");
        out.raw("<label class=\"unseen\" for=\"q\">").text(texts.get("filter")).raw("</label>");
        out.raw("<input type=\"search\" id=\"q\" name=\"q\" autocomplete=\"off\" placeholder=\"");
        out.text(texts.get("filter")).raw("\" value=\"").text(choice.text()).raw("\">");
        if (!choice.state().isEmpty()) {
            out.raw("<input type=\"hidden\" name=\"state\" value=\"")
                    .text(choice.state())
                    .raw("\">");
        }
        out.raw("<button class=\"script-less\" type=\"submit\">").text(texts.get("filter.go"));
        out.raw("</button></form><nav class=\"chips\" id=\"chips\" aria-label=\"");
        out.text(texts.get("filter.states")).raw("\">");
        chipLink(out, choice, "", texts.get("state.all"), all.size());
        for (ProcessState state : BY_URGENCY) {
            chipLink(out, choice, state.name(), state.name(), counts.getOrDefault(state, 0));
        }
        out.raw("</nav></div>\n");
    }

    private static void chipLink(Html out, Choice choice, String state, String label, int count) {
        out.raw("<a data-chip=\"")
                .raw(state)
                .raw("\" href=\"")
                .text(choice.link(state, choice.sort()))
                .raw("\"");
        out.raw(choice.state().equals(state) ? " aria-current=\"true\"" : "");
        out.raw(count == 0 && !state.isEmpty() && !choice.state().equals(state) ? " hidden>" : ">");
        out.raw("<i class=\"dot s-").raw(state.isEmpty() ? "ALL" : state).raw("\" aria-hidden=\"true\"></i>");
        out.text(label).raw(" <b>").raw(count).raw("</b></a>");
    }

    private void bulk(Html out) {
        out.raw("<div class=\"bulk\" id=\"bulk\"><span id=\"picked\" role=\"status\">");
        out.text(texts.get("selected")).raw("</span>");
        for (Verb verb : Verb.values()) {
            out.raw("<button type=\"submit\" name=\"do\" value=\"")
                    .raw(verb.word())
                    .raw("\">");
            out.text(texts.get("do." + verb.word())).raw("</button>");
        }
        out.raw("</div>");
    }

    private void heading(Html out, String column, Choice choice) {
        boolean current = choice.column().equals(column);
        boolean up = current && !choice.descending();
        out.raw("<th scope=\"col\" class=\"c-").raw(column).raw("\"");
        if (current) {
            out.raw(up ? " aria-sort=\"ascending\"" : " aria-sort=\"descending\"");
        }
        out.raw("><a data-sort=\"").raw(column).raw("\" href=\"");
        out.text(choice.link(choice.state(), up ? "-" + column : column)).raw("\">");
        out.text(texts.get("column." + column)).raw("</a></th>");
    }

    private void body(
            Html out,
            List<ProgramRow> rows,
            Choice choice,
            Map<ProcessName, Use> uses,
            Map<ProcessName, UseLine> lines) {
        Map<String, Integer> sizes = new java.util.HashMap<>();
        rows.forEach(row -> sizes.merge(row.name().group(), 1, Integer::sum));
        boolean grouped = choice.column().equals(SORT_NAME);
        String group = null;
        for (ProgramRow row : rows) {
            String own = row.name().group();
            if (grouped && !own.equals(group) && isGroup(row, sizes.get(own))) {
                groupRow(out, own, sizes.get(own));
            }
            group = own;
            row(out, row, use(uses, row), lines.get(row.name()));
        }
    }

    /** A program that is alone in a group of its own name needs no headline. */
    private static boolean isGroup(ProgramRow row, int size) {
        return size > 1 || !row.name().group().equals(row.name().process());
    }

    private void groupRow(Html out, String group, int size) {
        out.raw("<tr class=\"group\" data-g=\"").text(group).raw("\"><th scope=\"colgroup\" colspan=\"");
        out.raw(page.mayAct() ? "9" : "8").raw("\"><button type=\"button\" class=\"fold\" aria-expanded=\"true\">");
        out.text(group).raw("</button> <span class=\"dim\">").raw(size).raw("</span></th></tr>\n");
    }

    private void row(Html out, ProgramRow row, Use use, UseLine line) {
        String name = row.name().namespec();
        out.raw("<tr data-n=\"")
                .text(name)
                .raw("\" data-g=\"")
                .text(row.name().group())
                .raw("\" data-s=\"");
        out.raw(row.state().name())
                .raw("\" data-p=\"")
                .raw(row.pid())
                .raw("\" data-t=\"")
                .raw(row.since());
        out.raw(row.attention() ? "\" class=\"alert\">" : "\">");
        if (page.mayAct()) {
            out.raw("<td class=\"c-x\"><input type=\"checkbox\" name=\"name\" value=\"")
                    .text(name);
            out.raw("\" aria-label=\"").text(texts.get("select.one", name)).raw("\"></td>");
        }
        out.raw("<th scope=\"row\"><a href=\"")
                .text(address(row))
                .raw("\">")
                .text(name)
                .raw("</a></th><td>");
        chip(out, row.state());
        out.raw("</td><td class=\"num c-pid\">").raw(row.pid() == 0 ? "" : Integer.toString(row.pid()));
        out.raw("</td><td class=\"num c-since\">");
        since(out, row);
        out.raw("</td>");
        use(out, "cpu", use.cpuTenths(), use.cpu(), line == null ? null : line.cpuPercent(), LEAST_CPU, 10);
        use(out, "memory", use.memoryKib(), use.memory(), line == null ? null : line.residentBytes(), 0, 1 / 1024f);
        out.raw("<td class=\"c-detail\">").text(row.detail(texts)).raw("</td><td class=\"c-do\">");
        if (page.mayAct()) {
            for (Verb verb : row.state().isRunning() ? List.of(Verb.RESTART, Verb.STOP) : List.of(Verb.START)) {
                out.raw("<button type=\"submit\" name=\"do\" value=\"")
                        .raw(verb.word())
                        .raw(" ")
                        .text(name);
                out.raw("\" aria-label=\"")
                        .text(texts.get("do." + verb.word()))
                        .raw(" ")
                        .text(name)
                        .raw("\">");
                out.text(texts.get("do." + verb.word())).raw("</button>");
            }
        }
        out.raw("</td></tr>\n");
    }

    /**
     * A number, and its curve for the script.
     *
     * @param number in the unit of the script, -1 for none
     * @param line what the curve shows, or null
     * @param least what the curve's scale ends at where all values are less
     * @param unit how many of the script's units one of the line is
     */
    private static void use(Html out, String column, long number, String text, float[] line, float least, float unit) {
        out.raw("<td class=\"num c-").raw(column).raw("\"");
        if (line != null || number >= 0) {
            float scale = line == null ? 0 : Sparkline.scale(line, least);
            out.raw(" data-l=\"")
                    .raw(number)
                    .raw(" ")
                    .raw(Math.round(scale * unit))
                    .raw(" ");
            out.raw(line == null ? "" : Sparkline.of(line, scale)).raw("\"");
        }
        out.raw(">").raw(text).raw("</td>");
    }

    private static void chip(Html out, ProcessState state) {
        out.raw("<span class=\"chip s-")
                .raw(state.name())
                .raw("\">")
                .raw(state.name())
                .raw("</span>");
    }

    private void since(Html out, ProgramRow row) {
        since(out, row.since(), nowSeconds, texts);
    }

    /** How long something has lasted, with the moment itself for scripts and tips. */
    static void since(Html out, long seconds, long nowSeconds, Texts texts) {
        if (seconds == 0) {
            out.text(texts.get("js.never"));
            return;
        }
        String moment = Instant.ofEpochSecond(seconds).toString();
        out.raw("<time datetime=\"").raw(moment).raw("\" title=\"").raw(moment).raw("\">");
        out.raw(duration(nowSeconds - seconds)).raw("</time>");
    }

    /** Two units at most: {@code 3d 4h}, {@code 12m 5s}. */
    static String duration(long seconds) {
        long s = Math.max(0, seconds);
        if (s < 60) {
            return s + "s";
        }
        if (s < 3600) {
            return s / 60 + "m " + s % 60 + "s";
        }
        return s < 86_400 ? s / 3600 + "h " + s / 60 % 60 + "m" : s / 86_400 + "d " + s / 3600 % 24 + "h";
    }

    private static String address(ProgramRow row) {
        return "program?name=" + URLEncoder.encode(row.name().namespec(), StandardCharsets.UTF_8);
    }

    private void empty(Html out, List<ProgramRow> all, List<ProgramRow> rows) {
        out.raw("<div class=\"empty\" id=\"none\"").raw(rows.isEmpty() ? ">" : " hidden>");
        out.raw("<p>")
                .text(texts.get(all.isEmpty() ? "empty.none" : "empty.filtered"))
                .raw("</p>");
        if (all.isEmpty()) {
            out.raw("<pre>[program:hello]\ncommand=/bin/sh -c 'while :; do date; sleep 5; done'</pre>");
        } else {
            out.raw("<p><a href=\"programs\">").text(texts.get("empty.all")).raw("</a></p>");
        }
        out.raw("</div>\n");
    }

    /** The question before an action, as a page for browsers without script. */
    public String confirmation(Verb verb, List<String> names, boolean mistyped) {
        String title = texts.get("confirm." + verb.word(), names.size());
        Html out = page.begin(4096, title, "programs", List.of(), Map.of());
        out.raw("<h1>").text(title).raw("</h1>\n<ul class=\"names\">");
        names.forEach(name -> out.raw("<li>").text(name).raw("</li>"));
        out.raw("</ul>\n<form method=\"post\" action=\"programs\" class=\"ask\">");
        page.token(out);
        out.raw(
                "<input type=\"hidden\" name=\"confirmed\" value=\"yes\"><input type=\"hidden\" name=\"names\" value=\"");
        out.text(String.join("\n", names)).raw("\">");
        if (names.size() >= ProgramActions.MANY) {
            if (mistyped) {
                out.raw("<p class=\"bad\" role=\"alert\">")
                        .text(texts.get("confirm.mistyped"))
                        .raw("</p>");
            }
            out.raw("<label for=\"typed\">")
                    .text(texts.get("confirm.type", names.size()))
                    .raw("</label> ");
            out.raw("<input id=\"typed\" name=\"typed\" inputmode=\"numeric\" autocomplete=\"off\" required>");
        }
        out.raw("<p><button type=\"submit\" class=\"danger\" name=\"do\" value=\"")
                .raw(verb.word())
                .raw("\">");
        out.text(texts.get("do." + verb.word())).raw("</button> <a href=\"programs\">");
        return Page.end(out.text(texts.get("cancel")).raw("</a></p></form>\n"));
    }

    /** What became of an action, as a page for browsers without script. */
    public String results(Verb verb, List<ProgramActions.Result> results) {
        Html out = page.begin(4096, texts.get("results"), "programs", List.of(), Map.of());
        out.raw("<h1>")
                .text(texts.get("results"))
                .raw("</h1>\n<div class=\"table\"><table><thead><tr><th scope=\"col\">");
        out.text(texts.get("column.name")).raw("</th><th scope=\"col\">").text(texts.get("column.result"));
        out.raw("</th></tr></thead><tbody>");
        for (ProgramActions.Result result : results) {
            out.raw("<tr").raw(result.done() ? "" : " class=\"alert\"").raw("><th scope=\"row\">");
            out.text(result.name().namespec())
                    .raw("</th><td>")
                    .text(result.text(verb, texts))
                    .raw("</td></tr>\n");
        }
        out.raw("</tbody></table></div>\n<p><a href=\"programs\">")
                .text(texts.get("back"))
                .raw("</a></p>\n");
        return Page.end(out);
    }

    /** The same for our own script. */
    public String json(Verb verb, List<ProgramActions.Result> results) {
        StringBuilder json = new StringBuilder("[");
        for (ProgramActions.Result result : results) {
            json.append(json.length() > 1 ? "," : "").append("{\"n\":");
            Html.json(json, result.name().namespec());
            json.append(",\"ok\":").append(result.done()).append(",\"text\":");
            Html.json(json, result.text(verb, texts));
            json.append('}');
        }
        return json.append(']').toString();
    }

    /** Names that a request gives, in its order and once each; names that there are not are left out. */
    public static List<ProcessName> known(SupervisorView view, List<String> names) {
        Map<String, ProcessName> all = new java.util.HashMap<>();
        view.processes().forEach(p -> all.put(p.name().namespec(), p.name()));
        return new ArrayList<>(names.stream()
                .map(name -> Optional.ofNullable(all.get(name)))
                .flatMap(Optional::stream)
                .distinct()
                .toList());
    }
}
