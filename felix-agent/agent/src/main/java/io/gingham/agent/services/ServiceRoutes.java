package io.gingham.agent.services;

import io.gingham.agent.cluster.ReadyEndpoints;
import io.gingham.agent.cluster.SeenService;
import io.gingham.agent.services.ServiceBlocks.Block;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ResourceKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The prefixes that draw services' traffic to one node, kept as services and endpoints change: a
/// change costs what it touches. For one thread.
///
/// A range that BGPConfiguration names is announced whole, by every node: kube-proxy on any of them
/// passes packets on. An address whose service says `Local` is announced by itself, longer and so
/// before the range, by the nodes that have an endpoint which is ready. Where a range is not
/// announced whole, so is each of its addresses, by every node, as long as any endpoint is ready.
final class ServiceRoutes {

    /// What does not change while it lives.
    ///
    /// @param ipv6 the node has an address that others can reach it by over IPv6
    /// @param hosts the nodes' own addresses: a service that has one of them (its load balancer is
    ///   the nodes) must not draw a node's traffic to others
    record Place(String node, ServiceBlocks blocks, boolean ipv6, Set<IpAddress> hosts) {

        static final Place NOWHERE = new Place("", ServiceBlocks.NONE, false, Set.of());

        Place {
            hosts = Set.copyOf(hosts);
        }
    }

    private final Place place;
    private final Map<ResourceKey, SeenService> services = new HashMap<>();
    private final Map<ResourceKey, ReadyEndpoints> slices = new HashMap<>();

    /// The slices of a service; nearly always one.
    private final Map<ResourceKey, Set<ResourceKey>> slicesOf = new HashMap<>();

    /// Only of services that there are prefixes for.
    private final Map<ResourceKey, Set<IpPrefix>> prefixesOf = new HashMap<>();

    /// How many want each; services may share an address, and a range be named twice.
    private final Map<IpPrefix, Integer> wanted = new HashMap<>();

    private final Set<IpPrefix> touched = new LinkedHashSet<>();

    ServiceRoutes(Place place) {
        this.place = place;
        place.blocks().whole().stream().filter(this::isRouted).forEach(this::want);
    }

    Place place() {
        return place;
    }

    /// @param now null: it is gone
    void service(ResourceKey key, @Nullable SeenService now) {
        if (now == null || now.equals(SeenService.UNADDRESSED)) {
            services.remove(key);
        } else {
            services.put(key, now);
        }
        judge(key);
    }

    /// @param now null: it is gone, or no service's
    void slice(ResourceKey key, @Nullable ReadyEndpoints now) {
        ReadyEndpoints before = now == null ? slices.remove(key) : slices.put(key, now);
        if (before != null && (now == null || !now.service().equals(before.service()))) {
            slicesOf.computeIfPresent(before.service(), (service, all) -> without(all, key));
            judge(before.service());
        }
        if (now != null && !now.equals(before)) {
            slicesOf.merge(now.service(), Set.of(key), ServiceRoutes::union);
            judge(now.service());
        }
    }

    private static @Nullable Set<ResourceKey> without(Set<ResourceKey> all, ResourceKey key) {
        Set<ResourceKey> rest = new HashSet<>(all);
        rest.remove(key);
        return rest.isEmpty() ? null : Set.copyOf(rest);
    }

    private static Set<ResourceKey> union(Set<ResourceKey> all, Set<ResourceKey> more) {
        Set<ResourceKey> union = new HashSet<>(all);
        union.addAll(more);
        return Set.copyOf(union);
    }

    boolean wants(IpPrefix prefix) {
        return wanted.containsKey(prefix);
    }

    Set<IpPrefix> prefixes() {
        return Collections.unmodifiableSet(wanted.keySet());
    }

    /// What may be otherwise since the last call.
    List<IpPrefix> takeTouched() {
        List<IpPrefix> taken = List.copyOf(touched);
        touched.clear();
        return taken;
    }

    private void judge(ResourceKey key) {
        Set<IpPrefix> now = prefixesFor(key);
        Set<IpPrefix> before = now.isEmpty() ? prefixesOf.remove(key) : prefixesOf.put(key, now);
        Set<IpPrefix> old = before == null ? Set.of() : before;
        now.stream().filter(prefix -> !old.contains(prefix)).forEach(this::want);
        old.stream().filter(prefix -> !now.contains(prefix)).forEach(this::wantNoMore);
    }

    private void want(IpPrefix prefix) {
        if (wanted.merge(prefix, 1, Integer::sum) == 1) {
            touched.add(prefix);
        }
    }

    private void wantNoMore(IpPrefix prefix) {
        wanted.computeIfPresent(prefix, (same, count) -> count == 1 ? null : count - 1);
        if (!wanted.containsKey(prefix)) {
            touched.add(prefix);
        }
    }

    private Set<IpPrefix> prefixesFor(ResourceKey key) {
        SeenService service = services.get(key);
        if (service == null) {
            return Set.of();
        }
        boolean fromOutside = service.externalLocal();
        boolean anyLocal = fromOutside || service.internalLocal();
        ServiceBlocks blocks = place.blocks();
        Set<IpPrefix> prefixes = new HashSet<>();
        collect(key, service.clusterIps(), blocks.clusterIps(), anyLocal, prefixes);
        collect(key, service.externalIps(), blocks.externalIps(), fromOutside, prefixes);
        collect(key, service.loadBalancerIps(), blocks.loadBalancerIps(), fromOutside, prefixes);
        return prefixes.isEmpty() ? Set.of() : Set.copyOf(prefixes);
    }

    private void collect(
            ResourceKey service,
            List<IpAddress> addresses,
            List<Block> blocks,
            boolean local,
            Set<IpPrefix> into) {
        for (IpAddress address : addresses) {
            List<Block> holding =
                    blocks.stream().filter(block -> block.prefix().contains(address)).toList();
            if (holding.isEmpty() || place.hosts().contains(address)) {
                continue;
            }
            boolean covered = holding.stream().anyMatch(Block::whole);
            boolean announced =
                    local
                            ? isReadyHere(service, address.family())
                            : !covered && isReadyAnywhere(service, address.family());
            IpPrefix prefix = IpPrefix.host(address);
            if (announced && isRouted(prefix)) {
                into.add(prefix);
            }
        }
    }

    private boolean isReadyHere(ResourceKey service, IpFamily family) {
        return slicesOf.getOrDefault(service, Set.of()).stream()
                .map(slices::get)
                .anyMatch(
                        slice ->
                                slice != null
                                        && slice.family() == family
                                        && slice.nodes().contains(place.node()));
    }

    private boolean isReadyAnywhere(ResourceKey service, IpFamily family) {
        return slicesOf.getOrDefault(service, Set.of()).stream()
                .map(slices::get)
                .anyMatch(
                        slice ->
                                slice != null
                                        && slice.family() == family
                                        && !slice.nodes().isEmpty());
    }

    private boolean isRouted(IpPrefix prefix) {
        return prefix.family() == IpFamily.IPV4 || place.ipv6();
    }
}
