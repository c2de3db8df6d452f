package io.gingham.policy.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Side;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.model.Verdict.Outcome;
import io.gingham.policy.program.HostEndpointProgram.Gates;
import io.gingham.policy.program.PolicyChain.ProgramRule;
import io.gingham.policy.program.PolicyGroup.End;
import io.gingham.policy.program.PolicyGroup.TierStep;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterpreterTest {

    private static final FlowEnd.OfPod WEB = pod("web", "10.0.0.1");
    private static final FlowEnd CLIENT = new FlowEnd.Outside(ip("203.0.113.7"));
    private static final FlowEnd OWN_NODE = new FlowEnd.OfNode("n1", ip("192.168.0.1"));
    private static final Gate OPEN = new Gate.Open();
    private static final Gates OPEN_GATES = new Gates(OPEN, OPEN);

    private final Program program = new Program("n1");

    @Test
    void whatIsNotHereIsNotDecidedHere() {
        Verdict verdict = decide(CLIENT, new FlowEnd.OfNode("n2", ip("192.168.0.2")));
        assertTrue(verdict.allowed());
        assertEquals(List.of(), verdict.trace());
    }

    @Test
    void aPodReachesItselfWhateverItsPolicies() {
        endpoint(new Gate.Closed("shut"), new Gate.Closed("shut"));
        assertTrue(decide(WEB, WEB).allowed());
    }

    @Test
    void aPodMayUseNoAddressButItsOwn() {
        endpoint(OPEN, OPEN);
        assertFalse(decide(pod("web", "10.0.0.9"), CLIENT).allowed());
        assertTrue(decide(WEB, CLIENT).allowed());
    }

    @Test
    void aClosedGateSaysWhy() {
        endpoint(new Gate.Closed("not shown yet"), OPEN);
        Verdict verdict = decide(CLIENT, WEB);
        assertFalse(verdict.allowed());
        assertEquals("ingress of x/web: not shown yet", verdict.trace().getLast().toString());
    }

    @Test
    void aNodeReachesItsPodsAndAnotherNodeDoesNot() {
        endpoint(new Gate.Closed("shut"), OPEN);
        assertTrue(decide(OWN_NODE, WEB).allowed());
        assertFalse(decide(new FlowEnd.OfNode("n2", ip("192.168.0.2")), WEB).allowed());
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        ingress(
                tier(
                        "t",
                        Action.DENY,
                        chain(
                                "p",
                                rule(1, Action.LOG),
                                rule(2, Action.ALLOW),
                                rule(3, Action.DENY))));
        Verdict verdict = decide(CLIENT, WEB);

        assertTrue(verdict.allowed());
        assertEquals(
                List.of(Outcome.CONTINUED, Outcome.ALLOWED),
                verdict.trace().stream().map(Verdict.Step::outcome).toList());
        Verdict.Step last = verdict.decidedBy(Direction.INGRESS).orElseThrow();
        assertEquals("t", last.tier());
        assertEquals(2, last.rule());
        assertEquals(Optional.of(key("p")), last.policy());
    }

    @Test
    void passGoesOnWithTheNextTier() {
        ingress(
                tier(
                        "t1",
                        Action.DENY,
                        chain("p1", rule(1, Action.PASS)),
                        chain("p2", rule(1, Action.DENY))),
                tier("t2", Action.DENY, chain("p3", rule(1, Action.ALLOW))));
        assertTrue(decide(CLIENT, WEB).allowed());
    }

    @Test
    void aTierThatDecidesNothingTakesItsDefaultAction() {
        ingress(tier("t1", Action.PASS, chain("p1")), tier("t2", Action.DENY, chain("p2")));
        assertFalse(decide(CLIENT, WEB).allowed());
    }

    @Test
    void whatNoTierDecidesThePodsProfileAllows() {
        ingress(tier("t1", Action.PASS, chain("p1")));
        assertTrue(decide(CLIENT, WEB).allowed());
    }

    @Test
    void aProblemIsInTheTrace() {
        PolicyChain chain =
                new PolicyChain("id", key("p"), Direction.INGRESS, List.of(), "spec: bad");
        program.apply(List.of(new ProgramUpdate.ChainPut(chain)));
        ingress(new TierStep("t", List.of("id"), Action.DENY));
        assertEquals(
                "ingress of x/web: GlobalNetworkPolicy p can't be understood and fails closed: spec: bad",
                decide(CLIENT, WEB).trace().getFirst().toString());
    }

    @Test
    void anAddressIsInASetOfBlocksIfAnyBlockHoldsIt() {
        ProgramSet set = new ProgramSet("s", ProgramSet.Type.NETS, "blocks");
        program.apply(
                List.of(
                        new ProgramUpdate.SetAdded(
                                set,
                                Set.of(
                                        new Member.Net(IpPrefix.parse("203.0.113.0/24")),
                                        new Member.Net(IpPrefix.ALL_IPV6)))));
        ingress(
                tier(
                        "t",
                        Action.DENY,
                        chain(
                                "p",
                                rule(
                                        1,
                                        Action.ALLOW,
                                        new Criterion.InSet(Side.SOURCE, "s", false)))));
        assertTrue(decide(CLIENT, WEB).allowed());
        assertFalse(decide(new FlowEnd.Outside(ip("203.0.114.7")), WEB).allowed());
    }

    @Test
    void anIcmpCriterionIsAboutIcmpOnly() {
        Criterion echo = new Criterion.Icmp(8, OptionalInt.empty(), false);
        ingress(tier("t", Action.DENY, chain("p", rule(1, Action.ALLOW, echo))));
        assertTrue(Interpreter.decide(program, Flow.icmp(CLIENT, WEB, 8, 0)).allowed());
        assertFalse(Interpreter.decide(program, Flow.icmp(CLIENT, WEB, 0, 0)).allowed());
        assertFalse(decide(CLIENT, WEB).allowed());
    }

    @Test
    void theHostEndpointAtTheAddressComesBeforeTheOneForAll() {
        hostEndpoint("a", "*", "192.168.0.1", OPEN_GATES, OPEN, OPEN);
        hostEndpoint("b", "eth0", "192.168.0.1", OPEN_GATES, OPEN, new Gate.Closed("shut"));
        assertFalse(decide(CLIENT, OWN_NODE).allowed());
        assertTrue(decide(CLIENT, new FlowEnd.OfNode("n1", ip("192.168.0.9"))).allowed());
    }

    @Test
    void whatUntrackedOrPreDnatPoliciesAllowIsAskedNothingMore() {
        Gate allow =
                governed(
                        Direction.INGRESS,
                        tier("t", Action.PASS, chain("p", rule(1, Action.ALLOW))));
        Gate shut = new Gate.Closed("shut");
        hostEndpoint("a", "eth0", "192.168.0.1", new Gates(allow, OPEN), OPEN, shut);
        assertTrue(decide(CLIENT, OWN_NODE).allowed());

        hostEndpoint("a", "eth0", "192.168.0.1", OPEN_GATES, allow, shut);
        assertTrue(decide(CLIENT, OWN_NODE).allowed());
    }

    @Test
    void whatTheyDoNotDecideGoesOn() {
        Gate undecided = governed(Direction.INGRESS, tier("t", Action.PASS, chain("p")));
        Gates untracked = new Gates(undecided, OPEN);
        hostEndpoint("a", "eth0", "192.168.0.1", untracked, undecided, new Gate.Closed("shut"));
        assertFalse(decide(CLIENT, OWN_NODE).allowed());
    }

    @Test
    void aHostEndpointsProfilesAreAskedLastAndThenItIsDenied() {
        String profile = chain("profile", rule(1, Action.ALLOW));
        hostEndpoint("a", "eth0", "192.168.0.1", OPEN_GATES, OPEN, profiles(profile));
        assertTrue(decide(CLIENT, OWN_NODE).allowed());
        hostEndpoint("a", "eth0", "192.168.0.1", OPEN_GATES, OPEN, profiles());
        assertFalse(decide(CLIENT, OWN_NODE).allowed());
    }

    private Verdict decide(FlowEnd source, FlowEnd destination) {
        return Interpreter.decide(program, Flow.of(source, destination, PortProtocol.TCP, 80));
    }

    private void endpoint(Gate ingress, Gate egress) {
        program.apply(
                List.of(
                        new ProgramUpdate.EndpointPut(
                                new EndpointProgram(
                                        "cali1",
                                        WEB.pod(),
                                        List.of(WEB.address()),
                                        ingress,
                                        egress))));
    }

    private void ingress(TierStep... tiers) {
        endpoint(governed(Direction.INGRESS, tiers), OPEN);
    }

    private Gate governed(Direction direction, TierStep... tiers) {
        return governed(PolicyGroup.of(direction, List.of(tiers), new End.Allow()));
    }

    private Gate profiles(String... chains) {
        End end = new End.Profiles(List.of(chains));
        return governed(PolicyGroup.of(Direction.INGRESS, List.of(), end));
    }

    private Gate governed(PolicyGroup group) {
        program.apply(List.of(new ProgramUpdate.GroupPut(group)));
        return new Gate.Governed(group.id());
    }

    private void hostEndpoint(
            String name,
            String interfaceName,
            String address,
            Gates untracked,
            Gate preDnat,
            Gate localIngress) {
        program.apply(
                List.of(
                        new ProgramUpdate.HostEndpointPut(
                                new HostEndpointProgram(
                                        name,
                                        interfaceName,
                                        List.of(ip(address)),
                                        new Gates(localIngress, OPEN),
                                        OPEN_GATES,
                                        untracked,
                                        preDnat))));
    }

    private static TierStep tier(String name, Action defaultAction, String... chains) {
        return new TierStep(name, List.of(chains), defaultAction);
    }

    private String chain(String name, ProgramRule... rules) {
        PolicyChain chain =
                new PolicyChain("chain-" + name, key(name), Direction.INGRESS, List.of(rules), "");
        program.apply(List.of(new ProgramUpdate.ChainPut(chain)));
        return chain.id();
    }

    private static ProgramRule rule(int number, Action action, Criterion... criteria) {
        return new ProgramRule(number, action, List.of(criteria), "");
    }

    private static ResourceKey key(String name) {
        return new ResourceKey(ResourceKind.GLOBAL_NETWORK_POLICY, "", name);
    }

    private static FlowEnd.OfPod pod(String name, String address) {
        return new FlowEnd.OfPod(new PodKey("x", name), ip(address));
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }
}
