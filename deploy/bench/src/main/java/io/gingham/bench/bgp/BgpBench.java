package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// The program.
public final class BgpBench {

    /// A system property: `./gingham` asks whether the usage is right before it makes namespaces.
    private static final String USAGE_ONLY = "gingham.usage";

    private final BenchOptions options;
    private final Report report;
    private final List<Engine> engines;

    private BgpBench(BenchOptions options, List<Engine> engines) {
        this.options = options;
        this.report = new Report(System.out, options.json());
        this.engines = engines;
    }

    public static void main(String[] arguments) {
        List<String> help = List.of("-h", "--help");
        if (List.of(arguments).stream().anyMatch(help::contains)) {
            System.out.print(BenchOptions.USAGE);
            return;
        }
        try {
            BenchOptions options = BenchOptions.parse(arguments);
            List<Engine> engines = Engines.named(options.peers(), options.javaOptions());
            if (Boolean.getBoolean(USAGE_ONLY)) {
                return;
            }
            new BgpBench(options, engines).run();
        } catch (IllegalArgumentException e) {
            System.err.println("gingham: " + e.getMessage());
            System.err.print(BenchOptions.USAGE);
            System.exit(2);
        } catch (BenchException e) {
            System.err.println("gingham: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() {
        BenchNet.up();
        report.say(
                String.format(
                        Locale.ROOT,
                        "java %s, %d processors",
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors()));
        for (String scenario : options.scenarios()) {
            switch (scenario) {
                case "table" -> table();
                case "best" -> best();
                case "reflector" -> reflector();
                default -> throw new BenchException("no scenario " + scenario);
            }
        }
    }

    private boolean isThere(Engine engine) {
        String missing = engine.missing();
        if (!missing.isEmpty()) {
            report.say("SKIPPED: " + engine.name() + " is not here; " + missing);
        }
        return missing.isEmpty();
    }

    private void table() {
        TableScenario whole = new TableScenario(options.prefixes(), options.rounds());
        report.say(whole.shape());
        report.tableHeader();
        for (Engine engine : engines) {
            if (isThere(engine)) {
                int most = Math.min(engine.mostPrefixes(), options.prefixes());
                TableScenario scenario =
                        most == options.prefixes()
                                ? whole
                                : new TableScenario(most, options.rounds());
                try {
                    scenario.run(engine, report::add);
                } catch (BenchException e) {
                    report.failed(engine, e);
                }
            }
        }
        report.tableSummary();
    }

    private void best() {
        BestScenario scenario =
                new BestScenario(Math.max(1, options.prefixes() / 10), options.rounds());
        phases(scenario.shape(), engine -> scenario.run(engine, report::add));
    }

    private void reflector() {
        ReflectorScenario scenario =
                new ReflectorScenario(options.clients(), options.routes(), options.flaps());
        phases(scenario.shape(), engine -> scenario.run(engine, report::add));
    }

    /// One engine's failure is reported, and the next has its turn.
    private void phases(String shape, Consumer<Engine> run) {
        report.say(shape);
        report.phaseHeader();
        for (Engine engine : engines) {
            if (isThere(engine)) {
                try {
                    run.accept(engine);
                } catch (BenchException e) {
                    report.failed(engine, e);
                }
            }
        }
        report.phaseSummary();
    }
}
