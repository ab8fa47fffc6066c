package org.warden.rpc;

import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.warden.core.config.RpcFactories;
import org.warden.rpc.plugin.PluginFactory;

/**
 * The factories of plug-ins that are installed, by the names that configurations call them. They are looked for when the
 * first one is asked for: an installation without plug-ins pays nothing. Any thread.
 */
public final class Plugins implements RpcFactories {

    /** None at all. */
    public static final Plugins NONE = new Plugins(() -> ServiceLoader.load(PluginFactory.class, null), "");

    /** A broken entry is passed over, but not for ever. */
    private static final int MOST = 1000;

    private final Supplier<ServiceLoader<PluginFactory>> loader;
    private final String place;
    private Map<String, PluginFactory> found;
    private String broken = "";

    private Plugins(Supplier<ServiceLoader<PluginFactory>> loader, String place) {
        this.loader = loader;
        this.place = place;
    }

    /**
     * Those that a class loader sees.
     *
     * @param place where people put the jars, for error texts
     */
    public static Plugins in(Supplier<ClassLoader> classes, String place) {
        return new Plugins(() -> ServiceLoader.load(PluginFactory.class, classes.get()), place);
    }

    @Override
    public Optional<String> whyNot(String factory) {
        if (find(factory).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("no plug-in of that name" + (place.isEmpty() ? "" : " in " + place) + broken);
    }

    synchronized Optional<PluginFactory> find(String factory) {
        if (found == null) {
            found = new TreeMap<>();
            load();
        }
        return Optional.ofNullable(found.get(factory));
    }

    /** One that can't be loaded does not keep the others from being found. */
    private void load() {
        Iterator<PluginFactory> all;
        try {
            all = loader.get().iterator();
        } catch (UncheckedIOException e) {
            broken = "; it can't be read: " + e.getMessage();
            return;
        }
        for (int tries = 0; tries < MOST; tries++) {
            try {
                if (!all.hasNext()) {
                    return;
                }
                PluginFactory factory = all.next();
                found.putIfAbsent(factory.factory(), factory);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                broken = "; one there can't be loaded: " + e.getMessage();
            }
        }
    }
}
