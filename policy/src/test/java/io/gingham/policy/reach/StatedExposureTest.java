package io.gingham.policy.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.cases.CaseFiles;
import io.gingham.policy.cases.CaseProbe;
import io.gingham.policy.cases.CaseReplay;
import io.gingham.policy.cases.PolicyCase;
import io.gingham.policy.cases.ReplayedStep;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.selector.Labels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What netpol-analyzer states of pods that are not there: their probes come from and go to pods
/// that were made up for it (`new-1`). Here the cluster is asked without them.
class StatedExposureTest {

    private static final String MADE_UP = "new-[0-9]+";

    @TestFactory
    Stream<DynamicTest> agreesWithWhatOthersStateOfPodsToCome() {
        return CaseFiles.files("np-guard").stream()
                .filter(file -> file.getFileName().toString().endsWith("-exposure.yaml"))
                .map(file -> DynamicTest.dynamicTest(file.getFileName() + "", () -> check(file)));
    }

    private static void check(Path file) {
        int compared = 0;
        for (PolicyCase one : CaseFiles.read(file)) {
            for (ReplayedStep step : CaseReplay.replay(one)) {
                Exposures exposures = new Exposures(without(step.state()));
                for (CaseProbe probe : step.probes()) {
                    boolean in = isMadeUp(probe.flow().source());
                    boolean out = isMadeUp(probe.flow().destination());
                    if (in != out) {
                        assertEquals(
                                probe.expected(),
                                exposures.allows(probe, step.state(), in),
                                () -> one.name() + ": " + probe + "\n" + exposures.byWorkload);
                        compared++;
                    }
                }
            }
        }
        assertTrue(compared > 0, "no probe is about a pod that is not there: " + file);
    }

    private static boolean isMadeUp(FlowEnd end) {
        return end instanceof FlowEnd.OfPod(PodKey pod, _) && pod.name().matches(MADE_UP);
    }

    private static ClusterState without(ClusterState state) {
        return ClusterState.of(
                state.resources().values().stream()
                        .filter(r -> !(r instanceof Pod pod && pod.key().name().matches(MADE_UP)))
                        .filter(r -> !(r instanceof Namespace ns && ns.name().matches(MADE_UP)))
                        .toList());
    }

    /// Of a cluster, by its pods.
    private static final class Exposures {
        private final Map<PodKey, Exposure.OfWorkload> byPod = new HashMap<>();
        private final List<Exposure.OfWorkload> byWorkload;

        Exposures(ClusterState state) {
            byWorkload = Exposure.of(state);
            Reach reach = Reach.of(state);
            for (Exposure.OfWorkload one : byWorkload) {
                reach.pods(one.workload()).forEach(pod -> byPod.put(pod.key(), one));
            }
        }

        boolean allows(CaseProbe probe, ClusterState withMadeUp, boolean in) {
            FlowEnd other = in ? probe.flow().source() : probe.flow().destination();
            FlowEnd real = in ? probe.flow().destination() : probe.flow().source();
            Labels labels =
                    withMadeUp
                            .pod(((FlowEnd.OfPod) other).pod())
                            .flatMap(withMadeUp::labelsOf)
                            .orElseThrow();
            Exposure.OfWorkload exposure =
                    Objects.requireNonNull(byPod.get(((FlowEnd.OfPod) real).pod()));
            Exposure.Open open = in ? exposure.ingress() : exposure.egress();
            PortProtocol protocol = probe.flow().portProtocol().orElseThrow();
            return open.of(labels, other.address().family())
                    .ports(protocol)
                    .contains(probe.flow().destinationPort());
        }
    }
}
