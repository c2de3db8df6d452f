package io.gingham.bgp.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Prints the results: a line at once for each round, and at the end the comparison.
final class Report {

    private static final String BASE = "bird";

    private final PrintStream out;
    private final boolean json;
    private final List<TableRound> rounds = new ArrayList<>();
    private final List<PhaseResult> phases = new ArrayList<>();

    Report(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void say(String line) {
        if (!json) {
            out.println(line);
        }
    }

    void tableHeader() {
        say(
                "speaker  round  prefixes   announce  cpu      withdraw  cpu      resident  peak"
                        + "     others' cpu");
    }

    void add(TableRound round) {
        rounds.add(round);
        out.printf(Locale.ROOT, json ? JSON : LINE, fields(round));
        if (!round.fault().isEmpty()) {
            say("  WRONG: " + round.fault());
        }
        out.flush();
    }

    private static final String LINE =
            "%-8s %-6d %,-10d %6.2f s  %6.2f s  %6.2f s  %6.2f s  %4d MiB  %4d MiB %6.1f s%n";

    private static final String JSON =
            "{\"scenario\":\"table\",\"speaker\":\"%s\",\"round\":%d,\"prefixes\":%d,"
                    + "\"announceSeconds\":%.3f,\"announceCpuSeconds\":%.2f,"
                    + "\"withdrawSeconds\":%.3f,\"withdrawCpuSeconds\":%.2f,"
                    + "\"residentMib\":%d,\"peakMib\":%d,\"othersCpuSeconds\":%.2f,"
                    + "\"fault\":\"%s\"}%n";

    private static Object[] fields(TableRound round) {
        return new Object[] {
            round.engine(),
            round.round(),
            round.prefixes(),
            round.announceSeconds(),
            round.announceCpu(),
            round.withdrawSeconds(),
            round.withdrawCpu(),
            round.residentMib(),
            round.peakMib(),
            round.othersCpu(),
            round.fault()
        };
    }

    /// The best of the warm rounds, and the cold one, beside BIRD's. The best, for other work on
    /// the machine only ever slows down.
    void tableSummary() {
        if (json) {
            return;
        }
        List<String> engines = rounds.stream().map(TableRound::engine).distinct().toList();
        say("");
        say(
                "speaker  cold: announce        withdraw        warm: announce        withdraw       "
                        + " resident      (in brackets: times BIRD's, by the route)");
        for (String engine : engines) {
            cold(engine)
                    .ifPresent(
                            cold ->
                                    say(
                                            String.format(
                                                    Locale.ROOT,
                                                    "%-8s %s",
                                                    engine,
                                                    compared(cold, warm(engine)))));
        }
    }

    void phaseHeader() {
        phases.clear();
        say(
                "speaker  phase                                 time         cpu      bench's cpu "
                        + " others' cpu  resident");
    }

    void add(PhaseResult phase) {
        phases.add(phase);
        out.printf(
                Locale.ROOT,
                json
                        ? "{\"scenario\":\"%6$s\",\"speaker\":\"%1$s\",\"phase\":\"%2$s\","
                                + "\"seconds\":%3$.4f,\"cpuSeconds\":%4$.2f,"
                                + "\"benchCpuSeconds\":%5$.2f,\"othersCpuSeconds\":%7$.2f,"
                                + "\"residentMib\":%8$d}%n"
                        : "%1$-8s %2$-36s %3$8.3f s  %4$7.2f s  %5$7.2f s    %7$7.1f s    %8$5d MiB%n",
                phase.engine(),
                phase.phase(),
                phase.seconds(),
                phase.speakerCpu(),
                phase.benchCpu(),
                phase.scenario(),
                phase.othersCpu(),
                phase.residentMib());
        out.flush();
    }

    void failed(Engine engine, BenchException why) {
        say("FAILED: " + engine.name() + ": " + why.getMessage());
    }

    /// A row a phase, a column a speaker: the best time, and how many times BIRD's it is.
    void phaseSummary() {
        List<String> engines = phases.stream().map(PhaseResult::engine).distinct().toList();
        say("");
        say(
                String.format("%-36s", "(in brackets: times BIRD's)")
                        + engines.stream()
                                .map(engine -> String.format("%-20s", engine))
                                .collect(Collectors.joining()));
        for (String phase : phases.stream().map(PhaseResult::phase).distinct().toList()) {
            double base = phaseSeconds(BASE, phase);
            StringBuilder line = new StringBuilder(String.format("%-36s", phase));
            for (String engine : engines) {
                double seconds = phaseSeconds(engine, phase);
                String cell = String.format(Locale.ROOT, "%.3f s%s", seconds, ratio(seconds, base));
                line.append(String.format("%-20s", cell));
            }
            say(line.toString().stripTrailing());
        }
    }

    private double phaseSeconds(String engine, String phase) {
        return phases.stream()
                .filter(p -> p.engine().equals(engine) && p.phase().equals(phase))
                .mapToDouble(PhaseResult::seconds)
                .min()
                .orElse(0);
    }

    private Optional<TableRound> cold(String engine) {
        return rounds.stream()
                .filter(round -> round.engine().equals(engine) && round.round() == 1)
                .findFirst();
    }

    /// The rounds after the first; all of them if there is but one.
    private List<TableRound> warm(String engine) {
        List<TableRound> all =
                rounds.stream().filter(round -> round.engine().equals(engine)).toList();
        return all.size() > 1 ? all.subList(1, all.size()) : all;
    }

    private String compared(TableRound cold, List<TableRound> warm) {
        Optional<TableRound> base = cold(BASE);
        List<TableRound> baseWarm = warm(BASE);
        double announce = best(warm, TableRound::announceNanosPerPrefix);
        double withdraw = best(warm, TableRound::withdrawNanosPerPrefix);
        double resident = best(warm, TableRound::residentMib);
        StringBuilder text = new StringBuilder();
        text.append("      ");
        text.append(
                seconds(
                        cold,
                        cold.announceNanosPerPrefix(),
                        base.map(TableRound::announceNanosPerPrefix).orElse(0.0)));
        text.append(
                seconds(
                        cold,
                        cold.withdrawNanosPerPrefix(),
                        base.map(TableRound::withdrawNanosPerPrefix).orElse(0.0)));
        text.append("      ");
        text.append(seconds(cold, announce, best(baseWarm, TableRound::announceNanosPerPrefix)));
        text.append(seconds(cold, withdraw, best(baseWarm, TableRound::withdrawNanosPerPrefix)));
        double baseResident = best(baseWarm, TableRound::residentMib);
        text.append(
                String.format(Locale.ROOT, "%5.0f MiB%s", resident, ratio(resident, baseResident)));
        return text.toString();
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

    private static double best(List<TableRound> of, ToDoubleFunction<TableRound> field) {
        return of.stream().mapToDouble(field).min().orElse(0);
    }
}
