package io.gingham.dataplane.iptables;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.Stage;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.policy.calc.Dice;
import io.gingham.policy.calc.RandomCluster;
import io.gingham.policy.calc.RandomFlows;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Interpreter;
import io.gingham.policy.program.Program;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The rendered rules do what the program says. (What the program says is held against the oracle
/// where it is made.)
class RenderedRulesTest {

    private static final int CLUSTERS = 3000;
    private static final int FLOWS = 30;

    private int compared;
    private int allowed;
    private int hairpins;

    @Test
    void rulesDecideAsTheProgramDoes() {
        long seed = System.nanoTime();
        System.out.println("RenderedRulesTest seed " + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < CLUSTERS; i++) {
            check(seeds.nextLong());
        }
        System.out.println(
                "RenderedRulesTest compared "
                        + compared
                        + " flows ("
                        + hairpins
                        + " from a pod to itself), "
                        + allowed
                        + " allowed");
        assertTrue(hairpins > CLUSTERS / 10, "hairpins " + hairpins);
        assertTrue(compared > CLUSTERS * FLOWS / 4, "compared " + compared);
        assertTrue(allowed > compared / 10 && allowed < compared * 9 / 10, "allowed " + allowed);
    }

    private void check(long seed) {
        Dice dice = new Dice(seed);
        ClusterState state = RandomCluster.state(dice);
        Program program = TestPrograms.of(RandomCluster.NODE, state.resources().values());
        Wanted wanted = new Wanted(program, RulesConfig.DEFAULT, List.of(IpFamily.values()));
        Map<IpFamily, TableText> rules = new EnumMap<>(IpFamily.class);
        for (IpFamily family : IpFamily.values()) {
            rules.put(family, TableText.of(wanted.rules(family), Stage.FILTER));
        }
        RandomFlows flows = new RandomFlows(dice, state);
        for (int i = 0; i < FLOWS; i++) {
            Flow flow = flows.next();
            String in = interfaceOf(program, flow.source());
            String out = interfaceOf(program, flow.destination());
            boolean seen = in.startsWith("cali") || out.startsWith("cali");
            if (!seen) {
                continue;
            }
            // The kernel sees a pod's packets to itself only if a service sent them back.
            Verdict expected =
                    flow.isLoopback()
                            ? Interpreter.decideHairpin(program, flow)
                            : Interpreter.decide(program, flow);
            hairpins += flow.isLoopback() ? 1 : 0;
            TableText ofFamily = requireNonNull(rules.get(flow.source().address().family()));
            String chain = in.isEmpty() ? "OUTPUT" : out.isEmpty() ? "INPUT" : "FORWARD";
            compared++;
            allowed += expected.allowed() ? 1 : 0;
            assertEquals(
                    expected.allowed(),
                    RuleSimulator.accepts(wanted, ofFamily, chain, in, out, flow),
                    () ->
                            "cluster seed "
                                    + seed
                                    + "\n"
                                    + flow
                                    + "\n"
                                    + state
                                    + "\n"
                                    + expected
                                    + "\n"
                                    + program.chains());
        }
    }

    /// Empty for the node itself; as the interpreter finds a pod's.
    private static String interfaceOf(Program program, FlowEnd end) {
        return switch (end) {
            case FlowEnd.OfPod(PodKey pod, IpAddress address) -> {
                List<EndpointProgram> ofPod =
                        program.endpoints().values().stream()
                                .filter(endpoint -> endpoint.pod().equals(pod))
                                .toList();
                yield ofPod.stream()
                        .filter(endpoint -> endpoint.ips().contains(address))
                        .findFirst()
                        .or(() -> ofPod.stream().findFirst())
                        .map(EndpointProgram::interfaceName)
                        .orElse("eth0");
            }
            case FlowEnd.OfNode(String name, _) -> name.equals(program.node()) ? "" : "eth0";
            case FlowEnd.Outside(_) -> "eth0";
        };
    }
}
