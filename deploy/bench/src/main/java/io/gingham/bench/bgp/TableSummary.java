package io.gingham.bench.bgp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// What the rounds of a table come to: the cold one, the median of the warm ones, both beside
/// BIRD's of the same run; whether Gingham's bars are met; and the memory, round by round.
///
/// The median, for the best of many rounds is what nobody sees, and the worst is what others on the
/// machine did.
record TableSummary(List<TableRound> rounds) {

    static final String BASE = "bird";
    static final String OURS = "gingham";

    /// The table that the bars are for.
    private static final int BARS_AT_PREFIXES = 1_000_000;

    /// What Gingham is to reach, in times BIRD's.
    private static final List<Bar> BARS =
            List.of(
                    new Bar("announce", 1.0, TableRound::announceNanosPerPrefix),
                    new Bar("withdraw", 1.0, TableRound::withdrawNanosPerPrefix),
                    new Bar("resident", 2.5, TableRound::residentMib));

    TableSummary {
        rounds = List.copyOf(rounds);
    }

    private record Bar(String what, double most, ToDoubleFunction<TableRound> figure) {}

    /// A bar, and where we are.
    ///
    /// @param ratio to BIRD's median
    record Verdict(String what, double ratio, double most) {

        boolean met() {
            // As it is printed, so that nobody reads "1.00 is more than 1.00".
            return Math.round(ratio * 100) <= Math.round(most * 100);
        }
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "speaker  cold: announce        withdraw        warm (median): announce  withdraw   "
                        + "     resident      (in brackets: times BIRD's, by the route)");
        for (String engine : engines()) {
            cold(engine).ifPresent(cold -> lines.add(compared(engine, cold)));
        }
        lines.add("");
        lines.add(
                "memory   with the table: first  median  most    withdrawn: first  median  most  "
                        + "  peak");
        engines().forEach(engine -> lines.add(memory(engine)));
        lines.addAll(verdictLines());
        return lines;
    }

    private List<String> engines() {
        return rounds.stream().map(TableRound::engine).distinct().toList();
    }

    /// Gingham's bars; empty if it or BIRD did not run, or had no warm round, or the table is a
    /// small one: there the virtual machine itself is most of the memory.
    List<Verdict> verdicts() {
        List<TableRound> base = warm(BASE);
        List<TableRound> ours = warm(OURS);
        if (base.isEmpty()
                || of(OURS).size() < 2
                || ours.getFirst().prefixes() < BARS_AT_PREFIXES) {
            return List.of();
        }
        return BARS.stream()
                .map(
                        bar ->
                                new Verdict(
                                        bar.what(),
                                        median(ours, bar.figure()) / median(base, bar.figure()),
                                        bar.most()))
                .toList();
    }

    private List<String> verdictLines() {
        List<Verdict> verdicts = verdicts();
        if (verdicts.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("bars: Gingham's warm median of " + warm(OURS).size() + " in times BIRD's");
        for (Verdict verdict : verdicts) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %-9s %4.2f  (at most %.1f)  %s",
                            verdict.what(),
                            verdict.ratio(),
                            verdict.most(),
                            verdict.met() ? "met" : "NOT MET"));
        }
        return lines;
    }

    private List<TableRound> of(String engine) {
        return rounds.stream().filter(round -> round.engine().equals(engine)).toList();
    }

    private Optional<TableRound> cold(String engine) {
        return of(engine).stream().findFirst();
    }

    /// The rounds after the first; all of them if there is but one.
    private List<TableRound> warm(String engine) {
        List<TableRound> all = of(engine);
        return all.size() > 1 ? all.subList(1, all.size()) : all;
    }

    private String compared(String engine, TableRound cold) {
        Optional<TableRound> base = cold(BASE);
        List<TableRound> warm = warm(engine);
        List<TableRound> baseWarm = warm(BASE);
        double resident = median(warm, TableRound::residentMib);
        return String.format(Locale.ROOT, "%-8s       ", engine)
                + seconds(
                        cold,
                        cold.announceNanosPerPrefix(),
                        base.map(TableRound::announceNanosPerPrefix).orElse(0.0))
                + seconds(
                        cold,
                        cold.withdrawNanosPerPrefix(),
                        base.map(TableRound::withdrawNanosPerPrefix).orElse(0.0))
                + "               "
                + seconds(
                        cold,
                        median(warm, TableRound::announceNanosPerPrefix),
                        median(baseWarm, TableRound::announceNanosPerPrefix))
                + seconds(
                        cold,
                        median(warm, TableRound::withdrawNanosPerPrefix),
                        median(baseWarm, TableRound::withdrawNanosPerPrefix))
                + String.format(
                        Locale.ROOT,
                        "%5.0f MiB%s",
                        resident,
                        ratio(resident, median(baseWarm, TableRound::residentMib)));
    }

    private String memory(String engine) {
        List<TableRound> all = of(engine);
        return String.format(
                Locale.ROOT,
                "%-8s %17d %7.0f %6d %18d %7.0f %6d %7d MiB",
                engine,
                all.getFirst().residentMib(),
                median(all, TableRound::residentMib),
                all.stream().mapToLong(TableRound::residentMib).max().orElse(0),
                all.getFirst().emptyMib(),
                median(all, TableRound::emptyMib),
                all.stream().mapToLong(TableRound::emptyMib).max().orElse(0),
                all.getLast().peakMib());
    }

    private static String seconds(TableRound cold, double nanosPerPrefix, double base) {
        return String.format(
                Locale.ROOT,
                "%6.2f s%s",
                nanosPerPrefix * cold.prefixes() / 1e9,
                ratio(nanosPerPrefix, base));
    }

    private static String ratio(double value, double base) {
        return base == 0 ? "        " : String.format(Locale.ROOT, " (%4.2f)", value / base);
    }

    /// Of an even number, the mean of the middle two; 0 of none.
    static double median(List<TableRound> of, ToDoubleFunction<TableRound> field) {
        double[] sorted = of.stream().mapToDouble(field).sorted().toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return 0;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
