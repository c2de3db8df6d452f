package io.gingham.policy.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.EntityMatch.ServiceKey;
import io.gingham.policy.model.IcmpMatch;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Side;
import io.gingham.policy.program.RuleCompiler.Compiled;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleCompilerTest {

    private static final EntityMatch ANY = EntityMatch.ANYTHING;
    private static final Selector SUBJECT = Selector.parse("role == 'server'");
    private static final Selector WEB = Selector.parse("app == 'web'");

    @Test
    void aRuleAboutEverythingHasNoCriteria() {
        assertEquals(List.of(List.of()), ingress(rule()));
    }

    @Test
    void oneBlockIsACriterionAndSeveralAreASet() {
        assertEquals(
                List.of(List.of(new Criterion.Net(Side.SOURCE, net("10.0.0.0/8"), false))),
                ingress(from(nets("10.0.0.0/8"))));
        Compiled several = compile(Direction.INGRESS, from(nets("10.0.0.0/8", "fd00::/8")));
        assertEquals(
                Set.of(new SetSource.Nets(List.of(net("10.0.0.0/8"), net("fd00::/8")))),
                Set.copyOf(several.sets().values()));
        assertEquals(
                List.of(new Criterion.InSet(Side.SOURCE, several.sets().firstKey(), false)),
                several.chain().rules().getFirst().criteria());
    }

    @Test
    void aBlockThatIsWhollyExceptedMatchesNothing() {
        EntityMatch nothing = ANY.withNets(List.of(net("10.1.0.0/16")), List.of(net("10.0.0.0/8")));
        assertEquals(List.of(), ingress(from(nothing)));
    }

    @Test
    void ofSeveralBlocksOnlyTheWhollyExceptedGo() {
        EntityMatch one =
                ANY.withNets(
                        List.of(net("10.1.0.0/16"), net("10.2.0.0/16")),
                        List.of(net("10.1.0.0/16"), net("10.2.3.0/24")));
        assertEquals(
                List.of(
                        List.of(
                                new Criterion.Net(Side.SOURCE, net("10.2.0.0/16"), false),
                                new Criterion.Net(Side.SOURCE, net("10.2.3.0/24"), true))),
                ingress(from(one)));
    }

    @Test
    void exceptingOneFamilyLeavesTheOther() {
        assertEquals(
                List.of(List.of(new Criterion.Net(Side.SOURCE, IpPrefix.ALL_IPV6, true))),
                ingress(from(ANY.withNets(List.of(), List.of(IpPrefix.ALL_IPV6)))));
        assertEquals(
                List.of(),
                ingress(
                        from(
                                ANY.withNets(
                                        List.of(),
                                        List.of(IpPrefix.ALL_IPV4, IpPrefix.ALL_IPV6)))));
    }

    @Test
    void blocksOfAnotherFamilyThanTheRulesMatchNothing() {
        Rule rule =
                new Rule(
                        Action.DENY,
                        Optional.of(IpFamily.IPV6),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        nets("10.0.0.0/8"),
                        ANY,
                        new Rule.Origin(1, "", ""));
        assertEquals(List.of(), ingress(rule));
    }

    @Test
    void numbersAreMergedAndEachNameIsARuleOfItsOwn() {
        EntityMatch to =
                ANY.withPorts(
                        List.of(
                                new PortMatch.Range(81, 90),
                                new PortMatch.Named("web"),
                                new PortMatch.Range(80, 80),
                                new PortMatch.Range(85, 100)),
                        List.of());
        Compiled compiled =
                compile(Direction.EGRESS, rule().withProtocol(IpProtocol.TCP).withEnds(ANY, to));

        String web =
                new SetSource.NamedPort(new Selector.All(), PortProtocol.TCP, "web").set().id();
        Criterion tcp = new Criterion.Protocol(6, false);
        assertEquals(
                List.of(
                        List.of(
                                tcp,
                                new Criterion.Ports(
                                        Side.DESTINATION,
                                        List.of(new PortMatch.Range(80, 100)),
                                        false)),
                        List.of(tcp, new Criterion.PortInSet(Side.DESTINATION, web, false))),
                criteria(compiled));
        assertEquals(Set.of(web), compiled.sets().keySet());
    }

    @Test
    void portsWithAGapBetweenThemStayApart() {
        assertEquals(
                List.of(
                        new PortMatch.Range(0, 0),
                        new PortMatch.Range(80, 81),
                        new PortMatch.Range(83, 83)),
                PortRanges.merge(
                        List.of(
                                new PortMatch.Range(83, 83),
                                new PortMatch.Range(81, 81),
                                new PortMatch.Range(0, 0),
                                new PortMatch.Range(80, 80))));
    }

    @Test
    void aNamedPortIsThatOfWhomTheEndSelects() {
        EntityMatch to =
                ANY.withSelector(WEB).withPorts(List.of(new PortMatch.Named("p")), List.of());
        Rule rule = rule().withProtocol(IpProtocol.UDP).withEnds(ANY, to);

        assertEquals(
                Set.of(
                        new SetSource.Selected(WEB),
                        new SetSource.NamedPort(WEB, PortProtocol.UDP, "p")),
                Set.copyOf(compile(Direction.INGRESS, rule).sets().values()));
    }

    @Test
    void aNamedPortOfIncomingTrafficIsThatOfThePolicysSubject() {
        EntityMatch to = ANY.withPorts(List.of(), List.of(new PortMatch.Named("p")));
        Rule rule = rule().withProtocol(IpProtocol.TCP).withEnds(ANY, to);

        assertEquals(
                List.of(new SetSource.NamedPort(SUBJECT, PortProtocol.TCP, "p")),
                List.copyOf(compile(Direction.INGRESS, rule).sets().values()));
        assertEquals(
                List.of(new SetSource.NamedPort(new Selector.All(), PortProtocol.TCP, "p")),
                List.copyOf(compile(Direction.EGRESS, rule).sets().values()));
    }

    @Test
    void aNamedPortOfAProtocolWithoutNamesMatchesNothing() {
        EntityMatch to = ANY.withPorts(List.of(new PortMatch.Named("p")), List.of());
        assertEquals(
                List.of(), ingress(rule().withProtocol(IpProtocol.UDP_LITE).withEnds(ANY, to)));
    }

    @Test
    void aSelectorThatOnlyPodsCanMatchGivesSingleAddresses() {
        Selector pods =
                new Selector.And(
                        List.of(
                                new Selector.Equal(
                                        EffectiveLabels.ORCHESTRATOR, EffectiveLabels.KUBERNETES),
                                WEB));
        assertEquals(ProgramSet.Type.ADDRESSES, new SetSource.Selected(pods).set().type());
        assertEquals(ProgramSet.Type.NETS, new SetSource.Selected(WEB).set().type());
        assertEquals(
                ProgramSet.Type.NETS,
                new SetSource.Selected(new Selector.Or(List.of(pods, WEB))).set().type());
    }

    @Test
    void aServiceIsAddressesAsASourceAndAddressesWithPortsAsADestination() {
        ServiceKey service = new ServiceKey("x", "svc");
        assertEquals(
                List.of(new SetSource.ServiceAddresses(service)),
                List.copyOf(
                        compile(Direction.INGRESS, from(ANY.withService(service)))
                                .sets()
                                .values()));
        assertEquals(
                List.of(new SetSource.ServicePorts(service)),
                List.copyOf(
                        compile(Direction.EGRESS, rule().withEnds(ANY, ANY.withService(service)))
                                .sets()
                                .values()));
    }

    @Test
    void everyIcmpIsTheProtocolAlone() {
        assertEquals(
                List.of(List.of(new Criterion.Protocol(1, false))),
                ingress(
                        icmp(
                                Optional.of(
                                        new IcmpMatch(OptionalInt.empty(), OptionalInt.empty())),
                                Optional.empty())));
        assertEquals(
                List.of(),
                ingress(
                        icmp(
                                Optional.empty(),
                                Optional.of(
                                        new IcmpMatch(OptionalInt.empty(), OptionalInt.empty())))));
        assertEquals(
                List.of(
                        List.of(
                                new Criterion.Protocol(1, false),
                                new Criterion.Icmp(3, OptionalInt.of(1), true))),
                ingress(
                        icmp(
                                Optional.empty(),
                                Optional.of(new IcmpMatch(OptionalInt.of(3), OptionalInt.of(1))))));
    }

    @Test
    void aProtocolAndNotThatProtocolMatchesNothing() {
        Rule rule =
                new Rule(
                        Action.ALLOW,
                        Optional.empty(),
                        Optional.of(IpProtocol.TCP),
                        Optional.of(IpProtocol.TCP),
                        Optional.empty(),
                        Optional.empty(),
                        ANY,
                        ANY,
                        new Rule.Origin(1, "", ""));
        assertEquals(List.of(), ingress(rule));
    }

    @Test
    void theSameRuleTwiceIsOne() {
        assertEquals(1, ingress(from(nets("10.0.0.0/8")), from(nets("10.0.0.0/8"))).size());
    }

    @Test
    void aRuleThatCameToNothingAsksForNoSet() {
        EntityMatch nothing =
                ANY.withSelector(WEB)
                        .withNets(List.of(net("10.0.0.0/8")), List.of(net("10.0.0.0/8")));
        assertEquals(Set.of(), compile(Direction.INGRESS, from(nothing)).sets().keySet());
    }

    @Test
    void aMissingProfileDeniesAndSaysSo() {
        PolicyChain chain =
                RuleCompiler.missingProfile(Profile.key("p"), Direction.INGRESS).chain();
        assertEquals(Action.DENY, chain.rules().getFirst().action());
        assertEquals("Profile p does not exist", chain.problem());
    }

    @Test
    void chainsOfDifferentResourcesHaveDifferentIds() {
        assertNotEquals(
                RuleCompiler.chainId(key("team", "a1"), Direction.INGRESS),
                RuleCompiler.chainId(key("teama", "1"), Direction.INGRESS));
        assertNotEquals(
                RuleCompiler.chainId(key("x", "a"), Direction.INGRESS),
                RuleCompiler.chainId(key("x", "a"), Direction.EGRESS));
        assertNotEquals(
                RuleCompiler.chainId(key("x", "a"), Direction.INGRESS),
                RuleCompiler.chainId(
                        new ResourceKey(ResourceKind.KUBERNETES_NETWORK_POLICY, "x", "a"),
                        Direction.INGRESS));
    }

    private static ResourceKey key(String namespace, String name) {
        return new ResourceKey(ResourceKind.NETWORK_POLICY, namespace, name);
    }

    private static IpPrefix net(String text) {
        return IpPrefix.parse(text);
    }

    private static EntityMatch nets(String... texts) {
        List<IpPrefix> nets = new ArrayList<>();
        for (String text : texts) {
            nets.add(net(text));
        }
        return ANY.withNets(nets, List.of());
    }

    private static Rule rule() {
        return Rule.of(Action.ALLOW, new Rule.Origin(1, "spec.ingress[0]", ""));
    }

    private static Rule from(EntityMatch source) {
        return rule().withEnds(source, ANY);
    }

    private static Rule icmp(Optional<IcmpMatch> icmp, Optional<IcmpMatch> notIcmp) {
        return new Rule(
                Action.ALLOW,
                Optional.empty(),
                Optional.of(IpProtocol.ICMP),
                Optional.empty(),
                icmp,
                notIcmp,
                ANY,
                ANY,
                new Rule.Origin(1, "", ""));
    }

    private static List<List<Criterion>> ingress(Rule... rules) {
        return criteria(compile(Direction.INGRESS, rules));
    }

    private static List<List<Criterion>> criteria(Compiled compiled) {
        return compiled.chain().rules().stream().map(PolicyChain.ProgramRule::criteria).toList();
    }

    private static Compiled compile(Direction direction, Rule... rules) {
        Policy policy =
                new Policy(
                        new ResourceKey(ResourceKind.GLOBAL_NETWORK_POLICY, "", "p"),
                        "default",
                        1,
                        SUBJECT,
                        EnumSet.allOf(Direction.class),
                        Policy.Stage.NORMAL,
                        false,
                        Optional.empty(),
                        List.of(rules),
                        List.of(rules),
                        List.of());
        return RuleCompiler.compile(policy, direction);
    }
}
