package org.warden.webapp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.warden.core.api.LogPlace;
import org.warden.core.model.Channel;

/**
 * What of a log is asked for.
 *
 * @param name of the program; "" for the activity log
 * @param channel {@code stdout}, {@code stderr} or {@link #BOTH}
 * @param seek from which place on; {@link Seek#END} follows
 * @param place where that is, and in which file
 * @param find a regular expression, or ""
 * @param anyCase whether upper and lower case are the same for it
 * @param context how many lines are shown around each find
 * @param after where an earlier search stopped
 */
public record LogChoice(
        String name,
        String channel,
        Seek seek,
        LogPlace place,
        String find,
        boolean anyCase,
        int context,
        Optional<LogPlace> after) {
    public static final String BOTH = "both";

    static final List<String> CHANNELS = List.of(Channel.STDOUT.word(), Channel.STDERR.word(), BOTH);
    static final List<Integer> CONTEXTS = List.of(0, 1, 3, 10);

    /** How a place is meant. */
    public enum Seek {
        /** The end of what is written now, and what comes. */
        END,
        /** What begins there. */
        FROM,
        /** What ends there. */
        TO,
        /** What is around it. */
        AT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param parameter gives the parameters of a request, null where there is none of the name */
    public static LogChoice of(Function<String, String> parameter) {
        String name = Optional.ofNullable(parameter.apply("name")).orElse("");
        String asked = Optional.ofNullable(parameter.apply("channel")).orElse("");
        String channel = name.isEmpty() || !CHANNELS.contains(asked) ? Channel.STDOUT.word() : asked;
        int file = (int) number(parameter.apply("file"), 5).orElse(0L).longValue();
        String id = Optional.ofNullable(parameter.apply("id")).orElse("");
        Seek seek = Seek.END;
        long offset = Long.MAX_VALUE;
        for (Seek one : List.of(Seek.FROM, Seek.TO, Seek.AT)) {
            Optional<Long> given = number(parameter.apply(one.word()), 18);
            if (given.isPresent() && !channel.equals(BOTH)) {
                seek = one;
                offset = given.get();
            }
        }
        if (seek == Seek.END && (file > 0 || !id.isEmpty())) {
            seek = Seek.TO;
        }
        LogPlace place = new LogPlace(file, id, offset);
        String find = Optional.ofNullable(parameter.apply("q")).orElse("");
        int context = number(parameter.apply("context"), 2).orElse(1L).intValue();
        Optional<LogPlace> after =
                number(parameter.apply("after"), 18).map(at -> new LogPlace(place.number(), place.id(), at));
        return new LogChoice(
                name,
                channel,
                seek,
                place,
                find,
                "1".equals(parameter.apply("i")),
                CONTEXTS.contains(context) ? context : 1,
                after);
    }

    private static Optional<Long> number(String text, int digits) {
        return text != null && text.matches("[0-9]{1," + digits + "}")
                ? Optional.of(Long.parseLong(text))
                : Optional.empty();
    }

    /** The channels that are looked at. */
    public List<String> channels() {
        return channel.equals(BOTH) ? CHANNELS.subList(0, 2) : List.of(channel);
    }

    public boolean isMain() {
        return name.isEmpty();
    }

    String linkToProgram() {
        return "program?name=" + encoded(name);
    }

    /** The address of the end of a channel. */
    String link(String other) {
        return address("log", other, Map.of());
    }

    /** The address of a place in a file of a channel, with what stands there marked where {@code seek} is AT. */
    String link(String other, LogPlace at, Seek how) {
        StringBuilder link = new StringBuilder(address("log", other, Map.of(how.word(), Long.toString(at.offset()))));
        file(link, at);
        return link.append(how == Seek.AT ? "#hit" : "").toString();
    }

    /** The address of a search that goes on. */
    String linkToOlder(String other, LogPlace from) {
        StringBuilder link = new StringBuilder(address("log", other, Map.of("q", find)));
        link.append("&context=").append(context).append(anyCase ? "&i=1" : "");
        file(link, from);
        return link.append("&after=").append(from.offset()).toString();
    }

    /** The address of a file as it is. */
    String linkToFile(String other, int number) {
        return address("logfile", other, Map.of("file", Integer.toString(number)));
    }

    private static void file(StringBuilder link, LogPlace at) {
        link.append("&file=").append(at.number());
        if (!at.id().isEmpty()) {
            link.append("&id=").append(URLEncoder.encode(at.id(), StandardCharsets.UTF_8));
        }
    }

    private String address(String page, String other, Map<String, String> more) {
        StringBuilder link = new StringBuilder(page).append("?name=").append(encoded(name));
        if (!isMain()) {
            link.append("&channel=").append(other);
        }
        more.forEach((key, value) -> link.append('&').append(key).append('=').append(encoded(value)));
        return link.toString();
    }

    /** The address of the stream of what comes. */
    String stream() {
        return isMain() ? "mainlogtail" : "logtail/" + encoded(name).replace("+", "%20") + "/" + channel;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
