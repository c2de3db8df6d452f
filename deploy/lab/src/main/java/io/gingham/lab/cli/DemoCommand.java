package io.gingham.lab.cli;

import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description =
                "Raise a cluster, show who reaches whom, apply policies, kill an agent, clean up.",
        footer = {"", "Example:", "  ./gingham lab demo"},
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--nodes",
            converter = NodeCount.class,
            defaultValue = "3",
            description = "How many nodes, 1 to 50 (default: ${DEFAULT-VALUE}).")
    int nodes;

    @Override
    public Integer call() {
        Raiser.watch();
        try {
            int checks;
            System.out.println("== Raising a cluster");
            try (LabCluster cluster = Labs.raise(nodes, step -> System.out.println("  " + step))) {
                checks = new Demo(cluster, System.out::println).run();
                System.out.println();
                System.out.println("== Cleaning up");
            }
            System.out.println();
            System.out.println(
                    "lab demo: PASS ("
                            + checks
                            + " checks); try next: ./gingham lab up, and docs/how-to/lab.md");
            return 0;
        } catch (Exception e) {
            System.out.println();
            System.out.println(
                    "lab demo: FAIL: " + e.getMessage() + "; logs are in " + Labs.paths().logs());
            return 1;
        }
    }
}
