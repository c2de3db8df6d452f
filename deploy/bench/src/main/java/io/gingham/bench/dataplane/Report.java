package io.gingham.bench.dataplane;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Prints the results: a line at once for each, and the bars at the end.
final class Report {

    private final PrintStream out;
    private final boolean json;

    Report(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void say(String line) {
        if (!json) {
            out.println(line);
            out.flush();
        }
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
        out.flush();
    }

    void memory(String when, ProcessCost.Memory memory) {
        line(
                json
                        ? "{\"memory\":\"%s\",\"residentMib\":%d,\"peakMib\":%d}"
                        : "agent's memory %s: %d MiB resident, %d MiB at most",
                when,
                memory.residentMib(),
                memory.peakMib());
    }

    void idle(double millisPerSecond) {
        line(
                json
                        ? "{\"idleMillisPerSecond\":%.2f}"
                        : "agent's processor time without any change: %.2f ms a second",
                millisPerSecond);
    }

    private static final String HEAD =
            "%-31s %6s %7s %7s %7s  %7s %7s %7s  %7s %6s %9s %8s %7s %8s  %6s";

    private static final String ROW =
            "%-31s %6d %7.1f %7.1f %7.1f  %7.2f %7.1f %7.2f  %7.1f %6.1f %9.0f %8.0f %7.0f %8.0f  %6.1f";

    void rowHeader() {
        say("");
        say(
                String.format(
                        "%-38s %23s  %23s  %14s %9s %16s %8s",
                        "in milliseconds, a change",
                        "event to last write",
                        "agent's processor time",
                        "programs",
                        "octets",
                        "nf_tables",
                        "set"));
        say(
                String.format(
                        HEAD, "change", "rounds", "median", "p99", "worst", "median", "p99", "mean",
                        "number", "time", "written", "objects", "octets", "members", "others"));
    }

    private static final String ROW_JSON =
            "{\"change\":\"%s\",\"rounds\":%d,\"latencyMillis\":{\"median\":%.3f,\"p99\":%.3f,\"worst\":%.3f},"
                    + "\"agentMillis\":{\"median\":%.3f,\"p99\":%.3f,\"mean\":%.3f},\"programs\":%.2f,"
                    + "\"programsMillis\":%.2f,\"writtenOctets\":%.0f,\"ruleObjects\":%.0f,"
                    + "\"ruleOctets\":%.0f,\"members\":%.0f,\"othersProcessors\":%.2f,\"programNames\":\"%s\"}";

    void add(RowResult row) {
        line(
                json ? ROW_JSON : ROW,
                row.name(),
                row.rounds(),
                row.latencyMillis().median(),
                row.latencyMillis().p99(),
                row.latencyMillis().worst(),
                row.agentMillis().median(),
                row.agentMillis().p99(),
                row.agentMillis().mean(),
                row.programs(),
                row.childrenMillis(),
                row.written(),
                row.ruleObjects(),
                row.ruleOctets(),
                row.members(),
                row.others(),
                row.names());
    }

    /// What was started, by name.
    void programs(List<RowResult> rows) {
        say("");
        say(
                "others: processors that other processes kept busy; programs started per change, by name:");
        rows.forEach(row -> say(String.format("%-31s %s", row.name(), row.names())));
    }

    void storms(List<StormScenario.Storm> storms, Spread quietAdds, Spread adds, int count) {
        Spread sent = Spread.of(storms, storm -> storm.sentNanos() / 1e6);
        Spread lag = Spread.of(storms, storm -> storm.lagNanos() / 1e6);
        Spread transactions = Spread.of(storms, StormScenario.Storm::transactions);
        Spread cpu = Spread.of(storms, storm -> storm.use().cpuNanos() / 1e6);
        Spread children = Spread.of(storms, storm -> storm.use().childrenNanos() / 1e6);
        if (json) {
            line(
                    "{\"storms\":%d,\"updates\":%d,\"sentMillis\":%.1f,\"lagMillis\":%.1f,\"worstLagMillis\":%.1f,"
                            + "\"transactions\":%.0f,\"agentMillis\":%.1f,\"programsMillis\":%.1f,"
                            + "\"addMillis\":{\"count\":%d,\"median\":%.1f,\"p99\":%.1f,\"worst\":%.1f},"
                            + "\"quietAddMillis\":{\"median\":%.1f,\"p99\":%.1f}}",
                    storms.size(),
                    StormScenario.UPDATES,
                    sent.median(),
                    lag.median(),
                    lag.worst(),
                    transactions.median(),
                    cpu.median(),
                    children.median(),
                    count,
                    adds.median(),
                    adds.p99(),
                    adds.worst(),
                    quietAdds.median(),
                    quietAdds.p99());
            return;
        }
        line("%n%d storms of %,d pod updates", storms.size(), StormScenario.UPDATES);
        line("  written to the agent's watch in      %6.0f ms (median)", sent.median());
        line(
                "  from the last one to the last kernel write  %6.0f ms (worst %.0f)",
                lag.median(), lag.worst());
        line("  transactions of nf_tables, ADDs' too %6.0f", transactions.median());
        line(
                "  processor time, agent and programs   %6.0f ms and %.0f ms",
                cpu.median(), children.median());
        line(
                "  CNI ADD at rest       median %6.1f ms, p99 %6.1f ms",
                quietAdds.median(), quietAdds.p99());
        line(
                "  CNI ADD in the storm  median %6.1f ms, p99 %6.1f ms, worst %.1f ms (%d ADDs)",
                adds.median(), adds.p99(), adds.worst(), count);
    }

    void starts(List<FirstScenario.Start> starts) {
        say("");
        say("an agent starts into an empty kernel");
        for (FirstScenario.Start start : starts) {
            line(
                    json
                            ? "{\"start\":{\"listedMillis\":%.0f,\"programMillis\":%.0f,\"agentMillis\":%.0f,\"programsMillis\":%.0f,"
                                    + "\"transactions\":%d,\"ruleObjects\":%d,\"ruleOctets\":%d,\"lost\":%d,\"residentMib\":%d,\"peakMib\":%d}}"
                            : "  all lists answered after %5.0f ms, from there to the last kernel write %6.0f ms;"
                                    + " processor time %.0f ms, programs' %.0f ms; %d transactions, %,d rules, %,d octets"
                                    + " (announcements lost: %d); %d MiB resident, %d at most",
                    start.listedNanos() / 1e6,
                    start.programNanos() / 1e6,
                    start.use().cpuNanos() / 1e6,
                    start.use().childrenNanos() / 1e6,
                    start.rules().transactions(),
                    start.rules().objects(),
                    start.rules().octets(),
                    start.rules().lost(),
                    start.memory().residentMib(),
                    start.memory().peakMib());
        }
    }

    /// @param judged false if the sizes are not those that the bars are for
    void bars(List<Verdict> verdicts, boolean judged) {
        if (!judged) {
            say("");
            say("bars: not judged, for they are for the default sizes");
            return;
        }
        say("");
        say("bars");
        for (Verdict verdict : verdicts) {
            if (json) {
                line(
                        "{\"bar\":\"%s\",\"value\":%.2f,\"most\":%.1f,\"met\":%b}",
                        verdict.what(), verdict.value(), verdict.most(), verdict.met());
            } else {
                say(verdict.line());
            }
        }
    }
}
