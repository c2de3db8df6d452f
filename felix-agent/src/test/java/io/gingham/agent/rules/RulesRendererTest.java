package io.gingham.agent.rules;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.kernel.TestPrograms;
import io.gingham.agent.rules.RulesConfig.EndpointToHost;
import io.gingham.agent.rules.RulesConfig.Pool;
import io.gingham.policy.Scenario;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Resource;
import io.gingham.policy.program.Program;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RulesRendererTest {

    @Test
    void aPolicyRuleIsOneRuleThatGoesToTheAllowChain() {
        FamilyRules rules =
                render(
                        Scenario.ofThreeByThree()
                                .policy(
                                        "x/p",
                                        "{podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}, {port: 90, endPort: 99}]}]}"),
                        IpFamily.IPV4);
        Chain policy = chain(rules, "gham-pi-");
        assertEquals(
                "[Rule[match=-p tcp -s 10.0.0.0/8 -m multiport --dports 80,90:99, action=-g gham-allow-in, note=NetworkPolicy x/p ingress rule 1]]",
                policy.rules().toString());
    }

    @Test
    void morePortsThanAMultiportMatchTakesBecomeSeveralRules() {
        StringBuilder ports = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            ports.append(i == 0 ? "" : ", ").append("{port: ").append(100 + 3 * i);
            ports.append(i % 2 == 0 ? "}" : ", endPort: %d}".formatted(101 + 3 * i));
        }
        FamilyRules rules =
                render(
                        Scenario.ofThreeByThree()
                                .policy(
                                        "x/p",
                                        "{podSelector: {}, ingress: [{ports: [" + ports + "]}]}"),
                        IpFamily.IPV4);
        for (Rule rule : chain(rules, "gham-pi-").rules()) {
            long slots = rule.match().chars().filter(c -> c == ',' || c == ':').count() + 1;
            assertTrue(slots <= 15, rule.match());
        }
        assertEquals(2, chain(rules, "gham-pi-").rules().size());
    }

    @Test
    void t20AWholeFamilyNeedsNoSetAndNoAddress() {
        Scenario scenario =
                Scenario.ofThreeByThree()
                        .policy(
                                "x/p",
                                "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0', except: ['fd00::/8']}}]}]}");
        assertEquals(
                "", chain(render(scenario, IpFamily.IPV4), "gham-pi-").rules().getFirst().match());
        FamilyRules six = render(scenario, IpFamily.IPV6);
        assertEquals("! -s fd00::/8", chain(six, "gham-pi-").rules().getFirst().match());
        assertEquals("{}", six.sets().toString());
    }

    @Test
    void t10ARuleOfSctpStaysOne() {
        FamilyRules rules =
                render(
                        Scenario.ofThreeByThree()
                                .policy(
                                        "x/p",
                                        "{podSelector: {}, ingress: [{ports: [{protocol: SCTP, port: 80}, {protocol: SCTP, port: web}]}]}"),
                        IpFamily.IPV4);
        for (Rule rule : chain(rules, "gham-pi-").rules()) {
            assertTrue(rule.match().startsWith("-p sctp "), rule.match());
        }
    }

    @Test
    void t40NeighbourDiscoveryPassesToTheHostButNoRouterAdvertisement() {
        FamilyRules rules =
                RulesRenderer.render(new Program("n1"), RulesConfig.DEFAULT, IpFamily.IPV6);
        String text = String.join("\n", chain(rules, "gham-wl-to-host").lines());
        assertTrue(text.contains("--icmpv6-type 135 ") && text.contains("--icmpv6-type 136 "));
        assertFalse(text.contains("--icmpv6-type 134 "));
        FamilyRules four =
                RulesRenderer.render(new Program("n1"), RulesConfig.DEFAULT, IpFamily.IPV4);
        assertFalse(chain(four, "gham-wl-to-host").lines().toString().contains("icmp"));
    }

    @Test
    void directionsHaveTheirOwnMarkBits() {
        RulesConfig.Marks marks = RulesConfig.DEFAULT.marks();
        assertEquals("0xf0000", marks.all());
        assertEquals(0, marks.egress() & marks.ingress());
        assertThrows(
                IllegalArgumentException.class,
                () -> new RulesConfig("cali", 0x7, EndpointToHost.ACCEPT, true, List.of()));
    }

    @Test
    void theActionTowardsTheHostIsConfigured() {
        FamilyRules rules =
                RulesRenderer.render(
                        new Program("n1"),
                        RulesConfig.DEFAULT.withEndpointToHost(EndpointToHost.DROP),
                        IpFamily.IPV4);
        assertEquals("-j DROP", chain(rules, "gham-wl-to-host").rules().getLast().action());
    }

    @Test
    void aHashCoversTheRulesAboveIt() {
        Rule one = Rule.of("-i a", "-j DROP");
        Rule two = Rule.of("-i b", "-j DROP");
        Rule last = Rule.always("-j ACCEPT");
        assertNotEquals(
                Chain.of("gham-x", List.of(one, last)).hashes().getLast(),
                Chain.of("gham-x", List.of(two, last)).hashes().getLast());
        assertNotEquals(
                Chain.of("gham-x", List.of(one)).hashes(),
                Chain.of("gham-y", List.of(one)).hashes());
    }

    @Test
    void aNameCannotBreakOutOfItsComment() {
        Rule rule = new Rule("", "-j DROP", "policy x/a\"\n-F FORWARD\n");
        assertEquals("policy x/a??-F FORWARD?", rule.note());
        assertEquals(1, Chain.of("gham-x", List.of(rule)).lines().getFirst().lines().count());
    }

    @Test
    void dispatchFindsEveryInterfaceWithinFewRules() {
        TreeSet<String> names = new TreeSet<>();
        for (int i = 0; i < 500; i++) {
            names.add("cali%011x".formatted(i * 104_729L * 7919L));
        }
        List<Chain> chains = DispatchRenderer.render(Direction.EGRESS, names);
        long leaves =
                chains.stream()
                        .flatMap(chain -> chain.rules().stream())
                        .filter(rule -> rule.target().startsWith("gham-fw-"))
                        .count();
        assertEquals(500, leaves);
        for (Chain chain : chains) {
            assertTrue(chain.rules().size() <= 17, chain.name());
            assertEquals("-j DROP", chain.rules().getLast().action());
        }
    }

    @Test
    void severalAddressesOfAFamilyAreAllItsOwn() {
        Endpoint endpoint =
                new Endpoint(
                        new PodKey("x", "a"),
                        "",
                        "cali1",
                        List.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2")));
        FamilyRules rules =
                RulesRenderer.render(
                        program(Scenario.ofThreeByThree(), List.of(endpoint)),
                        RulesConfig.DEFAULT,
                        IpFamily.IPV4);
        assertEquals(
                List.of("-s 10.0.0.1", "-s 10.0.0.2", ""),
                chain(rules, "gham-sa-cali1").rules().stream().map(Rule::match).toList());
    }

    @Test
    void anInterfaceWithoutThePrefixIsRefused() {
        Endpoint endpoint = new Endpoint(new PodKey("x", "a"), "", "veth1", List.of());
        Program program = program(Scenario.ofThreeByThree(), List.of(endpoint));
        assertThrows(
                IllegalArgumentException.class,
                () -> RulesRenderer.render(program, RulesConfig.DEFAULT, IpFamily.IPV4));
    }

    @Test
    void masqueradingNeedsAPoolThatAsksForIt() {
        Pool asks = new Pool(IpPrefix.parse("10.1.0.0/16"), true);
        Pool not = new Pool(IpPrefix.parse("10.2.0.0/16"), false);
        assertEquals(TableRules.none("nat"), nat(List.of()));
        assertEquals(TableRules.none("nat"), nat(List.of(not)));
        assertEquals(
                "-m set --match-set gham4-masq-pools src -m set ! --match-set gham4-all-pools dst",
                nat(List.of(asks, not))
                        .chains()
                        .firstEntry()
                        .getValue()
                        .rules()
                        .getFirst()
                        .match());
    }

    private static TableRules nat(List<Pool> pools) {
        return RulesRenderer.render(
                        new Program("n1"), RulesConfig.DEFAULT.withPools(pools), IpFamily.IPV4)
                .tables()
                .getLast();
    }

    private static FamilyRules render(Scenario scenario, IpFamily family) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Pod pod : scenario.state().all(Pod.class)) {
            endpoints.add(new Endpoint(pod.key(), "", "cali" + (endpoints.size() + 1), pod.ips()));
        }
        return RulesRenderer.render(program(scenario, endpoints), RulesConfig.DEFAULT, family);
    }

    private static Program program(Scenario scenario, List<Endpoint> endpoints) {
        List<Resource> resources = new ArrayList<>(scenario.state().resources().values());
        resources.addAll(endpoints);
        return TestPrograms.of("n1", resources);
    }

    private static Chain chain(FamilyRules rules, String prefix) {
        return requireNonNull(
                        rules.tables().getFirst().chains().tailMap(prefix).firstEntry(), prefix)
                .getValue();
    }
}
