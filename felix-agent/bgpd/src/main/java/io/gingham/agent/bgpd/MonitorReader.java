package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.bgp.bmp.BmpConfig;
import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.bgp.message.RouterId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// `bmp`: collectors that are told what the speaker knows (RFC 7854).
final class MonitorReader {

    private static final Map<String, BmpView> VIEWS = views();

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private MonitorReader() {}

    private static Map<String, BmpView> views() {
        Map<String, BmpView> views = new TreeMap<>();
        for (BmpView view : BmpView.values()) {
            views.put(view.label(), view);
        }
        return views;
    }

    /// @param routerId what collectors know us by where the machine has no name
    static BmpConfig read(YamlNode node, RouterId routerId) {
        List<CollectorConfig> collectors = Values.list(MonitorReader::collector).apply(node);
        try {
            return new BmpConfig(systemName(routerId), collectors);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(node.place(), String.valueOf(e.getMessage()));
        }
    }

    private static String systemName(RouterId routerId) {
        try {
            String name = Files.readString(HOST_NAME).strip();
            return name.isEmpty() ? routerId.toString() : name;
        } catch (IOException e) {
            return routerId.toString();
        }
    }

    private static CollectorConfig collector(YamlNode node) {
        Section section = Section.of(node, "a collector of BMP");
        CollectorConfig collector =
                section.checked(
                        () ->
                                new CollectorConfig(
                                        section.require("address", Values::nextHop),
                                        section.require("port", Values.integer(1, 0xffff)),
                                        section.get(
                                                "monitor",
                                                MonitorReader::monitored,
                                                CollectorConfig.DEFAULT_VIEWS),
                                        section.get(
                                                "statisticsInterval",
                                                Values::duration,
                                                CollectorConfig.DEFAULT_STATISTICS),
                                        section.get(
                                                "retry",
                                                MonitorReader::retry,
                                                CollectorConfig.DEFAULT_RETRY)));
        section.end();
        return collector;
    }

    private static Set<BmpView> monitored(YamlNode node) {
        Set<BmpView> views = new HashSet<>(Values.list(Values.word(VIEWS)).apply(node));
        if (views.isEmpty()) {
            throw new ConfigException(
                    node.place(),
                    "expected tables to show: "
                            + String.join(", ", VIEWS.keySet())
                            + "; seen none");
        }
        return views;
    }

    private static Duration retry(YamlNode node) {
        Duration retry = Values.duration(node);
        if (!retry.isPositive()) {
            throw new ConfigException(
                    node.place(), "expected a time between attempts, seen " + node.describe());
        }
        return retry;
    }
}
