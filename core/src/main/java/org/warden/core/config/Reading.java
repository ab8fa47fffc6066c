package org.warden.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.warden.core.port.Host;

/** What the readers of the sections share while one configuration is read. One thread, used once. */
final class Reading {
    final IniDocument document;
    final Host host;
    final HostValues hostValues;
    final Problems problems;
    final Notices notices;

    /** The files that were read, as they are named, in that order. */
    final List<String> files = new ArrayList<>();

    /** By section, the names of the variables in its {@code environment}. */
    final Map<String, Set<String>> variables = new HashMap<>();

    /** The XML-RPC interfaces there are besides the main one. */
    final RpcFactories rpcFactories;

    /** Where the values are collected, or null where nobody wants them. */
    private final SettingsCollector collector;

    /** The main file as it was named. */
    final String mainFile;

    /** The names that every value may use: the environment, and {@code environment} of {@code [supervisord]} once read. */
    private Names names;

    Reading(
            String mainFile,
            Host host,
            HostValues hostValues,
            Problems problems,
            Notices notices,
            RpcFactories rpcFactories,
            SettingsCollector collector) {
        this.document = new IniDocument();
        this.mainFile = mainFile;
        this.host = host;
        this.hostValues = hostValues;
        this.problems = problems;
        this.notices = notices;
        this.rpcFactories = rpcFactories;
        this.collector = collector;
        this.names = Names.NONE.withEnvironment(host.environment());
    }

    Names names() {
        return names;
    }

    void addEnvironment(Map<String, String> variables) {
        names = names.withEnvironment(variables);
    }

    SectionReader section(IniSection section) {
        return new SectionReader(
                this, section, names, collector == null ? ValueSink.NONE : collector.section(section.name()));
    }

    /** Where the values of the next process of a section go; its {@code process_name} tells which one it is. */
    ValueSink processSink(String section, String group) {
        return collector == null ? ValueSink.NONE : collector.process(section, group);
    }
}
