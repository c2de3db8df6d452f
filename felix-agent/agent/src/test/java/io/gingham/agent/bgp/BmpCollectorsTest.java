package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.bmp.BmpConfig;
import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.crds.v3.BGPConfigurationSpec.BmpCollector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BmpCollectorsTest {

    private final List<String> problems = new ArrayList<>();

    private BmpConfig read(BmpCollector... collectors) {
        return BmpCollectors.of("n1", List.of(collectors), problems);
    }

    private static BmpCollector at(
            @Nullable String address, @Nullable Integer port, String... monitor) {
        return new BmpCollector(address, port, List.of(monitor), null);
    }

    @Test
    void aCollectorIsShownThreeTablesUnlessItSaysWhich() {
        BmpConfig config =
                read(
                        at("192.0.2.50", 5000),
                        new BmpCollector("fd00::5", 1790, List.of("adj-rib-out"), "5m"));
        assertEquals("n1", config.systemName());
        assertEquals(
                List.of("192.0.2.50:5000", "[fd00::5]:1790"),
                config.collectors().stream().map(CollectorConfig::label).toList());
        assertEquals(CollectorConfig.DEFAULT_VIEWS, config.collectors().getFirst().views());
        assertEquals(Set.of(BmpView.ADJ_RIB_OUT), config.collectors().getLast().views());
        assertEquals(Duration.ofMinutes(5), config.collectors().getLast().statisticsInterval());
        assertEquals(List.of(), problems);
    }

    @Test
    void aWrongOneIsSaidAndTheOthersCount() {
        BmpConfig config =
                read(
                        at("192.0.2.50", 5000),
                        at("192.0.2.50", 5000),
                        at("nowhere", 5000),
                        at("192.0.2.51", 0),
                        at("192.0.2.52", null),
                        at("224.0.0.5", 5000),
                        at("192.0.2.53", 5000, "loc-rb"),
                        new BmpCollector("192.0.2.54", 5000, null, "soon"));
        assertEquals(1, config.collectors().size());
        assertEquals(7, problems.size());
        assertTrue(problems.get(0).contains("192.0.2.50: it is there twice"), problems.get(0));
        assertTrue(
                problems.get(5).contains("monitor: expected pre-policy, post-policy, "),
                problems.get(5));
    }
}
