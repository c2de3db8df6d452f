package io.gingham.agent.bgp;

import io.gingham.agent.bgp.CalicoFilters.Direction;
import io.gingham.agent.bgp.CalicoFilters.Scope;
import io.gingham.agent.services.ServiceRanges;
import io.gingham.bgp.filter.RoutePolicy;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.speaker.PeerPolicy;
import io.gingham.bgp.speaker.PrefixLimit;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What goes in and out of a peer: the operator's BGPFilters, and what holds for any node.
///
/// ```
///   in:   what a node may learn at all ──▶ BGPFilters: accept, reject, or else accept
///   out:  communities of own prefixes ──▶ BGPFilters: accept, reject, or else the node's own prefixes
///         only, of a reflector all pods'
/// ```
///
/// What is behind pods that peer with their nodes comes besides ([WorkloadFilters]).
///
/// A peer that names a filter which is not there gives and gets nothing, until it is: somebody
/// meant to restrict it.
///
/// A router of another AS may not send so much that the kernel's table, or the node's memory, is
/// full of it: a full Internet table that leaks into a fabric must not take the nodes down.
///
/// @param external the peer is of another AS
/// @param problems in words
record PeerFilters(
        RouteFilter imported, RouteFilter exported, boolean external, List<String> problems) {

    /// Of both families together: far more than a cluster's fabric has, and a tenth of the
    /// Internet's table.
    static final PrefixLimit EXTERNAL_LIMIT = PrefixLimit.of(100_000, Duration.ofMinutes(5));

    private static final IpPrefix LINK_LOCAL = IpPrefix.parse("fe80::/10");

    PeerFilters {
        problems = List.copyOf(problems);
    }

    PeerPolicy policy() {
        PeerPolicy filtered = PeerPolicy.ALL.withFilters(imported, exported);
        return external ? filtered.withPrefixLimit(EXTERNAL_LIMIT) : filtered;
    }

    /// @param localAs the node's
    /// @param filters all there are, by name
    static PeerFilters of(
            PeeringPlan.Peer peer,
            AsNumber localAs,
            Map<String, BGPFilterSpec> filters,
            NodePolicy node) {
        boolean external = peer.isExternal(localAs);
        List<String> absent =
                peer.options().filters().stream()
                        .filter(name -> !filters.containsKey(name))
                        .toList();
        if (!absent.isEmpty()) {
            return new PeerFilters(
                    RouteFilter.REJECT_ALL,
                    RouteFilter.REJECT_ALL,
                    external,
                    List.of(
                            peer.object()
                                    + " names BGPFilters that are not there: "
                                    + String.join(", ", absent)
                                    + "; it gives and gets no routes until they are"));
        }
        Map<String, BGPFilterSpec> named = named(peer, filters);
        return of(
                named,
                external,
                importOf(peer, node),
                exportOf(peer, node, external),
                networks(peer, node),
                filters,
                node);
    }

    /// Of a pod: it is believed what a filter accepts, and nothing else.
    static PeerFilters ofWorkload(
            WorkloadSessions.Session session,
            AsNumber localAs,
            Map<String, BGPFilterSpec> filters,
            NodePolicy node) {
        PeerFilters usual = of(session.peer(), localAs, filters, node);
        if (usual.imported().equals(RouteFilter.REJECT_ALL)) {
            return usual;
        }
        Map<String, BGPFilterSpec> named = named(session.peer(), filters);
        CalicoFilters in =
                CalicoFilters.of(
                        named,
                        new Scope(
                                Direction.IMPORT, usual.external(), Optional.of(node.networks())));
        return new PeerFilters(
                scaled(
                        CalicoFilters.usePriority(filters.values()),
                        new NodeFilters.Both(
                                new WorkloadFilters.FromPod(node.workloads(), session.pod()),
                                new RoutePolicy(in.rules(), RouteFilter.REJECT_ALL))),
                usual.exported(),
                usual.external(),
                usual.problems());
    }

    private static PeerFilters of(
            Map<String, BGPFilterSpec> named,
            boolean external,
            RouteFilter importedAlways,
            RouteFilter exportedOtherwise,
            List<ConnectedNetwork> networks,
            Map<String, BGPFilterSpec> filters,
            NodePolicy node) {
        CalicoFilters in =
                CalicoFilters.of(
                        named, new Scope(Direction.IMPORT, external, Optional.of(networks)));
        CalicoFilters out =
                CalicoFilters.of(
                        named, new Scope(Direction.EXPORT, external, Optional.of(node.networks())));
        List<String> problems = new ArrayList<>(in.problems());
        problems.addAll(out.problems());
        boolean onScale = CalicoFilters.usePriority(filters.values());
        return new PeerFilters(
                scaled(onScale, imported(importedAlways, in)),
                scaled(
                        onScale,
                        byThisNode(
                                node.workloads(),
                                advertised(
                                        node.advertisements(), exported(exportedOtherwise, out)))),
                external,
                problems.stream().distinct().toList());
    }

    private static Map<String, BGPFilterSpec> named(
            PeeringPlan.Peer peer, Map<String, BGPFilterSpec> filters) {
        Map<String, BGPFilterSpec> named = new LinkedHashMap<>();
        for (String name : peer.options().filters()) {
            BGPFilterSpec spec = filters.get(name);
            if (spec != null) {
                named.put(name, spec);
            }
        }
        return named;
    }

    private static RouteFilter importOf(PeeringPlan.Peer peer, NodePolicy node) {
        RouteFilter always = new NodeFilters.Import(node.rules(), peer.node());
        return peer.node() && !node.workloads().isNone()
                ? new WorkloadFilters.OrBehindPods(node.workloads(), always)
                : always;
    }

    private static RouteFilter byThisNode(WorkloadRules workloads, RouteFilter filter) {
        return workloads.isNone() ? filter : new WorkloadFilters.ByThisNode(workloads, filter);
    }

    /// A link-local next hop is on the link of the peer that tells of it.
    private static List<ConnectedNetwork> networks(PeeringPlan.Peer peer, NodePolicy node) {
        List<ConnectedNetwork> networks = new ArrayList<>(node.networks());
        peer.endpoint()
                .interfaceName()
                .ifPresent(link -> networks.add(new ConnectedNetwork(link, LINK_LOCAL)));
        return networks;
    }

    private static RouteFilter imported(RouteFilter always, CalicoFilters rules) {
        return rules.rules().isEmpty()
                ? always
                : new NodeFilters.Both(
                        always, new RoutePolicy(rules.rules(), RouteFilter.ACCEPT_ALL));
    }

    private static RouteFilter exported(RouteFilter otherwise, CalicoFilters rules) {
        return rules.rules().isEmpty() ? otherwise : new RoutePolicy(rules.rules(), otherwise);
    }

    private static RouteFilter exportOf(PeeringPlan.Peer peer, NodePolicy node, boolean external) {
        List<IpPrefix> podBlocks = node.rules().podBlocks();
        if (peer.node()) {
            return withWorkloads(
                    node,
                    new NodeFilters.ExportToNode(
                            podBlocks,
                            peer.reflector() ? node.services() : ServiceRanges.NONE,
                            node.reflector()));
        }
        if (!node.reflector()) {
            return withWorkloads(node, NodeFilters.Export.OWN);
        }
        // A service with the policy Local must not be drawn to a node that has none of its
        // endpoints.
        boolean nextHopStays =
                switch (peer.options().nextHop()) {
                    case DEFAULT -> !external;
                    case SELF -> false;
                    case UNCHANGED -> true;
                };
        return withWorkloads(
                node,
                new NodeFilters.Export(
                        podBlocks, nextHopStays ? node.services() : ServiceRanges.NONE));
    }

    private static RouteFilter withWorkloads(NodePolicy node, RouteFilter told) {
        return node.workloads().isNone()
                ? told
                : new WorkloadFilters.ToldToo(node.workloads(), node.reflector(), told);
    }

    private static RouteFilter advertised(Advertisements advertisements, RouteFilter filter) {
        return advertisements.entries().isEmpty()
                ? filter
                : new NodeFilters.Advertised(advertisements, filter);
    }

    /// Once any filter of the cluster speaks of priorities, all routes have one.
    private static RouteFilter scaled(boolean onScale, RouteFilter filter) {
        return onScale ? new NodeFilters.Prioritised(filter) : filter;
    }
}
