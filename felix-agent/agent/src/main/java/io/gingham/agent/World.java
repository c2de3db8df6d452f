package io.gingham.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.agent.bgp.ConnectedNetwork;
import io.gingham.agent.bgp.RoutesPart;
import io.gingham.agent.cluster.ApiClient;
import io.gingham.agent.config.AgentConfig;
import io.gingham.agent.overlay.OverlayPart;
import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.dataplane.BackendChoice;
import io.gingham.dataplane.iptables.IptablesChoice;
import io.gingham.dataplane.overlay.TunnelDevices;
import io.gingham.dataplane.routes.NextHopTracker;
import io.gingham.netlink.Conntrack;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.events.KernelEvent;
import io.gingham.netlink.events.KernelEvents;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.RtMessage;
import io.gingham.process.ProcessRunner;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// What an agent has of the world outside: the API server and this node's kernel.
final class World implements AutoCloseable {

    private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(60);

    private final KubernetesClient client;
    private final Netlink netlink = Netlink.open();
    private final Conntrack conntrack = Conntrack.open();
    private final BackendChoice backends = new IptablesChoice(new ProcessRunner(PROGRAM_LIMIT));
    private final NextHopTracker nextHops =
            NextHopTracker.open(
                    RoutesPart.ROUTE_PROTOCOL,
                    netlink.port(),
                    this::nextHopsChanged,
                    this::routesDisturbed);
    private volatile Runnable whenNextHopsChange = () -> {};
    private volatile Runnable whenRoutesAreDisturbed = () -> {};
    private volatile Runnable whenLinksChange = () -> {};

    /// Behind what it calls.
    private final KernelEvents linkEvents =
            KernelEvents.listen(
                    "links",
                    Set.of(KernelEvents.Group.LINKS, KernelEvents.Group.ADDRESSES),
                    this::linksTold);

    /// In the network namespace of the calling thread.
    World(AgentConfig config) {
        client = ApiClient.open(ApiClient.config(config.kubeconfig()));
    }

    KubernetesClient client() {
        return client;
    }

    Netlink netlink() {
        return netlink;
    }

    Conntrack conntrack() {
        return conntrack;
    }

    BackendChoice backends() {
        return backends;
    }

    NextHopTracker nextHops() {
        return nextHops;
    }

    void whenNextHopsChange(Runnable then) {
        whenNextHopsChange = then;
    }

    /// By others, or with their links.
    void whenRoutesAreDisturbed(Runnable then) {
        whenRoutesAreDisturbed = then;
    }

    /// Other links than pods', and their addresses.
    void whenLinksChange(Runnable then) {
        whenLinksChange = then;
    }

    private void linksTold(List<KernelEvent> events) {
        if (events.stream().anyMatch(World::mayConcernUplinks)) {
            whenLinksChange.run();
        }
    }

    /// Pods come and go all the time. An address says the index of its link only; a pod's has
    /// link-local ones alone.
    private static boolean mayConcernUplinks(KernelEvent event) {
        return switch (event) {
            case KernelEvent.Put(RtMessage object) -> concernsUplinks(object);
            case KernelEvent.Removed(RtMessage object) -> concernsUplinks(object);
            case KernelEvent.Overrun() -> true;
        };
    }

    private static boolean concernsUplinks(RtMessage object) {
        return object instanceof Link link
                ? !link.name().startsWith(HostInterfaceName.PREFIX)
                : object instanceof Address address && !address.address().isLinkLocal();
    }

    OverlayPart.Links links() {
        return new OverlayPart.Links() {
            @Override
            public List<Link> links() {
                return netlink.links();
            }

            @Override
            public List<Address> addresses() {
                return netlink.addresses();
            }
        };
    }

    private void nextHopsChanged() {
        whenNextHopsChange.run();
    }

    private void routesDisturbed() {
        whenRoutesAreDisturbed.run();
    }

    /// Of the links that are neither pods' nor tunnels, loopback and link-local left out.
    Collection<ConnectedNetwork> connectedNetworks() {
        Map<Integer, String> names =
                netlink.links().stream()
                        .filter(link -> !link.name().startsWith(HostInterfaceName.PREFIX))
                        .filter(link -> !TunnelDevices.NAMES.contains(link.name()))
                        .collect(Collectors.toMap(Link::index, Link::name));
        return netlink.addresses().stream()
                .filter(address -> names.containsKey(address.linkIndex()))
                .filter(address -> !address.address().isLoopback())
                .filter(address -> !address.address().isLinkLocal())
                .map(
                        address ->
                                new ConnectedNetwork(
                                        Objects.requireNonNull(names.get(address.linkIndex())),
                                        address.network()))
                .toList();
    }

    @Override
    public void close() {
        client.close();
        nextHops.close();
        linkEvents.close();
        netlink.close();
        conntrack.close();
        backends.close();
    }
}
