package io.gingham.dataplane.iptables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.Stage;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.policy.calc.Dice;
import io.gingham.policy.calc.RandomCluster;
import io.gingham.policy.calc.RandomFlows;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.Interpreter;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.PolicyChain.ProgramRule;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.PolicyGroup.End;
import io.gingham.policy.program.PolicyGroup.TierStep;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A group's chain returns what the group allows, and drops the rest: of pods' groups and of host
/// endpoints' groups, whoever will ask them.
class GroupChainsTest {

    private static final Flow FLOW =
            Flow.of(
                    new FlowEnd.Outside(IpAddress.parse("192.0.2.1")),
                    new FlowEnd.Outside(IpAddress.parse("10.0.0.1")),
                    PortProtocol.TCP,
                    80);

    private final Program program = new Program("n1");

    private String chain(String id, Action... actions) {
        List<ProgramRule> rules = new ArrayList<>();
        for (Action action : actions) {
            rules.add(new ProgramRule(rules.size() + 1, action, List.of(), ""));
        }
        program.apply(
                List.of(
                        new ProgramUpdate.ChainPut(
                                new PolicyChain(
                                        id,
                                        new ResourceKey(ResourceKind.PROFILE, "", id),
                                        Direction.INGRESS,
                                        rules,
                                        ""))));
        return id;
    }

    private boolean allows(End end, TierStep... tiers) {
        PolicyGroup group = PolicyGroup.of(Direction.INGRESS, List.of(tiers), end);
        program.apply(List.of(new ProgramUpdate.GroupPut(group)));
        Wanted wanted = new Wanted(program, RulesConfig.DEFAULT, List.of(IpFamily.IPV4));
        boolean returned =
                RuleSimulator.returns(
                        wanted,
                        TableText.of(wanted.rules(IpFamily.IPV4), Stage.FILTER),
                        "gham-gi-" + group.id(),
                        FLOW);
        assertEquals(
                Interpreter.decideAt(
                                program,
                                new Gate.Governed(group.id()),
                                "test",
                                Direction.INGRESS,
                                FLOW)
                        .allowed(),
                returned);
        return returned;
    }

    private static TierStep tier(Action otherwise, String... chains) {
        return new TierStep("t" + chains.length, List.of(chains), otherwise);
    }

    @Test
    void theEndOfAPodsGroupAllows() {
        assertTrue(allows(new End.Allow()));
        assertTrue(allows(new End.Allow(), tier(Action.PASS, chain("none"))));
        assertFalse(allows(new End.Allow(), tier(Action.DENY, chain("none"))));
        assertTrue(
                allows(
                        new End.Allow(),
                        tier(Action.DENY, chain("pass", Action.PASS)),
                        tier(Action.PASS, chain("none"))));
    }

    @Test
    void withoutAProfileTheEndOfAHostEndpointsGroupDenies() {
        assertFalse(allows(new End.Profiles(List.of())));
        assertFalse(allows(new End.Profiles(List.of()), tier(Action.PASS, chain("none"))));
        assertFalse(
                allows(new End.Profiles(List.of()), tier(Action.DENY, chain("pass", Action.PASS))));
        assertTrue(
                allows(
                        new End.Profiles(List.of()),
                        tier(Action.DENY, chain("allow", Action.ALLOW))));
    }

    @Test
    void aProfileAllowsWhatNoTierHasDecided() {
        String allow = chain("allow", Action.ALLOW);
        String deny = chain("deny", Action.DENY);
        String pass = chain("pass", Action.PASS);
        String none = chain("none");
        assertTrue(allows(new End.Profiles(List.of(none, allow))));
        assertFalse(allows(new End.Profiles(List.of(none, deny, allow))));
        assertFalse(allows(new End.Profiles(List.of(pass, allow))));
        assertFalse(allows(new End.Profiles(List.of(none))));
        assertTrue(allows(new End.Profiles(List.of(allow)), tier(Action.DENY, pass)));
        assertFalse(allows(new End.Profiles(List.of(allow)), tier(Action.DENY, none)));
        assertTrue(
                allows(
                        new End.Profiles(List.of(allow)),
                        tier(Action.PASS, none),
                        tier(Action.PASS, pass)));
    }

    @Test
    void everyGroupOfARandomClusterDecidesAsTheProgramDoes() {
        long seed = System.nanoTime();
        System.out.println("GroupChainsTest seed " + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        int compared = 0;
        int ofHosts = 0;
        for (int i = 0; i < 600; i++) {
            long clusterSeed = seeds.nextLong();
            Dice dice = new Dice(clusterSeed);
            ClusterState state = RandomCluster.state(dice);
            Program random = TestPrograms.of(RandomCluster.NODE, state.resources().values());
            Wanted wanted = new Wanted(random, RulesConfig.DEFAULT, List.of(IpFamily.values()));
            Map<IpFamily, TableText> tables = new EnumMap<>(IpFamily.class);
            for (IpFamily family : IpFamily.values()) {
                tables.put(family, TableText.of(wanted.rules(family), Stage.FILTER));
            }
            RandomFlows flows = new RandomFlows(dice, state);
            for (PolicyGroup group : random.groups().values()) {
                ofHosts += group.end() instanceof End.Profiles ? 1 : 0;
                for (int j = 0; j < 5; j++) {
                    Flow flow = flows.next();
                    TableText table = tables.get(flow.source().address().family());
                    String prefix =
                            group.direction() == Direction.INGRESS ? "gham-gi-" : "gham-go-";
                    compared++;
                    assertEquals(
                            Interpreter.decideAt(
                                            random,
                                            new Gate.Governed(group.id()),
                                            "test",
                                            group.direction(),
                                            flow)
                                    .allowed(),
                            table != null
                                    && RuleSimulator.returns(
                                            wanted, table, prefix + group.id(), flow),
                            () -> "cluster seed " + clusterSeed + "\n" + group + "\n" + flow);
                }
            }
        }
        System.out.println(
                "GroupChainsTest compared " + compared + " flows, " + ofHosts + " groups of hosts");
        assertTrue(ofHosts > 100, "groups of hosts " + ofHosts);
    }
}
