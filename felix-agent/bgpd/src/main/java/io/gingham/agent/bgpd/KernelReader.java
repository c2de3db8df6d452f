package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.DaemonConfig.KernelExport;
import io.gingham.agent.bgpd.DaemonConfig.KernelImport;
import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.netlink.message.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `kernel`: routes from and to the kernel's tables.
final class KernelReader {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final long MOST = 0xffff_ffffL;

    private static final Map<String, Integer> PROTOCOLS =
            Map.of(
                    "kernel", Route.PROTOCOL_KERNEL,
                    "boot", Route.PROTOCOL_BOOT,
                    "static", Route.PROTOCOL_STATIC);

    private KernelReader() {}

    record Kernel(Optional<KernelExport> export, Optional<KernelImport> imported) {
        static final Kernel NONE = new Kernel(Optional.empty(), Optional.empty());
    }

    static Kernel read(YamlNode node, PolicyReader policies) {
        Section section = Section.of(node, "the kernel's part");
        Kernel kernel =
                new Kernel(
                        section.find("export", value -> export(value, policies)),
                        section.find("import", value -> imported(value, policies)));
        section.end();
        if (kernel.export.isPresent()
                && kernel.imported.isPresent()
                && kernel.imported.get().protocols().contains(kernel.export.get().protocol())) {
            throw new ConfigException(
                    section.placeOf("import"),
                    "protocol "
                            + kernel.export.get().protocol()
                            + " is what 'export' writes; it can't be announced again");
        }
        return kernel;
    }

    private static KernelExport export(YamlNode node, PolicyReader policies) {
        Section section = Section.of(node, "the export to the kernel");
        KernelExport export =
                new KernelExport(
                        section.get("table", KernelReader::table, Route.MAIN_TABLE),
                        section.get(
                                "protocol", Values.integer(5, 255), KernelExport.DEFAULT_PROTOCOL),
                        section.get("metric", Values.number(0, MOST), 0L).intValue(),
                        section.get("filter", policies::policy, RouteFilter.ACCEPT_ALL));
        section.end();
        return export;
    }

    private static KernelImport imported(YamlNode node, PolicyReader policies) {
        Section section = Section.of(node, "the import from the kernel");
        KernelImport imported =
                new KernelImport(
                        section.get("table", KernelReader::table, Route.MAIN_TABLE),
                        Set.copyOf(
                                section.get(
                                        "protocols",
                                        Values.list(KernelReader::protocol),
                                        List.of(
                                                Route.PROTOCOL_KERNEL,
                                                Route.PROTOCOL_BOOT,
                                                Route.PROTOCOL_STATIC))),
                        section.get("interval", KernelReader::interval, INTERVAL),
                        section.get("filter", policies::policy, RouteFilter.ACCEPT_ALL));
        section.end();
        return imported;
    }

    private static Duration interval(YamlNode node) {
        Duration interval = Values.duration(node);
        if (interval.toSeconds() < 1) {
            throw new ConfigException(node.place(), "expected 1s or more, seen " + node.describe());
        }
        return interval;
    }

    private static int table(YamlNode node) {
        return Values.text(node).equals("main")
                ? Route.MAIN_TABLE
                : Values.number(1, MOST).apply(node).intValue();
    }

    private static int protocol(YamlNode node) {
        Integer named = PROTOCOLS.get(Values.text(node));
        return named == null ? Values.integer(1, 255).apply(node) : named;
    }
}
