package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.crds.v3.FelixConfigurationSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefreshIntervalsTest {

    @Test
    void areFelixsDefaultsWithoutAConfiguration() {
        RefreshIntervals intervals = RefreshIntervals.of("n1", Map.of());
        assertEquals(Duration.ofSeconds(90), intervals.policy());
        assertEquals(Duration.ofSeconds(90), intervals.routes());
    }

    @Test
    void theShorterOfRulesAndSetsCountsAndZeroIsNever() {
        assertEquals(Duration.ofSeconds(10), of("10s", "1m", null).policy());
        assertEquals(Duration.ofMinutes(1), of("0", "1m", null).policy());
        assertEquals(Duration.ZERO, of("0s", "0s", null).policy());
        assertEquals(Duration.ZERO, of(null, null, "0").routes());
    }

    @Test
    void whatIsNotUnderstoodIsSaidAndTheDefaultCounts() {
        RefreshIntervals intervals = of(null, null, "often");
        assertEquals(Duration.ofSeconds(90), intervals.routes());
        assertTrue(intervals.problems().getFirst().contains("often"));
    }

    @Test
    void noneIsShorterThanASecond() {
        RefreshIntervals intervals = of(null, null, "1ms");
        assertEquals(Duration.ofSeconds(1), intervals.routes());
        assertEquals(
                List.of(
                        "FelixConfiguration default: routeRefreshInterval: 1ms is shorter than 1 s: 1 s is used; 0 is never"),
                intervals.problems());
    }

    private static RefreshIntervals of(
            @Nullable String rules, @Nullable String sets, @Nullable String routes) {
        return RefreshIntervals.of(
                "n1",
                Map.of("default", new FelixConfigurationSpec(null, rules, sets, routes, null)));
    }
}
