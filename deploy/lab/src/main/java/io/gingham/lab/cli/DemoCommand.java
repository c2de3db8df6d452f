package io.gingham.lab.cli;

import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "demo",
        description =
                "Raise a cluster, show who reaches whom, apply policies, kill an agent, clean up.",
        footer = {"", "Examples:", "  ./gingham lab demo", "  ./gingham lab demo --racks 2"},
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Mixin Shape shape = new Shape();

    @Override
    public Integer call() {
        Raiser.watch();
        try {
            int checks;
            System.out.println("== Raising a cluster");
            try (LabCluster cluster =
                    Labs.raise(shape.topology(), step -> System.out.println("  " + step))) {
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
