package io.gingham.agent.services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.agent.cluster.ReadyEndpoints;
import io.gingham.agent.cluster.SeenService;
import io.gingham.agent.services.Drain.Stage;
import io.gingham.agent.services.ServiceBlocks.Block;
import io.gingham.agent.services.ServiceRoutes.Place;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ResourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random sequences of changes, in which the kept state is compared with a plain reading of the
/// rules at every step, and what the speaker was told, change by change, with what it should know.
class ServiceRoutesPropertyTest {

    private static final int STEPS = 3000;
    private static final List<String> NODES = List.of("n1", "n2", "n3");

    private final Map<ResourceKey, SeenService> services = new TreeMap<>();
    private final Map<ResourceKey, ReadyEndpoints> slices = new TreeMap<>();
    private final Map<IpPrefix, PathAttributes> speaker = new HashMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 20261130, 77, 4096})
    void whatIsKeptIsWhatIsFoundFromScratch(long seed) {
        Random random = new Random(seed);
        Announced announced = new Announced();
        ServiceRoutes routes = new ServiceRoutes(place(random));
        Stage stage = Stage.SERVING;
        boolean excluded = false;
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(20)) {
                case 0 -> {
                    routes = new ServiceRoutes(place(random));
                    services.forEach(routes::service);
                    slices.forEach(routes::slice);
                }
                case 1 -> stage = Stage.values()[random.nextInt(3)];
                case 2 -> excluded = random.nextInt(4) == 0;
                default -> change(random, routes);
            }
            String where = "seed " + seed + ", step " + step;
            Set<IpPrefix> expected = expected(routes.place());
            assertEquals(expected, routes.prefixes(), where);
            for (Delta<IpPrefix, PathAttributes> delta : announced.bring(routes, stage, excluded)) {
                tell(delta, where);
            }
            assertEquals(speaker, announced.all(), where);
            assertEquals(
                    excluded || stage == Stage.GONE ? Set.of() : expected, speaker.keySet(), where);
        }
    }

    /// Nothing is told that the speaker knows already.
    private void tell(Delta<IpPrefix, PathAttributes> delta, String where) {
        switch (delta) {
            case Delta.Put<IpPrefix, PathAttributes>(var prefix, var attributes) ->
                    assertEquals(false, attributes.equals(speaker.put(prefix, attributes)), where);
            case Delta.Remove<IpPrefix, PathAttributes>(var prefix) ->
                    assertEquals(true, speaker.remove(prefix) != null, where);
        }
    }

    private void change(Random random, ServiceRoutes routes) {
        ResourceKey key = new ResourceKey("ns", "s" + random.nextInt(6));
        if (random.nextBoolean()) {
            if (random.nextInt(4) == 0) {
                services.remove(key);
            } else {
                services.put(key, service(random));
            }
            routes.service(key, services.get(key));
        } else {
            ResourceKey slice = new ResourceKey("ns", "slice" + random.nextInt(9));
            if (random.nextInt(4) == 0) {
                slices.remove(slice);
            } else {
                slices.put(slice, new ReadyEndpoints(key, family(random), some(random, NODES)));
            }
            routes.slice(slice, slices.get(slice));
        }
    }

    private static IpFamily family(Random random) {
        return random.nextInt(3) == 0 ? IpFamily.IPV6 : IpFamily.IPV4;
    }

    private static <T> List<T> some(Random random, List<T> all) {
        return all.stream().filter(each -> random.nextInt(3) == 0).toList();
    }

    private static SeenService service(Random random) {
        return new SeenService(
                random.nextBoolean(),
                random.nextInt(4) == 0,
                addresses(random, 1 + random.nextInt(2)),
                addresses(random, random.nextInt(3)),
                addresses(random, random.nextInt(3)));
    }

    /// Of few, so that services share them.
    private static List<IpAddress> addresses(Random random, int count) {
        List<IpAddress> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String end = Integer.toString(random.nextInt(12));
            addresses.add(
                    IpAddress.parse(
                            family(random) == IpFamily.IPV4
                                    ? "10." + random.nextInt(3) + ".0." + end
                                    : "fd00:" + random.nextInt(2) + "::" + end));
        }
        return addresses;
    }

    private static Place place(Random random) {
        List<Block> all = new ArrayList<>();
        for (String text :
                List.of(
                        "10.0.0.0/24",
                        "10.1.0.0/29",
                        "10.1.0.4/32",
                        "10.0.0.0/8",
                        "fd00:1::/64",
                        "fd00:1::5/128",
                        "0.0.0.0/0")) {
            all.add(Block.of(IpPrefix.parse(text), random.nextBoolean()));
        }
        return new Place(
                "n1",
                new ServiceBlocks(
                        some(random, all),
                        some(random, all),
                        some(random, all),
                        Duration.ZERO,
                        List.of()),
                random.nextBoolean(),
                Set.of(IpAddress.parse("10.0.0.3")));
    }

    /// As docs/how-to/services.md says it, without any memory.
    private Set<IpPrefix> expected(Place place) {
        Set<IpPrefix> expected = new HashSet<>();
        ServiceBlocks blocks = place.blocks();
        for (List<Block> each :
                List.of(blocks.clusterIps(), blocks.externalIps(), blocks.loadBalancerIps())) {
            each.stream().filter(Block::whole).forEach(block -> expected.add(block.prefix()));
        }
        services.forEach(
                (key, service) -> {
                    boolean outside = service.externalLocal();
                    boolean any = outside || service.internalLocal();
                    service.clusterIps()
                            .forEach(ip -> add(key, ip, blocks.clusterIps(), any, expected));
                    service.externalIps()
                            .forEach(ip -> add(key, ip, blocks.externalIps(), outside, expected));
                    service.loadBalancerIps()
                            .forEach(
                                    ip ->
                                            add(
                                                    key,
                                                    ip,
                                                    blocks.loadBalancerIps(),
                                                    outside,
                                                    expected));
                });
        expected.removeIf(prefix -> prefix.family() == IpFamily.IPV6 && !place.ipv6());
        expected.removeIf(prefix -> prefix.isHost() && place.hosts().contains(prefix.address()));
        return expected;
    }

    private void add(
            ResourceKey service,
            IpAddress ip,
            List<Block> blocks,
            boolean local,
            Set<IpPrefix> expected) {
        boolean inside = blocks.stream().anyMatch(block -> block.prefix().contains(ip));
        boolean covered =
                blocks.stream().anyMatch(block -> block.whole() && block.prefix().contains(ip));
        boolean here =
                slices.values().stream()
                        .filter(slice -> slice.service().equals(service))
                        .filter(slice -> slice.family() == ip.family())
                        .anyMatch(slice -> slice.nodes().contains("n1"));
        boolean anywhere =
                slices.values().stream()
                        .filter(slice -> slice.service().equals(service))
                        .filter(slice -> slice.family() == ip.family())
                        .anyMatch(slice -> !slice.nodes().isEmpty());
        if (inside && (local ? here : anywhere && !covered)) {
            expected.add(IpPrefix.host(ip));
        }
    }
}
