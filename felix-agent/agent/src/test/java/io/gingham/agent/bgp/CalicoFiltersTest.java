package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.agent.bgp.CalicoFilters.Direction;
import io.gingham.agent.bgp.CalicoFilters.Scope;
import io.gingham.bgp.filter.Priority;
import io.gingham.bgp.filter.RoutePolicy;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.crds.v3.BGPFilterRule;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CalicoFiltersTest {

    private static final Set<IpPrefix> OWN = Set.of(IpPrefix.parse("10.0.0.0/24"));

    private static RouteOrigin originOf(IpPrefix prefix) {
        return OWN.contains(prefix) ? RouteOrigin.LOCAL : new RouteOrigin.Peer("tor", true);
    }

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /// The sample of Calico's reference page.
    private static final String SAMPLE =
            """
            exportV4:
              - action: Accept
                matchOperator: In
                cidr: 77.0.0.0/16
                source: RemotePeers
              - action: Reject
                interface: '*.calico'
            importV4:
              - action: Accept
                matchOperator: In
                cidr: 55.0.0.0/16
                prefixLength:
                  min: 30
              - action: Reject
                matchOperator: NotIn
                cidr: 44.0.0.0/16
            exportV6:
              - action: Reject
                source: RemotePeers
              - action: Reject
                interface: '*.calico'
            importV6:
              - action: Accept
                matchOperator: Equal
                cidr: 5000::0/64
              - action: Reject
            """;

    @Test
    void calicosSampleMeansTheSame() throws Exception {
        CalicoFilters in = compile(SAMPLE, Direction.IMPORT, true);
        assertEquals(List.of(), in.problems());
        RouteFilter filter = new RoutePolicy(in.rules(), RouteFilter.ACCEPT_ALL);
        assertTrue(accepts(filter, "55.0.1.0/30"));
        assertEquals(false, accepts(filter, "55.0.0.0/16"), "not in 44.0.0.0/16");
        assertTrue(accepts(filter, "44.0.1.0/24"));
        assertTrue(accepts(filter, "5000::/64"));
        assertEquals(false, accepts(filter, "5000::/65"));
        CalicoFilters out = compile(SAMPLE, Direction.EXPORT, true);
        assertEquals(2, out.problems().size(), "the interfaces: " + out.problems());
        RouteFilter told = new RoutePolicy(out.rules(), RouteFilter.REJECT_ALL);
        assertTrue(accepts(told, "77.0.1.0/24"));
        assertEquals(false, accepts(told, "10.0.0.0/24"), "goes on to what comes after the rules");
    }

    @Test
    void operationsChangeWhatIsAccepted() throws Exception {
        CalicoFilters rules =
                compile(
                        """
                        exportV4:
                        - action: Accept
                          peerType: eBGP
                          communities: {values: ["65000:1"]}
                          asPathPrefix: [65001]
                          operations:
                          - addCommunity: {value: "65000:2"}
                          - addCommunity: {value: "65000:1:2"}
                          - prependASPath: {prefix: [65000, 65001]}
                          - setPriority: {value: 512}
                        """,
                        Direction.EXPORT,
                        true);
        PathAttributes route =
                PathAttributes.of(
                        new PathAttribute.Path(path(65001, 65009)),
                        new PathAttribute.Communities(List.of(Community.of(65000, 1))));
        PathAttributes told =
                new RoutePolicy(rules.rules(), RouteFilter.REJECT_ALL)
                        .apply(IpPrefix.parse("10.0.0.0/24"), RouteOrigin.LOCAL, route)
                        .orElseThrow();
        assertEquals("65000 65001 65001 65009", told.asPath().toString());
        assertEquals(List.of(Community.of(65000, 1), Community.of(65000, 2)), told.communities());
        assertEquals(512, Priority.of(told));
    }

    @Test
    void aRuleOfTheOtherPeerTypeIsNotThere() throws Exception {
        String spec = "{importV4: [{action: Reject, peerType: iBGP}]}";
        assertEquals(0, compile(spec, Direction.IMPORT, true).rules().size());
        assertEquals(1, compile(spec, Direction.IMPORT, false).rules().size());
    }

    @Test
    void whatIsNotUnderstoodIsLeftOutAndSaid() throws Exception {
        CalicoFilters rules =
                compile(
                        """
                        later: 1
                        importV4:
                        - {action: Accept, cidr: 10.0.0.0/8}
                        - {action: Permit}
                        - {action: Accept, cidr: "2001:db8::/32", matchOperator: In}
                        - {action: Accept, colour: red}
                        - {action: Reject, operations: [{setPriority: {value: 1}}]}
                        - {action: Accept, operations: [{}]}
                        - {action: Accept, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {max: 7}}
                        - {action: Accept, communities: {values: [x]}}
                        - {action: Reject}
                        """,
                        Direction.IMPORT,
                        true);
        assertEquals(1, rules.rules().size());
        assertEquals(9, rules.problems().size(), rules.problems()::toString);
        assertTrue(rules.problems().get(1).startsWith("BGPFilter f.importV4[0] is left out: "));
    }

    @Test
    void anyUseOfPrioritiesIsSeen() throws Exception {
        assertTrue(CalicoFilters.usePriority(List.of(read("{importV6: [{priority: 7}]}"))));
        assertTrue(
                CalicoFilters.usePriority(
                        List.of(read("{exportV4: [{operations: [{setPriority: {value: 7}}]}]}"))));
        assertEquals(false, CalicoFilters.usePriority(List.of(read(SAMPLE))));
    }

    /// Compiled rules against a reading of the rules word by word.
    @Test
    void compiledRulesDecideAsTheWordsDo() {
        for (long seed = 1; seed <= 500; seed++) {
            Random random = new Random(seed);
            List<BGPFilterRule> written = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                written.add(rule(random));
            }
            boolean external = random.nextBoolean();
            CalicoFilters compiled =
                    CalicoFilters.of(
                            Map.of("f", new BGPFilterSpec(written, null, null, null, null)),
                            new Scope(Direction.EXPORT, external));
            assertEquals(List.of(), compiled.problems(), "seed " + seed);
            RoutePolicy policy = new RoutePolicy(compiled.rules(), RouteFilter.ACCEPT_ALL);
            for (int i = 0; i < 50; i++) {
                IpPrefix prefix = random.nextInt(8) == 0 ? OWN.iterator().next() : ipv4(random);
                PathAttributes attributes = attributes(random);
                assertEquals(
                        naive(written, external, prefix, attributes),
                        policy.apply(prefix, originOf(prefix), attributes),
                        "seed " + seed + ": " + prefix + " " + attributes + " by " + written);
            }
        }
    }

    @Test
    void theInterfaceOfARouteIsTheOneInWhoseNetworkItsNextHopIs() throws Exception {
        CalicoFilters filters =
                CalicoFilters.of(
                        Map.of(
                                "f",
                                read(
                                        """
                                        importV4:
                                        - {action: Reject, interface: 'eth*.7'}
                                        - {action: Reject, interface: bond0}
                                        """)),
                        new Scope(
                                Direction.IMPORT,
                                true,
                                Optional.of(
                                        List.of(
                                                new ConnectedNetwork(
                                                        "eth1.7", IpPrefix.parse("192.0.2.0/25")),
                                                new ConnectedNetwork(
                                                        "eth1x7",
                                                        IpPrefix.parse("192.0.2.128/25"))))));
        assertEquals(List.of(), filters.problems());
        RouteFilter policy = new RoutePolicy(filters.rules(), RouteFilter.ACCEPT_ALL);
        assertEquals(false, acceptsVia(policy, "192.0.2.1"));
        assertEquals(true, acceptsVia(policy, "192.0.2.129"));
        assertEquals(true, acceptsVia(policy, "198.51.100.1"));
        assertEquals(true, accepts(policy, "10.0.0.0/24"), "the node's own has no next hop");
    }

    private static boolean acceptsVia(RouteFilter filter, String hop) {
        PathAttributes attributes =
                PathAttributes.of(new PathAttribute.NextHop(IpAddress.parse(hop)));
        IpPrefix prefix = IpPrefix.parse("203.0.113.0/24");
        return filter.apply(prefix, originOf(prefix), attributes).isPresent();
    }

    private static Optional<PathAttributes> naive(
            List<BGPFilterRule> rules, boolean external, IpPrefix prefix, PathAttributes route) {
        for (BGPFilterRule rule : rules) {
            boolean matches =
                    prefix.family() == IpFamily.IPV4
                            && (rule.peerType() == null
                                    || rule.peerType().equals(external ? "eBGP" : "iBGP"))
                            && (rule.source() == null || !OWN.contains(prefix))
                            && (rule.cidr() == null || cidrMatches(rule, prefix))
                            && (rule.communities() == null
                                    || route.communities()
                                            .toString()
                                            .matches(
                                                    ".*\\b"
                                                            + Objects.requireNonNull(
                                                                            rule.communities()
                                                                                    .values())
                                                                    .getFirst()
                                                            + "\\b.*"))
                            && (rule.asPathPrefix() == null
                                    || (route.asPath() + " ")
                                            .startsWith(words(rule.asPathPrefix()) + " "));
            if (matches) {
                return "Accept".equals(rule.action()) ? Optional.of(route) : Optional.empty();
            }
        }
        return Optional.of(route);
    }

    private static boolean cidrMatches(BGPFilterRule rule, IpPrefix prefix) {
        IpPrefix cidr = IpPrefix.parse(Objects.requireNonNull(rule.cidr()));
        BGPFilterRule.Lengths lengths = rule.prefixLength();
        boolean length =
                lengths == null
                        || (prefix.length() >= Objects.requireNonNull(lengths.min())
                                && prefix.length() <= Objects.requireNonNull(lengths.max()));
        boolean equal = cidr.equals(prefix);
        boolean in = cidr.contains(prefix) && length;
        return switch (Objects.requireNonNull(rule.matchOperator())) {
            case "Equal" -> equal;
            case "NotEqual" -> !equal;
            case "In" -> in;
            default -> !in;
        };
    }

    private static BGPFilterRule rule(Random random) {
        String operator = List.of("Equal", "NotEqual", "In", "NotIn").get(random.nextInt(4));
        IpPrefix cidr = ipv4(random);
        boolean hasCidr = random.nextInt(4) > 0;
        boolean hasLengths = hasCidr && operator.endsWith("In") && random.nextBoolean();
        int max = cidr.length() + random.nextInt(33 - cidr.length());
        return new BGPFilterRule(
                hasCidr ? cidr.toString() : null,
                hasLengths ? new BGPFilterRule.Lengths(random.nextInt(max + 1), max) : null,
                hasCidr ? operator : null,
                random.nextInt(4) == 0 ? "RemotePeers" : null,
                null,
                pick(random, "eBGP", "iBGP"),
                random.nextInt(3) == 0
                        ? new BGPFilterRule.Communities(List.of("65000:" + random.nextInt(3)), null)
                        : null,
                random.nextInt(3) == 0 ? List.of(65001L + random.nextInt(2)) : null,
                null,
                random.nextBoolean() ? "Accept" : "Reject",
                null,
                null);
    }

    private static @Nullable String pick(Random random, String one, String other) {
        return switch (random.nextInt(6)) {
            case 0 -> one;
            case 1 -> other;
            default -> null;
        };
    }

    private static PathAttributes attributes(Random random) {
        return PathAttributes.of(
                new PathAttribute.Path(
                        path(random.longs(random.nextInt(3), 65001, 65004).toArray())),
                new PathAttribute.Communities(
                        List.of(
                                Community.of(65000, random.nextInt(4)),
                                Community.of(64999, random.nextInt(4)))));
    }

    private static IpPrefix ipv4(Random random) {
        int bits = 10 << 24 | random.nextInt(4) << 16 | random.nextInt(4) << 8 | random.nextInt(4);
        return IpPrefix.containing(IpAddress.ipv4(bits), random.nextInt(33));
    }

    private static AsPath path(long... numbers) {
        return AsPath.sequence(
                LongStream.of(numbers).mapToObj(AsNumber::new).toArray(AsNumber[]::new));
    }

    private static String words(List<Long> numbers) {
        return String.join(" ", numbers.stream().map(String::valueOf).toList());
    }

    private static boolean accepts(RouteFilter filter, String prefix) {
        IpPrefix parsed = IpPrefix.parse(prefix);
        return filter.apply(parsed, originOf(parsed), PathAttributes.EMPTY).isPresent();
    }

    private static BGPFilterSpec read(String yaml) throws Exception {
        return YAML.readValue(yaml, BGPFilterSpec.class);
    }

    private static CalicoFilters compile(String yaml, Direction direction, boolean external)
            throws Exception {
        return CalicoFilters.of(Map.of("f", read(yaml)), new Scope(direction, external));
    }
}
