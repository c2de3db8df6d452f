package io.gingham.controller.loadbalancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ResourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AddressPlanTest {

    private static final String SAID =
            "conditions: [{type: gingham.io/LoadBalancerAddress, status: 'True', reason: Assigned}]";

    private final List<AddressPool> pools = new ArrayList<>();
    private final Map<ResourceKey, Wish> services = new TreeMap<>();
    private final Set<IpAddress> hosts = new HashSet<>();
    private int created;

    private void pool(String name, String range) {
        pools.add(new AddressPool(name, IpPrefix.parse(range), true, true));
    }

    private void pool(String name, String range, boolean automatic, boolean open) {
        pools.add(new AddressPool(name, IpPrefix.parse(range), automatic, open));
    }

    private void service(String name, String annotations, String spec, String status) {
        services.put(
                key(name),
                Services.wish(
                        "2026-11-30T10:%02d:00Z".formatted(created++ % 60),
                        annotations,
                        "{type: LoadBalancer, ipFamilies: [IPv4], " + spec + "}",
                        status));
    }

    private void service(String name, String annotations) {
        service(name, annotations, "ports: [{port: 80}]", "{}");
    }

    private static ResourceKey key(String name) {
        return name.contains("/")
                ? new ResourceKey(name.split("/")[0], name.split("/")[1])
                : new ResourceKey("shop", name);
    }

    private static String has(String address) {
        return "{loadBalancer: {ingress: [{ip: '%s'}]}, %s}".formatted(address, SAID);
    }

    private SortedMap<ResourceKey, Decision> plan() {
        return AddressPlan.of(pools, services, hosts);
    }

    private Decision of(String name) {
        return Objects.requireNonNull(plan().get(key(name)), () -> name + " in " + plan());
    }

    private List<String> addresses(String name) {
        return of(name).addresses().stream().map(IpAddress::toString).toList();
    }

    private void refused(String name, String reason, String words) {
        Decision decision = of(name);
        assertEquals(reason, decision.reason(), decision::message);
        assertTrue(decision.message().contains(words), decision::message);
        assertEquals(List.of(), decision.addresses());
    }

    @Test
    void theLowestFreeOneIsGivenButNoNodesOwn() {
        pool("services", "203.0.113.0/29");
        hosts.add(IpAddress.parse("203.0.113.1"));
        service("a", "{}");
        service("b", "{}");
        assertEquals(List.of("203.0.113.0"), addresses("a"));
        assertEquals(List.of("203.0.113.2"), addresses("b"));
        assertEquals("203.0.113.2 from IPPool services", of("b").message());
    }

    @Test
    void whatIsInUseStays() {
        pool("services", "203.0.113.0/29");
        service("new", "{}");
        service("old", "{}", "ports: []", has("203.0.113.0"));
        assertEquals(List.of("203.0.113.0"), addresses("old"));
        assertEquals(List.of("203.0.113.1"), addresses("new"));
    }

    @Test
    void ofTwoThatHaveTheSameTheOlderKeepsIt() {
        pool("services", "203.0.113.0/29");
        service("older", "{}", "ports: []", has("203.0.113.3"));
        service("a-younger", "{}", "ports: []", has("203.0.113.3"));
        assertEquals(List.of("203.0.113.3"), addresses("older"));
        assertEquals(List.of("203.0.113.0"), addresses("a-younger"));
    }

    @Test
    void whoAsksForAnAddressGetsItOrHearsWhyNot() {
        pool("services", "203.0.113.0/29");
        service("any", "{}");
        service("wants", "{projectcalico.org/loadBalancerIPs: '[\"203.0.113.0\"]'}");
        service("too", "{projectcalico.org/loadBalancerIPs: '[\"203.0.113.0\"]'}");
        service("far", "{projectcalico.org/loadBalancerIPs: '[\"198.51.100.1\"]'}");
        service("six", "{projectcalico.org/loadBalancerIPs: '[\"2001:db8::1\"]'}");
        hosts.add(IpAddress.parse("203.0.113.5"));
        service("node", "{projectcalico.org/loadBalancerIPs: '[\"203.0.113.5\"]'}");
        assertEquals(List.of("203.0.113.0"), addresses("wants"));
        assertEquals(List.of("203.0.113.1"), addresses("any"));
        refused("too", "AddressTaken", "203.0.113.0 is that of service shop/wants");
        refused("far", "NotInPool", "198.51.100.1");
        refused("six", "BadRequest", "no cluster IP of its family");
        refused("node", "AddressTaken", "203.0.113.5 is a node's own");
    }

    @Test
    void whoAsksForAnotherOneThanItHasGetsIt() {
        pool("services", "203.0.113.0/29");
        service(
                "moves",
                "{projectcalico.org/loadBalancerIPs: '[\"203.0.113.4\"]'}",
                "ports: []",
                has("203.0.113.0"));
        assertEquals(List.of("203.0.113.4"), addresses("moves"));
    }

    @Test
    void poolsAreNamedByNameOrRangeAndManualOnesOnlySo() {
        pool("manual", "198.51.100.0/30", false, true);
        pool("services", "203.0.113.0/30");
        service("any", "{}");
        service("named", "{projectcalico.org/ipv4pools: '[\"manual\"]'}");
        service("ranged", "{projectcalico.org/ipv4pools: '[\"198.51.100.0/30\"]'}");
        service("lost", "{projectcalico.org/ipv4pools: '[\"none\"]'}");
        assertEquals(List.of("203.0.113.0"), addresses("any"));
        assertEquals(List.of("198.51.100.0"), addresses("named"));
        assertEquals(List.of("198.51.100.1"), addresses("ranged"));
        refused("lost", "NoPool", "none");
    }

    @Test
    void aFullPoolIsSaidAndTheNextIsUsed() {
        pool("a", "203.0.113.0/31");
        for (String name : List.of("s1", "s2", "s3")) {
            service(name, "{}");
        }
        refused("s3", "NoFreeAddress", "all addresses of a are in use");
        pool("b", "198.51.100.7/32");
        assertEquals(List.of("198.51.100.7"), addresses("s3"));
    }

    @Test
    void aDisabledPoolGivesNoMoreAndTakesNothingAway() {
        pool("services", "203.0.113.0/29", true, false);
        service("has", "{}", "ports: []", has("203.0.113.2"));
        service("wants", "{}");
        assertEquals(List.of("203.0.113.2"), addresses("has"));
        refused("wants", "NoFreeAddress", "no IPPool gives out addresses of");
    }

    @Test
    void bothFamiliesOrNoneUnlessOneIsEnough() {
        pool("four", "203.0.113.0/29");
        service("both", "{}", "ipFamilies: [IPv4, IPv6]", "{}");
        service("either", "{}", "ipFamilies: [IPv4, IPv6], ipFamilyPolicy: PreferDualStack", "{}");
        refused("both", "NoFreeAddress", "IPV6");
        assertEquals(List.of("203.0.113.0"), addresses("either"));
        pool("six", "2001:db8::/120");
        assertEquals(List.of("203.0.113.0", "2001:db8::"), addresses("both"));
    }

    @Test
    void servicesOfOneKeyShareWhatTheirPortsTellApart() {
        pool("services", "203.0.113.0/29");
        String shared = "{gingham.io/shared-address: web}";
        service("http", shared, "ports: [{port: 80}]", "{}");
        service("https", shared, "ports: [{port: 443}]", "{}");
        service("again", shared, "ports: [{port: 443}]", "{}");
        service("udp", shared, "ports: [{port: 443, protocol: UDP}]", "{}");
        service(
                "local",
                shared,
                "ports: [{port: 22}], externalTrafficPolicy: Local, selector: {a: b}",
                "{}");
        service("other/ssh", shared, "ports: [{port: 2222}]", "{}");
        assertEquals(List.of("203.0.113.0"), addresses("http"));
        assertEquals(List.of("203.0.113.0"), addresses("https"));
        assertEquals(List.of("203.0.113.1"), addresses("again"));
        assertEquals(List.of("203.0.113.0"), addresses("udp"));
        assertEquals(List.of("203.0.113.2"), addresses("local"));
        assertEquals(List.of("203.0.113.3"), addresses("other/ssh"));
        service(
                "asks",
                "{gingham.io/shared-address: web, projectcalico.org/loadBalancerIPs: '[\"203.0.113.0\"]'}",
                "ports: [{port: 80}]",
                "{}");
        // Who asks comes before those that take any.
        assertEquals(List.of("203.0.113.0"), addresses("asks"));
        assertFalse(addresses("http").contains("203.0.113.0"));
    }

    @Test
    void whatOthersGiveIsTheirs() {
        service("cloud", "{}", "ports: []", "{loadBalancer: {ingress: [{ip: 192.0.2.7}]}}");
        service(
                "class",
                "{}",
                "loadBalancerClass: metallb",
                "{loadBalancer: {ingress: [{ip: 203.0.113.0}]}}");
        assertEquals(Map.of(), plan());
        pool("services", "203.0.113.0/29");
        assertEquals(Map.of(), plan());
        service("mine", "{}");
        assertEquals(List.of("203.0.113.1"), addresses("mine"));
    }

    @Test
    void whatWasOursIsReleased() {
        pool("services", "203.0.113.0/29");
        services.put(
                key("was"),
                Services.wish(
                        "2026",
                        "{}",
                        "{type: ClusterIP, clusterIP: 10.96.0.1}",
                        has("203.0.113.0")));
        service("next", "{}");
        assertEquals(Decision.RELEASED, of("was"));
        assertEquals(List.of("203.0.113.0"), addresses("next"));
    }

    @Test
    void withoutPoolsWhoNamesOurClassHearsIt() {
        service("calico", "{}", "loadBalancerClass: calico", "{}");
        service("any", "{}");
        refused("calico", "NoPool", "allowedUses");
        assertEquals(1, plan().size());
    }

    /// Of any services: no address twice but where it is shared, none outside the pools, and a plan
    /// that was carried out is the same plan again.
    @Test
    void noAddressIsGivenTwiceAndAPlanStands() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            pools.clear();
            services.clear();
            pool("a", "203.0.113.0/28", true, random.nextInt(4) > 0);
            pool("b", "198.51.100.0/29", random.nextBoolean(), true);
            for (int number = 0; number < 30; number++) {
                int pick = random.nextInt(6);
                String annotations =
                        switch (pick) {
                            case 0 ->
                                    "{projectcalico.org/loadBalancerIPs: '203.0.113.%d'}"
                                            .formatted(random.nextInt(20));
                            case 1 -> "{projectcalico.org/ipv4pools: '[\"b\"]'}";
                            case 2 ->
                                    "{gingham.io/shared-address: k%d}".formatted(random.nextInt(3));
                            default -> "{}";
                        };
                String status =
                        random.nextInt(3) == 0 ? has("203.0.113." + random.nextInt(20)) : "{}";
                service(
                        "s" + number,
                        annotations,
                        "ports: [{port: %d}]".formatted(random.nextInt(3)),
                        status);
            }
            SortedMap<ResourceKey, Decision> plan = plan();
            String story = "seed " + seed + ", round " + round + ": " + plan;
            check(plan, story);
            services.replaceAll((key, wish) -> carriedOut(wish, plan.get(key)));
            SortedMap<ResourceKey, Decision> again = plan();
            again.forEach(
                    (key, decision) ->
                            assertTrue(
                                    !Objects.requireNonNull(plan.get(key)).isAssigned()
                                            || decision.equals(plan.get(key)),
                                    story + " became " + again));
        }
    }

    private void check(SortedMap<ResourceKey, Decision> plan, String story) {
        Map<IpAddress, List<ResourceKey>> users = new TreeMap<>();
        plan.forEach(
                (key, decision) ->
                        decision.addresses()
                                .forEach(
                                        ip ->
                                                users.computeIfAbsent(ip, _ -> new ArrayList<>())
                                                        .add(key)));
        users.forEach(
                (ip, keys) -> {
                    assertTrue(pools.stream().anyMatch(pool -> pool.contains(ip)), story);
                    Set<String> shares =
                            keys.stream()
                                    .map(
                                            key ->
                                                    Objects.requireNonNull(services.get(key))
                                                            .share()
                                                            .key())
                                    .collect(Collectors.toSet());
                    List<String> ports =
                            keys.stream()
                                    .flatMap(
                                            key ->
                                                    Objects.requireNonNull(services.get(key))
                                                            .share()
                                                            .ports()
                                                            .stream())
                                    .toList();
                    assertTrue(
                            keys.size() == 1
                                    || (shares.size() == 1
                                            && !shares.contains("")
                                            && ports.size() == Set.copyOf(ports).size()),
                            ip + " is given to " + keys + "; " + story);
                });
    }

    private static Wish carriedOut(
            Wish wish, @org.jspecify.annotations.Nullable Decision decision) {
        return decision == null
                ? wish
                : new Wish(
                        wish.kind(),
                        wish.created(),
                        wish.families(),
                        wish.preferred(),
                        wish.requested(),
                        wish.pools(),
                        wish.fault(),
                        wish.share(),
                        decision.addresses(),
                        java.util.Optional.of(
                                new Wish.Said(
                                        decision.isAssigned() ? "True" : "False",
                                        decision.reason(),
                                        decision.message(),
                                        "")));
    }

    @Test
    @Timeout(20)
    void tenThousandServicesAreOneLookAtThePool() {
        pool("services", "203.0.0.0/16");
        Wish any = Services.wish("2026", "{}", "{type: LoadBalancer, ipFamilies: [IPv4]}", "{}");
        for (int number = 0; number < 10_000; number++) {
            services.put(key("s" + number), any);
        }
        assertEquals(
                10_000,
                plan().values().stream()
                        .flatMap(decision -> Stream.of(decision.addresses().getFirst()))
                        .distinct()
                        .count());
    }
}
