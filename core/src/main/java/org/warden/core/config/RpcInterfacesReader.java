package org.warden.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code [rpcinterface:x]} sections. */
final class RpcInterfacesReader {
    static final String FACTORY = "supervisor.rpcinterface_factory";

    private RpcInterfacesReader() {}

    /** Whether this is stock's own factory; stock lets blanks stand around the colon. */
    static boolean isMain(String factory) {
        int colon = factory.indexOf(':');
        return colon >= 0
                && (Blanks.strip(factory.substring(0, colon)) + ":" + Blanks.strip(factory.substring(colon + 1)))
                        .equals(RpcInterfaceConfig.MAIN);
    }

    static List<RpcInterfaceConfig> read(Reading reading) {
        List<RpcInterfaceConfig> interfaces = new ArrayList<>();
        for (IniSection section : reading.document.startingWith("rpcinterface:")) {
            SectionReader reader = reading.section(section);
            if (!reader.has(FACTORY)) {
                reader.fail(
                        null,
                        new BadValue(
                                "section [" + section.name() + "] does not specify a " + FACTORY,
                                "add " + FACTORY + " = " + RpcInterfaceConfig.MAIN));
                continue;
            }
            Optional<String> factory = reader.get(FACTORY, text -> known(text, section.name(), reading.rpcFactories));
            Map<String, String> settings = new LinkedHashMap<>();
            for (IniEntry entry : section.entries()) {
                if (!entry.key().equals(FACTORY)) {
                    reader.text(entry.key()).ifPresent(value -> settings.put(entry.key(), value));
                }
            }
            factory.ifPresent(f -> interfaces.add(new RpcInterfaceConfig(section.tail(), f, settings)));
        }
        return interfaces;
    }

    private static String known(String factory, String section, RpcFactories factories) throws BadValue {
        if (isMain(factory)) {
            return RpcInterfaceConfig.MAIN;
        }
        String name = Blanks.strip(factory);
        Optional<String> reason = factories.whyNot(name);
        if (reason.isEmpty()) {
            return name;
        }
        throw new BadValue(
                factory + " cannot be resolved within [" + section + "]: " + reason.get(),
                "write " + RpcInterfaceConfig.MAIN + " for the main interface; another one must be a plug-in written in"
                        + " Java, those written in Python can't be loaded");
    }
}
