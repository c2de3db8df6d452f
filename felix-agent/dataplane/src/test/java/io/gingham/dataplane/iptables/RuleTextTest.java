package io.gingham.dataplane.iptables;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.rules.Act;
import io.gingham.dataplane.rules.Chain;
import io.gingham.dataplane.rules.Dispatch;
import io.gingham.dataplane.rules.Match;
import io.gingham.dataplane.rules.Rule;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.RulesConfig.EndpointToHost;
import io.gingham.dataplane.rules.RulesConfig.Pool;
import io.gingham.dataplane.rules.Stage;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.policy.Scenario;
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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RuleTextTest {

    @Test
    void aPolicyRuleIsOneRuleThatGoesToTheAllowChain() {
        TableText rules =
                render(
                        Scenario.ofThreeByThree()
                                .policy(
                                        "x/p",
                                        "{podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}, {port: 90, endPort: 99}]}]}"),
                        IpFamily.IPV4);
        assertEquals(
                List.of(
                        "-p tcp -s 10.0.0.0/8 -m multiport --dports 80,90:99 # NetworkPolicy x/p ingress rule 1 -g gham-allow-in"),
                lines(rules, "gham-pi-"));
    }

    @Test
    void morePortsThanAMultiportMatchTakesBecomeSeveralRules() {
        StringBuilder ports = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            ports.append(i == 0 ? "" : ", ").append("{port: ").append(100 + 3 * i);
            ports.append(i % 2 == 0 ? "}" : ", endPort: %d}".formatted(101 + 3 * i));
        }
        TableText rules =
                render(
                        Scenario.ofThreeByThree()
                                .policy(
                                        "x/p",
                                        "{podSelector: {}, ingress: [{ports: [" + ports + "]}]}"),
                        IpFamily.IPV4);
        for (String line : lines(rules, "gham-pi-")) {
            String match = line.substring(0, line.indexOf('#'));
            long slots = match.chars().filter(c -> c == ',' || c == ':').count() + 1;
            assertTrue(slots <= 15, match);
        }
        assertEquals(2, lines(rules, "gham-pi-").size());
    }

    @Test
    void t20AWholeFamilyNeedsNoSetAndNoAddress() {
        Scenario scenario =
                Scenario.ofThreeByThree()
                        .policy(
                                "x/p",
                                "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0', except: ['fd00::/8']}}]}]}");
        assertTrue(lines(render(scenario, IpFamily.IPV4), "gham-pi-").getFirst().startsWith("# "));
        TableText six = render(scenario, IpFamily.IPV6);
        assertTrue(lines(six, "gham-pi-").getFirst().startsWith("! -s fd00::/8 # "));
        assertFalse(six.toString().contains("--match-set"));
    }

    @Test
    void t10ARuleOfSctpStaysOne() {
        TableText rules =
                render(
                        Scenario.ofThreeByThree()
                                .policy(
                                        "x/p",
                                        "{podSelector: {}, ingress: [{ports: [{protocol: SCTP, port: 80}, {protocol: SCTP, port: web}]}]}"),
                        IpFamily.IPV4);
        for (String line : lines(rules, "gham-pi-")) {
            assertTrue(line.startsWith("-p sctp "), line);
        }
    }

    @Test
    void t40NeighbourDiscoveryPassesToTheHostButNoRouterAdvertisement() {
        TableText rules = filter(new Program("n1"), RulesConfig.DEFAULT, IpFamily.IPV6);
        String text = String.join("\n", lines(rules, "gham-wl-to-host"));
        assertTrue(text.contains("--icmpv6-type 135 ") && text.contains("--icmpv6-type 136 "));
        assertFalse(text.contains("--icmpv6-type 134 "));
        TableText four = filter(new Program("n1"), RulesConfig.DEFAULT, IpFamily.IPV4);
        assertFalse(lines(four, "gham-wl-to-host").toString().contains("icmp"));
    }

    @Test
    void theActionTowardsTheHostIsConfigured() {
        TableText rules =
                filter(
                        new Program("n1"),
                        RulesConfig.DEFAULT.withEndpointToHost(EndpointToHost.DROP),
                        IpFamily.IPV4);
        assertTrue(lines(rules, "gham-wl-to-host").getLast().endsWith("-j DROP"));
    }

    @Test
    void aHashCoversTheRulesAboveIt() {
        Rule one = new Rule(List.of(from("a")), new Act.Drop(), "");
        Rule two = new Rule(List.of(from("b")), new Act.Drop(), "");
        Rule last = new Rule(List.of(), new Act.Accept(), "");
        assertNotEquals(
                text(new Chain("gham-x", List.of(one, last))).hashes().getLast(),
                text(new Chain("gham-x", List.of(two, last))).hashes().getLast());
        assertNotEquals(
                text(new Chain("gham-x", List.of(one))).hashes(),
                text(new Chain("gham-y", List.of(one))).hashes());
    }

    private static Match from(String name) {
        return new Match.OnInterface(Match.Way.IN, name, false);
    }

    private static ChainText text(Chain chain) {
        return ChainText.of(chain, new RuleText(IpFamily.IPV4));
    }

    @Test
    void aNameCannotBreakOutOfItsComment() {
        Rule rule = new Rule(List.of(), new Act.Drop(), "policy x/a\"\n-F FORWARD\n");
        assertEquals("policy x/a??-F FORWARD?", rule.note());
        assertEquals(
                1, text(new Chain("gham-x", List.of(rule))).lines().getFirst().lines().count());
    }

    @Test
    void dispatchFindsEveryInterfaceWithinFewRules() {
        TreeMap<String, String> names = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            String name = "cali%011x".formatted(i * 104_729L * 7919L);
            names.put(name, "gham-fw-" + name);
        }
        List<Chain> chains = DispatchTree.of(new Dispatch("gham-from-wl", Match.Way.IN, names));
        long leaves =
                chains.stream()
                        .flatMap(chain -> chain.rules().stream())
                        .filter(rule -> rule.act().target().orElse("").startsWith("gham-fw-"))
                        .count();
        assertEquals(500, leaves);
        for (Chain chain : chains) {
            assertTrue(chain.rules().size() <= 17, chain.name());
            assertEquals(new Act.Drop(), chain.rules().getLast().act());
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
        TableText rules =
                filter(
                        program(Scenario.ofThreeByThree(), List.of(endpoint)),
                        RulesConfig.DEFAULT,
                        IpFamily.IPV4);
        assertEquals(
                List.of(
                        "-s 10.0.0.1 # -j RETURN",
                        "-s 10.0.0.2 # -j RETURN",
                        "# not an address of x/a -j DROP"),
                lines(rules, "gham-sa-cali1"));
    }

    @Test
    void anInterfaceWithoutThePrefixIsRefused() {
        Endpoint endpoint = new Endpoint(new PodKey("x", "a"), "", "veth1", List.of());
        Program program = program(Scenario.ofThreeByThree(), List.of(endpoint));
        assertThrows(
                IllegalArgumentException.class,
                () -> filter(program, RulesConfig.DEFAULT, IpFamily.IPV4));
    }

    @Test
    void masqueradingNeedsAPoolThatAsksForIt() {
        Pool asks = new Pool(IpPrefix.parse("10.1.0.0/16"), true);
        Pool not = new Pool(IpPrefix.parse("10.2.0.0/16"), false);
        assertEquals(TableText.none(Stage.NAT), nat(List.of()));
        assertEquals(TableText.none(Stage.NAT), nat(List.of(not)));
        assertEquals(
                List.of(
                        "-m set --match-set gham4-masq-pools src -m set ! --match-set gham4-all-pools dst # natOutgoing -j MASQUERADE --random-fully"),
                lines(nat(List.of(asks, not)), "gham-POSTROUTING"));
    }

    private static TableText nat(List<Pool> pools) {
        return table(
                new Program("n1"), RulesConfig.DEFAULT.withPools(pools), IpFamily.IPV4, Stage.NAT);
    }

    private static TableText render(Scenario scenario, IpFamily family) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Pod pod : scenario.state().all(Pod.class)) {
            endpoints.add(new Endpoint(pod.key(), "", "cali" + (endpoints.size() + 1), pod.ips()));
        }
        return filter(program(scenario, endpoints), RulesConfig.DEFAULT, family);
    }

    private static Program program(Scenario scenario, List<Endpoint> endpoints) {
        List<Resource> resources = new ArrayList<>(scenario.state().resources().values());
        resources.addAll(endpoints);
        return TestPrograms.of("n1", resources);
    }

    private static TableText filter(Program program, RulesConfig config, IpFamily family) {
        return table(program, config, family, Stage.FILTER);
    }

    private static TableText table(
            Program program, RulesConfig config, IpFamily family, Stage stage) {
        return TableText.of(new Wanted(program, config, List.of(family)).rules(family), stage);
    }

    /// Of the first chain of that prefix: the match, `#` and the note, the action.
    private static List<String> lines(TableText rules, String prefix) {
        ChainText chain =
                requireNonNull(rules.chains().tailMap(prefix).firstEntry(), prefix).getValue();
        return chain.lines().stream()
                .map(line -> line.substring(("-A " + chain.name() + " ").length()))
                .map(
                        line ->
                                line.replaceAll(
                                        "-m comment --comment \"gham:\\S{16}( ([^\"]*))?\"", "#$1"))
                .toList();
    }
}
