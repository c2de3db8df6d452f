package io.gingham.policy.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.RandomCluster;
import io.gingham.policy.WholeCluster;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Flow;
import io.gingham.policy.oracle.Oracle;
import io.gingham.policy.oracle.Verdict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The compiled program means what the oracle means.
class DifferentialTest {

    private static final int CLUSTERS = 3000;
    private static final int FLOWS = 40;

    @Test
    void programsDecideAsTheOracleDoes() {
        long seed = System.nanoTime();
        System.out.println("DifferentialTest seed " + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        int allowed = 0;
        for (int i = 0; i < CLUSTERS; i++) {
            allowed += check(seeds.nextLong());
        }
        int all = CLUSTERS * FLOWS;
        assertTrue(allowed > all / 10 && allowed < all * 9 / 10, "allowed " + allowed);
    }

    /// @return how many flows were allowed
    private static int check(long seed) {
        RandomCluster random = new RandomCluster(new SplittableRandom(seed));
        ClusterState state = random.state();
        WholeCluster cluster = new WholeCluster(state);
        int allowed = 0;
        for (int i = 0; i < FLOWS; i++) {
            Flow flow = random.flow(state);
            Verdict verdict = Oracle.evaluate(state, flow);
            Decision decision = cluster.decide(flow);
            assertEquals(
                    verdict.allowed(),
                    decision.allowed(),
                    () ->
                            "cluster seed "
                                    + seed
                                    + "\n"
                                    + flow
                                    + "\n"
                                    + state
                                    + "\n"
                                    + verdict
                                    + "\n"
                                    + decision);
            allowed += verdict.allowed() ? 1 : 0;
        }
        return allowed;
    }
}
