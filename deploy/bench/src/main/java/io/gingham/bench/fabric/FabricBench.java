package io.gingham.bench.fabric;

import io.gingham.bench.BenchException;
import io.gingham.lab.LabException;
import java.io.IOException;
import java.util.List;

/// The program.
public final class FabricBench {

    /// A system property: `./gingham` asks whether the usage is right before it makes namespaces.
    private static final String USAGE_ONLY = "gingham.usage";

    private FabricBench() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> help = List.of("-h", "--help");
        if (List.of(arguments).stream().anyMatch(help::contains)) {
            System.out.print(FabricOptions.USAGE);
            return;
        }
        try {
            FabricOptions options = FabricOptions.parse(arguments);
            if (!Boolean.getBoolean(USAGE_ONLY)) {
                System.exit(run(options) ? 0 : 1);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("gingham: " + e.getMessage());
            System.err.print(FabricOptions.USAGE);
            System.exit(2);
        } catch (BenchException | LabException | IOException e) {
            System.err.println("gingham: " + e.getMessage());
            System.exit(1);
        }
    }

    /// @return whether all bars are met
    private static boolean run(FabricOptions options) throws IOException, InterruptedException {
        Rows rows = new Rows();
        try (Racks racks = new Racks()) {
            rows.say(
                    "java %s, %d processors, %d processes that keep one busy each"
                            .formatted(
                                    Runtime.version(),
                                    Runtime.getRuntime().availableProcessors(),
                                    options.load()));
            try (Load _ = new Load(options.load())) {
                if (options.scenarios().contains("loss")) {
                    new LossScenario(racks, options.rounds(), rows).run();
                }
                if (options.scenarios().contains("announce")) {
                    new AnnouncementScenario(racks, options.pods(), rows).run();
                }
                if (options.scenarios().contains("restart")) {
                    new RestartScenario(racks, options.rounds(), rows).run();
                }
            }
        }
        return rows.met();
    }
}
