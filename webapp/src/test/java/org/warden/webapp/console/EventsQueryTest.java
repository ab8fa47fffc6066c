package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.warden.core.api.HistoryFilter;
import org.warden.core.model.HistoryEvent.Kind;

class EventsQueryTest {

    /** As a container takes an address apart. */
    static EventsQuery of(String link) {
        Map<String, List<String>> parameters = new HashMap<>();
        String query = link.substring(link.indexOf('?') + 1);
        for (String part : query.isEmpty() || link.indexOf('?') < 0 ? new String[0] : query.split("&")) {
            String[] pair = part.split("=", 2);
            parameters
                    .computeIfAbsent(pair[0], name -> new ArrayList<>())
                    .add(URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return EventsQuery.of(name -> Optional.ofNullable(parameters.get(name))
                .map(values -> values.toArray(String[]::new))
                .orElse(null));
    }

    @Test
    void nothingSaidIsEverythingFromTheNewestOn() {
        assertEquals(HistoryFilter.newest(100), of("events").filter(100));
        assertFalse(of("events").isFiltering());
    }

    @Test
    void whatAnAddressSaysIsAskedFor() {
        HistoryFilter filter = of("events?name=shop%3Aweb&kind=exit&kind=call&who=anna&text=Exit"
                        + "&from=2026-11-28T01:00&until=2026-11-28T02:00&zone=Europe%2FBerlin&before=77")
                .filter(5);
        assertEquals(
                new HistoryFilter(
                        1_795_824_000_000L,
                        1_795_827_600_000L,
                        Optional.of("shop"),
                        Optional.of("web"),
                        Set.of(Kind.EXIT, Kind.CALL),
                        Optional.of("anna"),
                        Optional.of("exit"),
                        77,
                        5),
                filter);
    }

    @Test
    void aNameWithoutAProcessIsAWholeGroup() {
        for (String name : List.of("shop", "shop%3A*", "shop%3A")) {
            HistoryFilter filter = of("events?name=" + name).filter(1);
            assertEquals(Optional.of("shop"), filter.group(), name);
            assertEquals(Optional.empty(), filter.process(), name);
        }
    }

    @Test
    void gapsComeWithTheDaemonsOwnEvents() {
        assertEquals(
                Set.of(Kind.DAEMON, Kind.LOST),
                of("events?kind=daemon").filter(1).kinds());
    }

    @Test
    void whatCanNotBeMeantCountsAsNotSaid() {
        EventsQuery query =
                of("events?kind=exits&from=yesterday&until=2026-13-01T00:00&zone=Mars&before=-1&trail=x..7");
        assertEquals(HistoryFilter.newest(1), query.filter(1));
        assertEquals(
                HistoryFilter.newest(1),
                of("events?before=99999999999999999999").filter(1));
        assertEquals(256, of("events?who=" + "x".repeat(1000)).who().length());
    }

    @Test
    void pagesLeadBackTheWayTheyCame() {
        EventsQuery first = of("events?who=a%26b&kind=state");
        EventsQuery second = of(first.older(500).link("events"));
        EventsQuery third = of(second.older(300).link("events"));
        assertEquals(300, third.filter(1).before());
        assertEquals(second, of(third.newer().link("events")));
        assertEquals(first, of(third.newer().newer().link("events")));
        assertEquals(first, of(third.from(0).link("events")));
        EventsQuery far = first;
        for (int i = 1; i <= 150; i++) {
            far = far.older(1000 - i);
        }
        assertTrue(far.trail().size() == 100 && far.link("events").length() < 700, far.link("events"));
        assertEquals(far, of(far.link("events")));
    }
}
