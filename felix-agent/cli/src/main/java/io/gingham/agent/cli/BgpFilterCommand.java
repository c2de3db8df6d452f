package io.gingham.agent.cli;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gingham.agent.bgp.FilterTrial;
import io.gingham.agent.bgp.FilterTrial.Candidate;
import io.gingham.agent.bgp.FilterTrial.Verdict;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.document.NearestName;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestException;
import io.gingham.value.AsNumber;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "filter",
        description = "BGPFilters without a cluster.",
        footer = {
            "",
            "Example:",
            "  ./gingham bgp filter test filters.yaml --route 198.51.100.0/24"
        },
        mixinStandardHelpOptions = true)
final class BgpFilterCommand {

    private static final AsNumber USUAL_AS = new AsNumber(64512);

    @Command(
            name = "test",
            description = {
                "What the BGPFilters of a file do to a route that a peer sends, and to one that it is told:",
                "which rule decides, what it changes, and why each rule before it does not match."
            },
            footer = {
                "",
                "The file may have a BGPPeer, too (--peer): its filters count then, in its",
                "order, and its asNumber says whether it is eBGP. Without --peer all filters",
                "of the file count.",
                "The exit code is 0 if the route is accepted in each direction that was asked",
                "for, 1 if it is not, 2 if the question can't be answered.",
                "",
                "Example:",
                "  ./gingham bgp filter test filters.yaml --route 198.51.100.0/24"
            },
            mixinStandardHelpOptions = true)
    int test(
            @Parameters(paramLabel = "FILE", description = "A file of BGPFilters, - for the input.")
                    Path file,
            @Option(
                            names = "--route",
                            required = true,
                            paramLabel = "PREFIX",
                            description = "The route, 198.51.100.0/24.")
                    String route,
            @Option(
                            names = "--community",
                            paramLabel = "C",
                            description = "A community that it has; repeatable.")
                    @Nullable List<String> communities,
            @Option(
                            names = "--as-path",
                            paramLabel = "\"AS …\"",
                            defaultValue = "",
                            description = "Its AS path, \"65001 65002\".")
                    String asPath,
            @Option(
                            names = "--priority",
                            paramLabel = "N",
                            description = "Its priority (default: 1024).")
                    @Nullable Long priority,
            @Option(
                            names = "--peer",
                            paramLabel = "NAME",
                            description = "A BGPPeer of the file (default: all filters count).")
                    @Nullable String peer,
            @Option(names = "--ibgp", description = "Without --peer: the peer is of the same AS.")
                    boolean internal,
            @Option(
                            names = "--direction",
                            paramLabel = "import|export",
                            description = "One direction only (default: both).")
                    @Nullable Direction direction,
            @Option(
                            names = "--learned",
                            description =
                                    "export: of a route that was learned from a peer (default: the node's own).")
                    boolean learned) {
        try {
            Candidate candidate =
                    new Candidate(
                            IpPrefix.parse(route),
                            asNumbers(asPath),
                            Objects.requireNonNullElse(communities, List.of()),
                            Optional.ofNullable(priority),
                            !learned);
            Contents contents = Contents.of(YamlFiles.read(file));
            boolean external = peer == null ? !internal : contents.external(peer);
            Map<String, BGPFilterSpec> filters =
                    peer == null ? contents.filters : contents.filtersOf(peer);
            boolean accepted = true;
            for (Direction each : direction == null ? Direction.values() : one(direction)) {
                Verdict verdict =
                        switch (each) {
                            case IMPORT -> FilterTrial.imported(filters, external, candidate);
                            case EXPORT -> FilterTrial.exported(filters, external, candidate);
                        };
                accepted &= verdict.accepted();
                print(each, external, candidate.prefix(), verdict);
            }
            return accepted ? 0 : 1;
        } catch (IllegalArgumentException | ManifestException e) {
            System.err.println("gingham: " + e.getMessage());
            return 2;
        }
    }

    enum Direction {
        IMPORT,
        EXPORT
    }

    private static Direction[] one(Direction direction) {
        return new Direction[] {direction};
    }

    private static void print(
            Direction direction, boolean external, IpPrefix prefix, Verdict verdict) {
        System.out.printf(
                "%s, %s: %s is %s%n",
                switch (direction) {
                    case IMPORT -> "import";
                    case EXPORT -> "export";
                },
                external ? "eBGP" : "iBGP",
                prefix,
                verdict.accepted() ? "accepted" : "rejected");
        verdict.lines().forEach(line -> System.out.println("  " + line));
    }

    private static List<AsNumber> asNumbers(String text) {
        return Stream.of(text.strip().split("\\s+"))
                .filter(each -> !each.isEmpty())
                .map(AsNumber::parse)
                .toList();
    }

    /// What of a file counts here, each kind by name in the order of the file.
    private record Contents(
            Map<String, BGPFilterSpec> filters,
            Map<String, BGPPeerSpec> peers,
            Map<String, BGPConfigurationSpec> configurations) {

        private static final KubernetesSerialization READER = new KubernetesSerialization();

        static Contents of(List<Manifest> manifests) {
            Contents contents =
                    new Contents(
                            new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
            for (Manifest manifest : manifests) {
                String name =
                        manifest.object().get("metadata") instanceof Map<?, ?> metadata
                                ? String.valueOf(metadata.get("name"))
                                : "";
                switch (String.valueOf(manifest.object().get("kind"))) {
                    case "BGPFilter" ->
                            contents.filters.put(name, spec(manifest, BGPFilterSpec.class));
                    case "BGPPeer" -> contents.peers.put(name, spec(manifest, BGPPeerSpec.class));
                    case "BGPConfiguration" ->
                            contents.configurations.put(
                                    name, spec(manifest, BGPConfigurationSpec.class));
                    default -> {
                        // Another kind says nothing of filters.
                    }
                }
            }
            if (contents.filters.isEmpty()) {
                throw new IllegalArgumentException("the file has no BGPFilter");
            }
            return contents;
        }

        private static <T> T spec(Manifest manifest, Class<T> type) {
            try {
                return READER.convertValue(
                        Objects.requireNonNullElse(manifest.object().get("spec"), Map.of()), type);
            } catch (IllegalArgumentException e) {
                throw new ManifestException(
                        manifest.file(),
                        manifest.line("spec"),
                        Objects.requireNonNullElse(e.getMessage(), "")
                                .lines()
                                .findFirst()
                                .orElse(""));
            }
        }

        private BGPPeerSpec peer(String name) {
            BGPPeerSpec peer = peers.get(name);
            if (peer == null) {
                throw new IllegalArgumentException(
                        "the file has no BGPPeer '%s'%s"
                                .formatted(
                                        name,
                                        NearestName.of(name, peers.keySet())
                                                .map(near -> "; did you mean '" + near + "'?")
                                                .orElse("")));
            }
            return peer;
        }

        /// Nodes that are found by a selector are taken to have the AS number of all nodes.
        boolean external(String name) {
            BGPPeerSpec peer = peer(name);
            BGPConfigurationSpec common = configurations.get("default");
            Long ours =
                    Stream.of(
                                    Optional.ofNullable(peer.localASNumber()),
                                    Optional.ofNullable(common)
                                            .flatMap(spec -> Optional.ofNullable(spec.asNumber())))
                            .flatMap(Optional::stream)
                            .findFirst()
                            .orElse(USUAL_AS.value());
            return peer.asNumber() != null && !peer.asNumber().equals(ours);
        }

        Map<String, BGPFilterSpec> filtersOf(String name) {
            Map<String, BGPFilterSpec> named = new LinkedHashMap<>();
            List<String> absent = new ArrayList<>();
            for (String each :
                    Objects.requireNonNullElse(peer(name).filters(), List.<String>of())) {
                BGPFilterSpec filter = filters.get(each);
                if (filter == null) {
                    absent.add(each);
                } else {
                    named.put(each, filter);
                }
            }
            if (!absent.isEmpty()) {
                throw new IllegalArgumentException(
                        "BGPPeer %s names BGPFilters that the file does not have: %s; the peer would give and get no routes"
                                .formatted(name, String.join(", ", absent)));
            }
            return named;
        }
    }
}
