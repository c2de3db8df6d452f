package io.gingham.policy.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.oracle.HostGate;
import io.gingham.policy.oracle.Oracle;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.HostEndpointProgram;
import io.gingham.policy.program.Interpreter;
import io.gingham.policy.program.Program;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The program that the graph arrives at, whatever the way there was, is the one that the last
/// state alone gives, and it decides as the oracle does. A failure prints a seed: put it into
/// [#ONLY].
class DifferentialTest {

    private static final int CLUSTERS = 10_000;
    private static final int FLOWS = 12;

    /// A cluster's seed, to look at it alone; 0 for none.
    private static final long ONLY = Long.parseLong(System.getenv().getOrDefault("CLUSTER", "0"));

    private int allowed;
    private int compared;
    private int gatesCompared;
    private int hairpins;
    private int hairpinsDenied;

    @Test
    void programsByAnyWayDecideAsTheOracleDoes() {
        long seed = System.nanoTime();
        System.out.println("DifferentialTest seed " + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < (ONLY == 0 ? CLUSTERS : 1); i++) {
            long clusterSeed = ONLY == 0 ? seeds.nextLong() : ONLY;
            try {
                check(new Dice(clusterSeed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "cluster " + clusterSeed + " (CLUSTER=): " + e.getMessage(), e);
            }
        }
        System.out.println(
                "DifferentialTest compared "
                        + compared
                        + " flows ("
                        + allowed
                        + " allowed) and "
                        + gatesCompared
                        + " gates of host endpoints, "
                        + hairpins
                        + " pods to themselves through a service ("
                        + hairpinsDenied
                        + " denied)");
        if (ONLY == 0) {
            assertTrue(gatesCompared > CLUSTERS / 2, "gates compared " + gatesCompared);
            assertTrue(compared > CLUSTERS * FLOWS * 8 / 10, "compared " + compared);
            assertTrue(hairpinsDenied > 20, "hairpins denied " + hairpinsDenied);
            assertTrue(
                    allowed > compared / 10 && allowed < compared * 9 / 10, "allowed " + allowed);
        }
    }

    private void check(Dice dice) {
        ClusterState before = RandomCluster.state(dice);
        ClusterState state = RandomCluster.state(dice);
        Program program = History.byEvents(before, state, dice);
        ProgramChecks.assertSame(History.fromScratch(state), program);
        RandomFlows flows = new RandomFlows(dice, state);
        for (int i = 0; i < FLOWS; i++) {
            check(state, program, flows.next());
        }
        for (HostEndpointProgram endpoint : program.hostEndpoints().values()) {
            HostGate gate = dice.one(List.of(HostGate.values()));
            Direction direction =
                    gate == HostGate.PRE_DNAT
                            ? Direction.INGRESS
                            : dice.one(List.of(Direction.values()));
            checkGate(state, program, endpoint, gate, direction, flows.next());
        }
    }

    private void checkGate(
            ClusterState state,
            Program program,
            HostEndpointProgram endpoint,
            HostGate hostGate,
            Direction direction,
            Flow flow) {
        Gate gate =
                switch (hostGate) {
                    case LOCAL -> of(endpoint.local(), direction);
                    case FORWARDED -> of(endpoint.forwarded(), direction);
                    case UNTRACKED -> of(endpoint.untracked(), direction);
                    case PRE_DNAT -> endpoint.preDnat();
                };
        Verdict decided = Interpreter.decideAt(program, gate, endpoint.name(), direction, flow);
        Verdict expected = Oracle.atHostEndpoint(state, endpoint.name(), hostGate, direction, flow);
        assertEquals(
                expected.allowed(),
                decided.allowed(),
                () ->
                        hostGate
                                + " "
                                + direction
                                + " "
                                + flow
                                + "\n"
                                + lines(state)
                                + expected
                                + "\n"
                                + decided);
        gatesCompared++;
    }

    private static Gate of(HostEndpointProgram.Gates gates, Direction direction) {
        return direction == Direction.INGRESS ? gates.ingress() : gates.egress();
    }

    private void check(ClusterState state, Program program, Flow flow) {
        Verdict decided = Interpreter.decide(program, flow);
        if (flow.isLoopback()) {
            assertTrue(decided.allowed());
            if (!isClosed(state, flow.source())) {
                checkHairpin(state, program, flow);
            }
            return;
        }
        boolean fromOwnNode =
                flow.source() instanceof FlowEnd.OfNode
                        && flow.destination() instanceof FlowEnd.OfPod;
        if (isClosed(state, flow.source()) || isClosed(state, flow.destination())) {
            if (!fromOwnNode) {
                assertFalse(decided.allowed(), () -> flow + "\n" + lines(state) + decided);
            }
            return;
        }
        Verdict expected = Oracle.evaluate(state, flow);
        assertEquals(
                expected.allowed(),
                decided.allowed(),
                () -> flow + "\n" + lines(state) + expected + "\n" + decided);
        compared++;
        allowed += expected.allowed() ? 1 : 0;
    }

    private void checkHairpin(ClusterState state, Program program, Flow flow) {
        Verdict decided = Interpreter.decideHairpin(program, flow);
        Verdict expected = Oracle.evaluateHairpin(state, flow);
        assertEquals(
                expected.allowed(),
                decided.allowed(),
                () ->
                        "through a service: "
                                + flow
                                + "\n"
                                + lines(state)
                                + expected
                                + "\n"
                                + decided);
        hairpins++;
        hairpinsDenied += expected.allowed() ? 0 : 1;
    }

    private static String lines(ClusterState state) {
        StringBuilder lines = new StringBuilder();
        state.resources().values().forEach(resource -> lines.append(resource).append('\n'));
        return lines.toString()
                .replace("Optional.empty", "-")
                .replace(EntityMatch.ANYTHING.toString().replace("Optional.empty", "-"), "-");
    }

    /// An interface whose pod isn't known (only another pod of that name): the oracle knows no
    /// interfaces.
    private static boolean isClosed(ClusterState state, FlowEnd end) {
        return end instanceof FlowEnd.OfPod(PodKey key, _)
                && state.all(Endpoint.class).stream()
                        .filter(endpoint -> endpoint.pod().equals(key))
                        .anyMatch(endpoint -> state.podOf(endpoint).isEmpty());
    }
}
