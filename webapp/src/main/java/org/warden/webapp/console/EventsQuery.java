package org.warden.webapp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.warden.core.api.HistoryFilter;
import org.warden.core.model.HistoryEvent.Kind;

/**
 * What of the history is asked for, as it stands in an address.
 *
 * @param name a program as {@code group:process}, or a group with or without {@code :*}; "" for everything
 * @param kinds none for all
 * @param who a user, or ""
 * @param text what an entry must have in it, or ""
 * @param from local date and time in {@code zone}, or ""
 * @param until the same
 * @param zone the viewer's
 * @param before only entries with a smaller id; 0 for the newest
 * @param trail what {@code before} was on the pages that lead here, the first one first
 */
public record EventsQuery(
        String name,
        Set<Kind> kinds,
        String who,
        String text,
        String from,
        String until,
        ZoneId zone,
        long before,
        List<Long> trail) {

    /** Those that can be chosen; LOST comes with DAEMON. */
    static final List<Kind> CHOICES = List.of(Kind.STATE, Kind.EXIT, Kind.CALL, Kind.DAEMON);

    private static final int LONGEST = 256;
    private static final int LONGEST_TRAIL = 100;

    public EventsQuery {
        kinds = Set.copyOf(kinds);
        trail = List.copyOf(trail);
    }

    /**
     * What a request says. What can't be meant counts as not said.
     *
     * @param parameters the values of a parameter, or null
     */
    public static EventsQuery of(Function<String, String[]> parameters) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        String[] words = parameters.apply("kind");
        for (String word : words == null ? new String[0] : words) {
            CHOICES.stream().filter(kind -> word(kind).equals(word)).forEach(kinds::add);
        }
        ZoneId zone = zone(first(parameters, "zone"));
        return new EventsQuery(
                first(parameters, "name"),
                kinds,
                first(parameters, "who"),
                first(parameters, "text"),
                moment(first(parameters, "from"), zone).isPresent() ? first(parameters, "from") : "",
                moment(first(parameters, "until"), zone).isPresent() ? first(parameters, "until") : "",
                zone,
                number(first(parameters, "before")),
                trail(parameters.apply("trail")));
    }

    static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String first(Function<String, String[]> parameters, String name) {
        String[] values = parameters.apply(name);
        String value = values == null || values.length == 0 ? "" : values[0].strip();
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST);
    }

    private static ZoneId zone(String id) {
        try {
            return id.isEmpty() ? ZoneOffset.UTC : ZoneId.of(id);
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC;
        }
    }

    private static Optional<Long> moment(String local, ZoneId zone) {
        try {
            return Optional.of(
                    LocalDateTime.parse(local).atZone(zone).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException none) {
            return Optional.empty();
        }
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}|[0-8][0-9]{18}") ? Long.parseLong(text) : 0;
    }

    private static List<Long> trail(String[] values) {
        return values == null || values.length == 0
                ? List.of()
                : Arrays.stream(values[0].split("\\.", LONGEST_TRAIL + 1))
                        .filter(part -> !part.isEmpty())
                        .limit(LONGEST_TRAIL)
                        .map(EventsQuery::number)
                        .toList();
    }

    /** The same for the store. */
    public HistoryFilter filter(int limit) {
        int colon = name.indexOf(':');
        String process = colon < 0 ? "" : name.substring(colon + 1);
        Set<Kind> wanted = kinds.isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(kinds);
        if (wanted.contains(Kind.DAEMON)) {
            wanted.add(Kind.LOST);
        }
        return new HistoryFilter(
                moment(from, zone).orElse(Long.MIN_VALUE),
                moment(until, zone).orElse(Long.MAX_VALUE),
                name.isEmpty() ? Optional.empty() : Optional.of(colon < 0 ? name : name.substring(0, colon)),
                process.isEmpty() || process.equals("*") ? Optional.empty() : Optional.of(process),
                wanted,
                who.isEmpty() ? Optional.empty() : Optional.of(who),
                text.isEmpty() ? Optional.empty() : Optional.of(text),
                before == 0 ? Long.MAX_VALUE : before,
                limit);
    }

    /** Whether anything but a page is chosen. */
    boolean isFiltering() {
        return !name.isEmpty()
                || !kinds.isEmpty()
                || !who.isEmpty()
                || !text.isEmpty()
                || !from.isEmpty()
                || !until.isEmpty();
    }

    /** The same from another place on. */
    EventsQuery from(long place) {
        return new EventsQuery(name, kinds, who, text, from, until, zone, place, List.of());
    }

    /** The same of another span, the newest first. */
    EventsQuery during(String otherFrom, String otherUntil) {
        return new EventsQuery(name, kinds, who, text, otherFrom, otherUntil, zone, 0, List.of());
    }

    /** The page after this one, which knows the way back. */
    EventsQuery older(long next) {
        List<Long> way = new ArrayList<>(trail);
        way.add(before);
        List<Long> known = way.size() <= LONGEST_TRAIL ? way : way.subList(way.size() - LONGEST_TRAIL, way.size());
        return new EventsQuery(name, kinds, who, text, from, until, zone, next, known);
    }

    /** The page before this one; the newest where the way is not known. */
    EventsQuery newer() {
        if (trail.isEmpty()) {
            return from(0);
        }
        int last = trail.size() - 1;
        return new EventsQuery(name, kinds, who, text, from, until, zone, trail.get(last), trail.subList(0, last));
    }

    /** The address of a page for it, relative. */
    String link(String page) {
        StringBuilder link = new StringBuilder(page);
        part(link, "name", name);
        CHOICES.stream().filter(kinds::contains).forEach(kind -> part(link, "kind", word(kind)));
        part(link, "who", who);
        part(link, "text", text);
        part(link, "from", from);
        part(link, "until", until);
        part(link, "zone", from.isEmpty() && until.isEmpty() ? "" : zone.getId());
        part(link, "before", before == 0 ? "" : Long.toString(before));
        part(link, "trail", String.join(".", trail.stream().map(String::valueOf).toList()));
        return link.toString();
    }

    private static void part(StringBuilder link, String name, String value) {
        if (!value.isEmpty()) {
            link.append(link.indexOf("?") < 0 ? '?' : '&').append(name).append('=');
            link.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
