package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Prints the results: a line at once for each round, and at the end the comparison.
final class Report {

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
                "speaker  round  prefixes   announce  cpu      withdraw  cpu      resident  withdrawn"
                        + "  peak     others' cpu");
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
            "%-8s %-6d %,-10d %6.2f s  %6.2f s  %6.2f s  %6.2f s  %4d MiB  %4d MiB  %4d MiB %6.1f s%n";

    private static final String JSON =
            "{\"scenario\":\"table\",\"speaker\":\"%s\",\"round\":%d,\"prefixes\":%d,"
                    + "\"announceSeconds\":%.3f,\"announceCpuSeconds\":%.2f,"
                    + "\"withdrawSeconds\":%.3f,\"withdrawCpuSeconds\":%.2f,"
                    + "\"residentMib\":%d,\"emptyMib\":%d,\"peakMib\":%d,\"othersCpuSeconds\":%.2f,"
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
            round.emptyMib(),
            round.peakMib(),
            round.othersCpu(),
            round.fault()
        };
    }

    void tableSummary() {
        if (!json) {
            say("");
            new TableSummary(rounds).lines().forEach(this::say);
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
            double base = phaseSeconds(TableSummary.BASE, phase);
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

    private static String ratio(double value, double base) {
        return base == 0 ? "        " : String.format(Locale.ROOT, " (%4.2f)", value / base);
    }
}
