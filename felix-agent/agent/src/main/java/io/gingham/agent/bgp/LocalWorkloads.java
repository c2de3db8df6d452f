package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilterRule;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.policy.selector.Labels;
import io.gingham.policy.selector.Selector;
import io.gingham.policy.selector.SelectorException;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// BGPPeers with `localWorkloadSelector`: pods that peer with their own node, whatever the pods
/// are. Computed from the cluster's objects alone; [WorkloadSessions] makes sessions of it.
///
/// @param groups of this node, in the order of the objects' names
/// @param addresses by which pods know their node (`localWorkloadPeeringIPV4`, `IPV6`)
/// @param blocks what the filters of such objects accept by `cidr`, of all nodes alike: nodes
///   believe each other what is behind pods by it
/// @param problems as sentences
record LocalWorkloads(
        List<Group> groups,
        Map<IpFamily, IpAddress> addresses,
        List<IpPrefix> blocks,
        List<String> problems) {

    /// The pods of one object.
    ///
    /// @param object for people: `BGPPeer routers`
    /// @param blocks what its filters accept by `cidr`, and after [#judgedBy] what packets of its
    ///   pods may come from besides their own addresses
    record Group(
            String object,
            Selector selector,
            AsNumber asNumber,
            PeerOptions options,
            List<IpPrefix> blocks) {
        Group {
            blocks = List.copyOf(blocks);
        }
    }

    LocalWorkloads {
        groups = List.copyOf(groups);
        addresses = Map.copyOf(addresses);
        blocks = List.copyOf(blocks);
        problems = List.copyOf(problems);
    }

    /// @param bgpPeers all there are, by name; those without the selector count for nothing here
    /// @param filters all there are, by name
    static LocalWorkloads of(
            ClusterNode self,
            BgpSettings settings,
            Map<String, BGPPeerSpec> bgpPeers,
            Map<String, BGPFilterSpec> filters) {
        List<String> problems = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        TreeSet<IpPrefix> blocks = new TreeSet<>();
        new TreeMap<>(bgpPeers)
                .forEach(
                        (name, spec) -> {
                            if (isGiven(spec.localWorkloadSelector())) {
                                List<IpPrefix> accepted = accepted(spec, filters);
                                blocks.addAll(accepted);
                                group("BGPPeer " + name, self, spec, accepted, problems)
                                        .ifPresent(groups::add);
                            }
                        });
        Map<IpFamily, IpAddress> addresses = new EnumMap<>(IpFamily.class);
        if (!groups.isEmpty()) {
            address(self, settings, IpFamily.IPV4, problems)
                    .ifPresent(each -> addresses.put(IpFamily.IPV4, each));
            address(self, settings, IpFamily.IPV6, problems)
                    .ifPresent(each -> addresses.put(IpFamily.IPV6, each));
            if (addresses.isEmpty()) {
                problems.add(
                        "%s: no pod can peer with its node: the BGPConfiguration needs localWorkloadPeeringIPV4 or localWorkloadPeeringIPV6, the address by which pods know it"
                                .formatted(groups.getFirst().object()));
            }
        }
        return new LocalWorkloads(groups, addresses, List.copyOf(blocks), problems);
    }

    /// With what packets may come from behind pods: of the blocks, those that hold nothing of the
    /// cluster's. A pod could forge the source of another one else.
    LocalWorkloads judgedBy(WorkloadRules rules) {
        List<String> all = new ArrayList<>(problems);
        List<Group> judged = new ArrayList<>();
        for (Group group : groups) {
            List<IpPrefix> sources = new ArrayList<>();
            for (IpPrefix block : group.blocks()) {
                String refusal = rules.refusal(block);
                if (refusal.isEmpty()) {
                    sources.add(block);
                } else {
                    all.add(
                            "%s: no packet is taken from behind its pods because of %s, which its filters accept: %s; let the filters name what is behind the pods"
                                    .formatted(group.object(), block, refusal));
                }
            }
            judged.add(
                    new Group(
                            group.object(),
                            group.selector(),
                            group.asNumber(),
                            group.options(),
                            sources));
        }
        return new LocalWorkloads(judged, addresses, blocks, all);
    }

    private static Optional<Group> group(
            String object,
            ClusterNode self,
            BGPPeerSpec spec,
            List<IpPrefix> blocks,
            List<String> problems) {
        try {
            if (isGiven(spec.peerIP()) || isGiven(spec.peerSelector())) {
                throw new IllegalArgumentException(
                        "localWorkloadSelector finds the node's pods: remove it, or peerIP and peerSelector");
            }
            if (!isFor(self, spec)) {
                return Optional.empty();
            }
            Long number = spec.asNumber();
            if (number == null) {
                throw new IllegalArgumentException("it needs asNumber, the pods'");
            }
            if (blocks.isEmpty()) {
                problems.add(
                        object
                                + ": no route of its pods is taken: it needs filters with a BGPFilter that accepts what is behind them by cidr");
            }
            return Optional.of(
                    new Group(
                            object,
                            selector("localWorkloadSelector", spec.localWorkloadSelector()),
                            PeerOptions.asNumber("asNumber", number),
                            PeerOptions.of(
                                    spec,
                                    fault ->
                                            problems.add(
                                                    object + ": " + fault + ": 120 s is used")),
                            blocks));
        } catch (IllegalArgumentException e) {
            problems.add(object + " is left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isFor(ClusterNode self, BGPPeerSpec spec) {
        if (isGiven(spec.node()) && isGiven(spec.nodeSelector())) {
            throw new IllegalArgumentException(
                    "node and nodeSelector exclude each other: remove one of them");
        }
        if (isGiven(spec.node())) {
            return self.name().equals(spec.node());
        }
        return !isGiven(spec.nodeSelector())
                || selector("nodeSelector", spec.nodeSelector()).matches(Labels.of(self.labels()));
    }

    private static Selector selector(String field, @Nullable String text) {
        try {
            return Selector.parse(text == null ? "" : text);
        } catch (SelectorException e) {
            throw new IllegalArgumentException(
                    field + " '" + text + "' is no selector: " + e.getMessage(), e);
        }
    }

    private static Optional<IpAddress> address(
            ClusterNode self, BgpSettings settings, IpFamily family, List<String> problems) {
        Function<BGPConfigurationSpec, @Nullable String> field =
                switch (family) {
                    case IPV4 -> BGPConfigurationSpec::localWorkloadPeeringIPV4;
                    case IPV6 -> BGPConfigurationSpec::localWorkloadPeeringIPV6;
                };
        String text = settings.of(self.name(), field).orElse("");
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            IpAddress address = IpAddress.parse(text);
            boolean fits =
                    address.family() == family
                            && !address.isUnspecified()
                            && !address.isMulticast()
                            && !address.isLoopback()
                            && !(family == IpFamily.IPV6 && address.isLinkLocal());
            if (fits) {
                return Optional.of(address);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        problems.add(
                "BGPConfiguration: localWorkloadPeering%s '%s' is no host's address of that family that is not link-local fe80::/10: no pod peers by it"
                        .formatted(family == IpFamily.IPV4 ? "IPV4" : "IPV6", text));
        return Optional.empty();
    }

    /// What rules with a `cidr` accept, whatever else they ask for.
    private static List<IpPrefix> accepted(BGPPeerSpec spec, Map<String, BGPFilterSpec> filters) {
        List<IpPrefix> blocks = new ArrayList<>();
        for (String name : Objects.requireNonNullElse(spec.filters(), List.<String>of())) {
            BGPFilterSpec filter = filters.get(name);
            if (filter != null) {
                addAccepted(filter.importV4(), blocks);
                addAccepted(filter.importV6(), blocks);
            }
        }
        return blocks;
    }

    private static void addAccepted(
            @Nullable Collection<BGPFilterRule> rules, List<IpPrefix> blocks) {
        if (rules == null) {
            return;
        }
        for (BGPFilterRule rule : rules) {
            boolean inside =
                    "In".equals(rule.matchOperator()) || "Equal".equals(rule.matchOperator());
            String cidr = rule.cidr();
            if ("Accept".equals(rule.action()) && inside && cidr != null) {
                try {
                    blocks.add(IpPrefix.parseLenient(cidr));
                } catch (IllegalArgumentException e) {
                    // The filter's own problem, which is said with the rule.
                }
            }
        }
    }

    private static boolean isGiven(@Nullable String text) {
        return text != null && !text.isBlank();
    }
}
