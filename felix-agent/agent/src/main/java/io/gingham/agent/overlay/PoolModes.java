package io.gingham.agent.overlay;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.dataplane.rules.Tunnels;
import io.gingham.dataplane.rules.Tunnels.Carrier;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which pools' packets are encapsulated, how, and when.
///
/// @param problems what can't be honoured, as sentences
public record PoolModes(SortedMap<IpPrefix, Mode> pools, List<String> problems) {

    /// How packets are encapsulated.
    public enum Kind {
        NONE,
        VXLAN,
        IPIP
    }

    /// @param crossSubnetOnly whether nodes of the same network reach each other without
    public record Mode(Kind kind, boolean crossSubnetOnly) {
        static final Mode NEVER = new Mode(Kind.NONE, false);
    }

    public PoolModes {
        pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
        problems = List.copyOf(problems);
    }

    /// A CIDR that can't be understood is reported by the rules.
    ///
    /// @param specs IPPools by name
    public static PoolModes of(Map<String, IPPoolSpec> specs) {
        SortedMap<IpPrefix, Mode> pools = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        new TreeMap<>(specs)
                .forEach(
                        (name, spec) ->
                                cidr(spec)
                                        .ifPresent(
                                                cidr ->
                                                        pools.put(
                                                                cidr,
                                                                mode(name, cidr, spec, problems))));
        return new PoolModes(pools, problems);
    }

    private static Optional<IpPrefix> cidr(IPPoolSpec spec) {
        try {
            return Optional.of(IpPrefix.parseLenient(spec.cidr()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Mode mode(String name, IpPrefix cidr, IPPoolSpec spec, List<String> problems) {
        Optional<Mode> vxlan = mode(Kind.VXLAN, name, "vxlanMode", spec.vxlanMode(), problems);
        Optional<Mode> ipip = mode(Kind.IPIP, name, "ipipMode", spec.ipipMode(), problems);
        if (ipip.isPresent() && cidr.family() == IpFamily.IPV6) {
            problems.add(
                    "IPPool %s: IPIP carries IPv4 only, so its ipipMode does nothing; use vxlanMode"
                            .formatted(name));
            ipip = Optional.empty();
        }
        if (vxlan.isPresent() && ipip.isPresent()) {
            problems.add(
                    "IPPool %s: vxlanMode and ipipMode exclude each other; VXLAN is used, set ipipMode to Never"
                            .formatted(name));
        }
        return vxlan.orElse(ipip.orElse(Mode.NEVER));
    }

    private static Optional<Mode> mode(
            Kind kind, String pool, String field, @Nullable String text, List<String> problems) {
        return switch (text == null ? "" : text) {
            case "", "Never" -> Optional.empty();
            case "Always" -> Optional.of(new Mode(kind, false));
            case "CrossSubnet" -> Optional.of(new Mode(kind, true));
            default -> {
                problems.add(
                        "IPPool %s: %s '%s' is not Always, CrossSubnet or Never: Never is used"
                                .formatted(pool, field, text));
                yield Optional.empty();
            }
        };
    }

    public boolean encapsulateNothing() {
        return pools.values().stream().allMatch(mode -> mode.kind() == Kind.NONE);
    }

    /// What rules have to know: whose encapsulated packets are believed.
    public Tunnels tunnels(Collection<ClusterNode> nodes) {
        Set<Carrier> carriers = EnumSet.noneOf(Carrier.class);
        pools.forEach(
                (cidr, mode) -> {
                    switch (mode.kind()) {
                        case NONE -> {}
                        case IPIP -> carriers.add(Carrier.IPIP);
                        case VXLAN ->
                                carriers.add(
                                        switch (cidr.family()) {
                                            case IPV4 -> Carrier.VXLAN;
                                            case IPV6 -> Carrier.VXLAN6;
                                        });
                    }
                });
        if (carriers.isEmpty()) {
            return Tunnels.NONE;
        }
        Set<IpAddress> addresses = new HashSet<>();
        nodes.forEach(node -> addresses.addAll(node.addresses()));
        return new Tunnels(carriers, addresses);
    }

    /// Whether any pool of the family is encapsulated so.
    boolean has(Kind kind, IpFamily family) {
        return pools.entrySet().stream()
                .anyMatch(
                        pool -> pool.getKey().family() == family && pool.getValue().kind() == kind);
    }

    /// What of a block is treated how: the block as a whole by the smallest pool around it, else
    /// each pool inside it.
    Map<IpPrefix, Mode> of(IpPrefix block) {
        IpPrefix nearest = null;
        SortedMap<IpPrefix, Mode> inside = new TreeMap<>();
        for (Map.Entry<IpPrefix, Mode> pool : pools.entrySet()) {
            IpPrefix cidr = pool.getKey();
            if (cidr.contains(block)) {
                nearest = nearest == null || nearest.length() < cidr.length() ? cidr : nearest;
            } else if (block.contains(cidr)) {
                inside.put(cidr, pool.getValue());
            }
        }
        return nearest == null ? inside : Map.of(block, pools.getOrDefault(nearest, Mode.NEVER));
    }
}
