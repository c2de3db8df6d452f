package io.gingham.agent.enforce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.RulesConfig.EndpointToHost;
import io.gingham.dataplane.rules.RulesConfig.Pool;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RulesSettingsTest {

    @Test
    void areTheDefaultsWithoutAnyObject() {
        RulesSettings settings = RulesSettings.of("n1", Map.of(), Map.of());
        assertEquals(RulesConfig.DEFAULT, settings.rules());
        assertEquals(List.of(), settings.problems());
    }

    @Test
    void aNodesOwnFelixConfigurationComesFirst() {
        Map<String, FelixConfigurationSpec> felix =
                Map.of("default", toHost("Drop"), "node.n1", toHost("Return"));
        assertEquals(
                EndpointToHost.RETURN,
                RulesSettings.of("n1", felix, Map.of()).rules().endpointToHost());
        assertEquals(
                EndpointToHost.DROP,
                RulesSettings.of("n2", felix, Map.of()).rules().endpointToHost());
    }

    @Test
    void anActionThatIsNotUnderstoodDrops() {
        RulesSettings settings =
                RulesSettings.of("n1", Map.of("default", toHost("Perhaps")), Map.of());
        assertEquals(EndpointToHost.DROP, settings.rules().endpointToHost());
        assertTrue(settings.problems().getFirst().contains("Perhaps"));
    }

    @Test
    void theCaseOfAnActionDoesNotCount() {
        for (String text : List.of("Return", "RETURN", "return")) {
            assertEquals(
                    EndpointToHost.RETURN,
                    RulesSettings.of("n1", Map.of("default", toHost(text)), Map.of())
                            .rules()
                            .endpointToHost());
        }
    }

    @Test
    void aConfigurationThatNoNodeLooksAtIsSaid() {
        assertEquals(
                List.of(
                        "FelixConfiguration mine is not used: only the names default and node.NODENAME count"),
                RulesSettings.of(
                                "n1",
                                Map.of("mine", toHost("Drop"), "node.n2", toHost("Drop")),
                                Map.of())
                        .problems());
    }

    @Test
    void aPoolThatIsNotUnderstoodIsLeftOutAndTheOthersCount() {
        Map<String, IPPoolSpec> pools =
                Map.of(
                        "good", new IPPoolSpec("10.244.0.0/16", true, null).withVxlan("Always"),
                        "bad", new IPPoolSpec("10.244.0.0", null, null),
                        "more", new IPPoolSpec("10.245.0.0/16", null, Map.of("blockSize", 26)));
        RulesSettings settings = RulesSettings.of("n1", Map.of(), pools);
        assertEquals(
                List.of(
                        new Pool(IpPrefix.parse("10.244.0.0/16"), true),
                        new Pool(IpPrefix.parse("10.245.0.0/16"), false)),
                settings.rules().pools().stream()
                        .sorted(java.util.Comparator.comparing(Pool::cidr))
                        .toList());
        assertEquals(2, settings.problems().size());
    }

    private static FelixConfigurationSpec toHost(@Nullable String action) {
        return new FelixConfigurationSpec(action, null, null, null, null);
    }
}
