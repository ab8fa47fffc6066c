package org.warden.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Everything that is wrong with a configuration, in the order in which stock would come across it. */
final class Problems {
    private final List<ConfigError> stocks = new ArrayList<>();
    private final List<ConfigError> beyondStock = new ArrayList<>();
    private final Set<List<String>> seen = new HashSet<>();

    /**
     * Adds an error, unless the same was said of the same key before: stock reads some keys twice, once for the group and
     * once for its processes.
     *
     * @param suffix what stock adds to the text in some sections, or ""
     * @param key null when the whole section is meant
     */
    void add(IniSection section, IniEntry entry, String key, String suffix, BadValue bad) {
        if (seen.add(List.of(section.name(), key == null ? "" : key, bad.getMessage()))) {
            SourceLine where = entry == null ? section.where() : entry.where();
            List<ConfigError> errors = bad.isStocks() ? stocks : beyondStock;
            errors.add(new ConfigError(
                    bad.getMessage() + suffix, where.file(), where.line(), section.name(), key, bad.remedy()));
        }
    }

    void add(ConfigError error) {
        stocks.add(error);
    }

    int count() {
        return stocks.size() + beyondStock.size();
    }

    /** What stock would refuse, then what only we do. */
    List<ConfigError> errors() {
        List<ConfigError> errors = new ArrayList<>(stocks);
        errors.addAll(beyondStock);
        return errors;
    }

    void throwIfAny() throws ConfigException {
        if (count() > 0) {
            throw new ConfigException(errors());
        }
    }
}
