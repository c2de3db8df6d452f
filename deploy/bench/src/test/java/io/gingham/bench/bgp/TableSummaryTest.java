package io.gingham.bench.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bench.bgp.TableSummary.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the rounds come to.
class TableSummaryTest {

    private static List<TableRound> rounds(String engine, double[] announce, long resident) {
        return IntStream.range(0, announce.length)
                .mapToObj(
                        i ->
                                new TableRound(
                                        engine,
                                        i + 1,
                                        1_000_000,
                                        announce[i],
                                        announce[i] / 4,
                                        1,
                                        1,
                                        0,
                                        resident + i,
                                        resident / 2,
                                        resident + 50,
                                        ""))
                .toList();
    }

    private static TableSummary summary(double[] bird, double[] ours, long resident) {
        List<TableRound> all = new ArrayList<>(rounds("bird", bird, 100));
        all.addAll(rounds("gingham", ours, resident));
        return new TableSummary(all);
    }

    @Test
    void aBarIsAboutTheMedianOfTheWarmRounds() {
        // The cold round is slow, the best is fast: neither counts.
        TableSummary summary =
                summary(
                        new double[] {9, 1, 1, 1, 1, 1},
                        new double[] {9, 0.1, 0.2, 1.2, 1.3, 1.4},
                        200);
        Verdict announce = summary.verdicts().getFirst();
        assertEquals(1.2, announce.ratio(), 1e-9);
        assertFalse(announce.met());
        assertTrue(
                summary.lines().contains("  announce  1.20  (at most 1.0)  NOT MET"),
                String.join("\n", summary.lines()));
    }

    @Test
    void whatIsAsFastIsMet() {
        TableSummary summary = summary(new double[] {1, 2, 2}, new double[] {9, 2, 2.004}, 250);
        assertTrue(summary.verdicts().get(0).met());
        assertTrue(summary.verdicts().get(1).met());
        assertTrue(summary.verdicts().get(2).met(), "251.5 to 101.5");
    }

    @Test
    void twoAndAHalfTimesTheMemoryIsTheMost() {
        TableSummary summary = summary(new double[] {1, 1}, new double[] {1, 1}, 260);
        assertFalse(summary.verdicts().get(2).met());
    }

    @Test
    void withoutBirdOrAWarmRoundThereIsNoVerdict() {
        assertEquals(
                List.of(), new TableSummary(rounds("gingham", new double[] {1, 1}, 10)).verdicts());
        assertEquals(List.of(), summary(new double[] {1}, new double[] {1}, 10).verdicts());
    }

    @Test
    void memoryIsShownAsItWasFirstInTheMiddleAndAtMost() {
        String memory =
                new TableSummary(rounds("gingham", new double[] {1, 1, 1}, 300))
                        .lines().stream()
                                .filter(line -> line.startsWith("gingham"))
                                .skip(1)
                                .findFirst()
                                .orElseThrow();
        assertEquals(
                List.of("gingham", "300", "301", "302", "150", "150", "150", "350", "MiB"),
                List.of(memory.split(" +")));
    }

    @Test
    void theMedianOfAnEvenNumberLiesInTheMiddle() {
        assertEquals(
                2.5,
                TableSummary.median(
                        rounds("x", new double[] {4, 1, 3, 2}, 1), TableRound::announceSeconds));
    }
}
