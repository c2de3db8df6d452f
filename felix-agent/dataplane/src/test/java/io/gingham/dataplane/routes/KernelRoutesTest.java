package io.gingham.dataplane.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.FakeKernel;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.RouteKernel;
import io.gingham.netlink.TestNamespaces;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.netlink.message.RouteTarget.NextHop;
import io.gingham.netlink.message.RouteTarget.Via;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KernelRoutesTest {

    private static final int PROTOCOL = 77;
    private static final int LINK = 7;
    private static final List<String> SOURCES = List.of("blocks", "bgp", "egress");

    private static IpAddress hop(int i) {
        return IpAddress.parse("192.0.2." + (2 + i));
    }

    private static RouteTarget via(int... hops) {
        if (hops.length == 1) {
            return new Via(hop(hops[0]), 0, false);
        }
        return new RouteTarget.Multipath(
                List.of(
                        new NextHop(new Via(hop(hops[0]), 0, false), 1),
                        new NextHop(new Via(hop(hops[1]), 0, false), 1)));
    }

    private static FakeKernel connected() {
        FakeKernel kernel = new FakeKernel().addLink(LINK);
        kernel.execute(
                List.of(
                        new Request.AddRoute(
                                Route.onLink(IpPrefix.parse("192.0.2.0/24"), LINK)
                                        .withProtocol(Route.PROTOCOL_KERNEL))));
        return kernel;
    }

    private static Map<IpPrefix, RouteTarget> ours(RouteKernel kernel) {
        Map<IpPrefix, RouteTarget> found = new TreeMap<>();
        kernel.routes(new RouteFilter(IpFamily.IPV4, Route.MAIN_TABLE, PROTOCOL))
                .forEach(route -> found.put(route.destination(), route.target()));
        return found;
    }

    /// Whatever came in between, the kernel has what the sources want in the end.
    @Test
    void incrementsAddUpToTheWhole() {
        long seed = System.nanoTime();
        System.out.println("KernelRoutesTest seed " + seed);
        Random random = new Random(seed);
        for (int history = 0; history < 200; history++) {
            FakeKernel kernel = connected();
            RoutePlan plan = new RoutePlan(SOURCES);
            KernelRoutes routes = new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 0, plan);
            Map<String, Map<IpPrefix, RouteTarget>> model = new HashMap<>();
            SOURCES.forEach(source -> model.put(source, new HashMap<>()));
            for (int step = 0; step < 60; step++) {
                String source = SOURCES.get(random.nextInt(3));
                IpPrefix prefix = IpPrefix.parse("10.0." + random.nextInt(12) + ".0/24");
                Map<IpPrefix, RouteTarget> wants =
                        model.computeIfAbsent(source, s -> new HashMap<>());
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        RouteTarget target =
                                random.nextBoolean()
                                        ? via(random.nextInt(3))
                                        : random.nextBoolean()
                                                ? via(random.nextInt(2), 2)
                                                : new RouteTarget.Blackhole();
                        plan.put(source, prefix, target);
                        wants.put(prefix, target);
                    }
                    case 3, 4 -> {
                        plan.remove(source, prefix);
                        wants.remove(prefix);
                    }
                    case 5 -> {
                        routes = new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 0, plan);
                        routes.sync();
                    }
                    case 6 -> routes.resync();
                    default -> routes.sync();
                }
            }
            routes.sync();
            Map<IpPrefix, RouteTarget> expected = new TreeMap<>();
            SOURCES.reversed()
                    .forEach(source -> expected.putAll(model.getOrDefault(source, Map.of())));
            assertEquals(expected, ours(kernel), "seed " + seed + " history " + history);
            long count = routes.count();
            routes.resync();
            assertEquals(count, routes.count(), "a second look writes nothing");
        }
    }

    /// The same history in a real kernel and in the one that tests believe: the same routes, and
    /// the same refusals.
    @Test
    void theFakeKernelDoesAsTheRealOne() {
        long seed = System.nanoTime();
        System.out.println("KernelRoutesTest, fake and real, seed " + seed);
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace node = namespaces.createWithLoopback("fake-real");
            namespaces.run(node, "ip", "link", "add", "uplink", "type", "bridge");
            namespaces.run(node, "ip", "address", "add", "192.0.2.1/24", "dev", "uplink");
            namespaces.run(node, "ip", "link", "set", "uplink", "up");
            namespaces.run(
                    node, "ip", "route", "add", "10.0.7.0/24", "via", "192.0.2.9", "proto", "4");
            try (Netlink real = node.call(Netlink::open)) {
                FakeKernel fake = connected();
                fake.execute(
                        List.of(
                                new Request.AddRoute(
                                        Route.via(
                                                        IpPrefix.parse("10.0.7.0/24"),
                                                        IpAddress.parse("192.0.2.9"),
                                                        0)
                                                .withProtocol(Route.PROTOCOL_STATIC))));
                assertEquals(play(fake, seed), play(real, seed), "seed " + seed);
            }
        }
    }

    /// @return what was there after each step, and what was refused
    private static List<String> play(RouteKernel kernel, long seed) {
        Random random = new Random(seed);
        RoutePlan plan = new RoutePlan(SOURCES);
        KernelRoutes routes = new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 0, plan);
        List<String> seen = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            IpPrefix prefix = IpPrefix.parse("10.0." + random.nextInt(8) + ".0/24");
            switch (random.nextInt(6)) {
                case 0 -> plan.put("bgp", prefix, via(random.nextInt(3)));
                case 1 -> plan.put("bgp", prefix, new RouteTarget.Blackhole());
                // No network that a link is connected to has it.
                case 2 ->
                        plan.put("bgp", prefix, new Via(IpAddress.parse("198.51.100.1"), 0, false));
                case 3 -> plan.remove("bgp", prefix);
                default -> routes.sync();
            }
            seen.add(unbound(ours(kernel)) + " refused " + routes.refused().keySet());
        }
        return seen;
    }

    /// The real kernel says by which link.
    private static Map<IpPrefix, RouteTarget> unbound(Map<IpPrefix, RouteTarget> routes) {
        routes.replaceAll(
                (prefix, target) ->
                        target instanceof Via(var gateway, _, var onlink)
                                ? new Via(gateway, 0, onlink)
                                : target);
        return routes;
    }

    @Test
    void aRouteOfAnotherMetricIsNotLeftBehind() {
        FakeKernel kernel = connected();
        RoutePlan plan = new RoutePlan(SOURCES);
        plan.put("bgp", IpPrefix.parse("10.0.0.0/24"), via(0));
        new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 10, plan).sync();
        new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 20, plan).resync();
        List<Route> there =
                kernel.routes(new RouteFilter(IpFamily.IPV4, Route.MAIN_TABLE, PROTOCOL));
        assertEquals(1, there.size(), there.toString());
        assertEquals(20, there.getFirst().metric());
    }

    /// In both families: IPv6's usual metric is 1024, whatever was asked for.
    @Test
    void aRouteWhoseMetricChangesIsThereAllTheTime() {
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace node = namespaces.createWithLoopback("metrics");
            namespaces.run(node, "ip", "link", "add", "uplink", "type", "bridge");
            namespaces.run(node, "ip", "address", "add", "192.0.2.1/24", "dev", "uplink");
            namespaces.run(
                    node, "ip", "address", "add", "2001:db8::1/64", "dev", "uplink", "nodad");
            namespaces.run(node, "ip", "link", "set", "uplink", "up");
            IpPrefix four = IpPrefix.parse("10.0.0.0/24");
            IpPrefix six = IpPrefix.parse("2001:db8:2::/64");
            Via hop6 = new Via(IpAddress.parse("2001:db8::2"), 0, false);
            try (Netlink kernel = node.call(Netlink::open)) {
                RoutePlan plan = new RoutePlan(SOURCES);
                KernelRoutes routes = new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 0, plan);
                plan.put("bgp", four, via(0), 512);
                plan.put("bgp", six, hop6, 512);
                routes.sync();
                assertEquals(Map.of(four, 0, six, 1024), metrics(kernel), "metrics don't count");
                plan.countMetrics(true);
                routes.sync();
                assertEquals(Map.of(four, 512, six, 512), metrics(kernel));
                plan.put("bgp", four, via(0, 1), 700);
                routes.sync();
                assertEquals(Map.of(four, 700, six, 512), metrics(kernel));
                KernelRoutes again = new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 0, plan);
                again.sync();
                assertEquals(0, again.count(), "another one finds them as they are to be");
                plan.countMetrics(false);
                again.sync();
                assertEquals(Map.of(four, 0, six, 1024), metrics(kernel));
                // Whoever changed a metric ended before the old route went.
                kernel.execute(
                        List.of(
                                new Request.AddRoute(
                                        Route.to(four, via(1))
                                                .withProtocol(PROTOCOL)
                                                .withMetric(9))));
                again.resync();
                assertEquals(Map.of(four, 0, six, 1024), metrics(kernel));
                assertEquals(Map.of(), again.refused());
            }
        }
    }

    /// @throws AssertionError if a prefix has two routes
    private static Map<IpPrefix, Integer> metrics(RouteKernel kernel) {
        Map<IpPrefix, Integer> metrics = new TreeMap<>();
        for (IpFamily family : IpFamily.values()) {
            for (Route route : kernel.routes(new RouteFilter(family, Route.MAIN_TABLE, PROTOCOL))) {
                assertNull(metrics.put(route.destination(), route.metric()), route.toString());
            }
        }
        return metrics;
    }

    @Test
    void aRealKernelHasWhatWasWrittenInBothFamiliesAndFindsItAgain() {
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace node = namespaces.createWithLoopback("routes");
            namespaces.run(node, "ip", "link", "add", "uplink", "type", "bridge");
            namespaces.run(node, "ip", "address", "add", "192.0.2.1/24", "dev", "uplink");
            namespaces.run(
                    node, "ip", "address", "add", "2001:db8::1/64", "dev", "uplink", "nodad");
            namespaces.run(node, "ip", "link", "set", "uplink", "up");
            try (Netlink kernel = node.call(Netlink::open)) {
                RoutePlan plan = new RoutePlan(SOURCES);
                plan.put("blocks", IpPrefix.parse("10.244.1.0/24"), new RouteTarget.Blackhole());
                plan.put("bgp", IpPrefix.parse("10.244.2.0/24"), via(0));
                plan.put("bgp", IpPrefix.parse("10.244.3.0/24"), via(0, 1));
                plan.put(
                        "bgp",
                        IpPrefix.parse("2001:db8:2::/64"),
                        new Via(IpAddress.parse("2001:db8::2"), 0, false));
                plan.put(
                        "bgp",
                        IpPrefix.parse("2001:db8:3::/64"),
                        new RouteTarget.Multipath(
                                List.of(
                                        new NextHop(
                                                new Via(IpAddress.parse("2001:db8::2"), 0, false),
                                                1),
                                        new NextHop(
                                                new Via(IpAddress.parse("2001:db8::3"), 0, false),
                                                1))));
                KernelRoutes routes = new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 0, plan);
                routes.sync();
                assertEquals(Map.of(), routes.refused());
                assertEquals(5, routes.count());
                KernelRoutes again = new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 0, plan);
                again.sync();
                assertEquals(0, again.count());
                assertNothingIsWrittenForWhatIsWantedLater(kernel, plan);
                plan.put("bgp", IpPrefix.parse("10.244.3.0/24"), via(1));
                plan.remove("bgp", IpPrefix.parse("2001:db8:3::/64"));
                again.sync();
                assertEquals(2, again.count());
                assertEquals(Map.of(), again.refused());
                kernel.execute(
                        List.of(
                                new Request.AddRoute(
                                        Route.to(IpPrefix.parse("10.244.9.0/24"), via(1))
                                                .withProtocol(PROTOCOL)
                                                .withMetric(5))));
                again.clear();
                assertTrue(ours(kernel).isEmpty(), "with what somebody else left");
            }
        }
    }

    /// An agent that starts reads the kernel before its peers have told it anything.
    private static void assertNothingIsWrittenForWhatIsWantedLater(Netlink kernel, RoutePlan full) {
        RoutePlan plan = new RoutePlan(SOURCES);
        KernelRoutes routes = new KernelRoutes(kernel, PROTOCOL, Route.MAIN_TABLE, 0, plan);
        routes.keepUnwanted(true);
        routes.sync();
        for (IpPrefix prefix : full.prefixes()) {
            Way way = full.find(prefix);
            assertNotNull(way);
            plan.put("bgp", prefix, way.target());
        }
        routes.sync();
        routes.keepUnwanted(false);
        routes.sync();
        assertEquals(0, routes.count());
    }
}
