package io.gingham.agent.bgp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.dataplane.routes.NextHopTracker;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.Sysctl;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// This process's network namespace as a node: the parts of an agent that speak BGP, and write what
/// is learned into the kernel, on one loop. The kernel is real.
final class RoutingNode implements AutoCloseable {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Duration LIMIT = Duration.ofSeconds(30);

    final FakeFeed cluster = new FakeFeed(new PolicyInbox());
    final PeeringPart peering;
    private final ClusterNode object;
    private final Netlink kernel = Netlink.open();
    private final AtomicReference<@Nullable PeeringPart> told = new AtomicReference<>();
    private final NextHopTracker tracker =
            NextHopTracker.open(
                    RoutesPart.ROUTE_PROTOCOL,
                    kernel.port(),
                    this::nextHopsChanged,
                    this::routesDisturbed);
    private final AtomicReference<@Nullable RoutesPart> disturbable = new AtomicReference<>();
    private final RoutesPart routes;
    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("routes").factory());
    private final AtomicReference<String> failure = new AtomicReference<>("");

    RoutingNode(ClusterNode object) {
        this.object = object;
        cluster.nodes.add(object);
        Sysctl.of("ipv4", "ip_forward").put("1");
        Sysctl.ofLink(IpFamily.IPV6, "all", "forwarding").put("1");
        routes =
                new RoutesPart(
                        object.name(), cluster, kernel, tracker::unreachable, tracker::linkIndex);
        peering =
                new PeeringPart(
                        object.name(),
                        cluster,
                        new Passwords(key -> Optional.empty(), Runnable::run, () -> 0, () -> {}),
                        List::of,
                        this::networks,
                        routes,
                        (hop, link) ->
                                tracker.isReachable(hop, link)
                                        ? OptionalLong.of(0)
                                        : OptionalLong.empty(),
                        this::routesChanged);
        told.set(peering);
        disturbable.set(routes);
    }

    private void nextHopsChanged() {
        PeeringPart part = told.get();
        if (part != null) {
            part.nextHopsChanged();
        }
    }

    private void routesDisturbed() {
        RoutesPart part = disturbable.get();
        if (part != null && !loop.isShutdown()) {
            loop.schedule(this::runRoutes, part.disturbed().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void routesChanged() {
        if (!loop.isShutdown()) {
            loop.execute(this::runRoutes);
        }
    }

    private void runRoutes() {
        try {
            routes.run(false);
            failure.set("");
        } catch (RuntimeException e) {
            failure.set(String.valueOf(e.getMessage()));
        }
    }

    private List<ConnectedNetwork> networks() {
        List<ConnectedNetwork> networks = new ArrayList<>();
        for (Address address : kernel.addresses()) {
            if (!address.address().isLoopback() && !address.address().isLinkLocal()) {
                String link =
                        kernel.links().stream()
                                .filter(each -> each.index() == address.linkIndex())
                                .map(Link::name)
                                .findFirst()
                                .orElse("");
                networks.add(
                        new ConnectedNetwork(
                                link,
                                IpPrefix.containing(address.address(), address.prefixLength())));
            }
        }
        return networks;
    }

    void peer(String name, String yaml) {
        cluster.bgpPeers.put(name, read(yaml, BGPPeerSpec.class));
    }

    void filter(String name, String yaml) {
        cluster.bgpFilters.put(name, read(yaml, BGPFilterSpec.class));
    }

    void configuration(String yaml) {
        cluster.bgpConfigurations.put("default", read(yaml, BGPConfigurationSpec.class));
    }

    static <T> T read(String yaml, Class<T> type) {
        try {
            return YAML.readValue(yaml, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    /// The objects are as they are to be.
    void plan() {
        peering.topologyChanged();
        try {
            loop.submit(() -> peering.run(false)).get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Ours in the kernel.
    Optional<Route> route(String prefix) {
        IpPrefix wanted = IpPrefix.parse(prefix);
        return kernel
                .routes(
                        new RouteFilter(
                                wanted.family(), Route.MAIN_TABLE, RoutesPart.ROUTE_PROTOCOL))
                .stream()
                .filter(route -> route.destination().equals(wanted))
                .findFirst();
    }

    /// Where it leads, as `[10.9.1.2, 10.9.2.2]`.
    List<String> gateways(String prefix) {
        return route(prefix).map(Route::target).map(RoutingNode::gateways).orElse(List.of());
    }

    private static List<String> gateways(RouteTarget target) {
        return switch (target) {
            case RouteTarget.Via(var gateway, _, _) -> List.of(gateway.toString());
            case RouteTarget.Multipath(var hops) ->
                    hops.stream().map(hop -> hop.via().gateway().toString()).sorted().toList();
            case RouteTarget.OnLink _,
                    RouteTarget.Blackhole _,
                    RouteTarget.Unreachable _,
                    RouteTarget.Prohibit _,
                    RouteTarget.Other _ ->
                    List.of(target.toString());
        };
    }

    /// One echo request from here, one second.
    static boolean reaches(String address) {
        try {
            return InetAddress.getByName(address).isReachable(1000);
        } catch (IOException e) {
            return false;
        }
    }

    /// @throws AssertionError with what is known of the node, if 30 s did not do
    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "not within %d s: %s; sessions of %s: %s; problems: %s; routes: %s"
                                .formatted(
                                        LIMIT.toSeconds(),
                                        what,
                                        object.name(),
                                        peering.peers(),
                                        peering.health("").problems(),
                                        failure.get()));
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted before: " + what, e);
            }
        }
    }

    @Override
    public void close() {
        peering.close();
        loop.close();
        tracker.close();
        Netlink cleaner = kernel;
        for (IpFamily family : IpFamily.values()) {
            List<Route> ours =
                    cleaner.routes(
                            new RouteFilter(family, Route.MAIN_TABLE, RoutesPart.ROUTE_PROTOCOL));
            ours.forEach(
                    route ->
                            cleaner.execute(
                                    List.of(
                                            new io.gingham.netlink.message.Request.DeleteRoute(
                                                    route))));
        }
        kernel.close();
    }
}
