package io.gingham.lab.cli;

import io.gingham.lab.cluster.LabCluster;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Raise a cluster and keep it running.",
        footer = {"", "Example:", "  ./gingham lab up --nodes 2"},
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--nodes",
            converter = NodeCount.class,
            defaultValue = "3",
            description = "How many nodes, 1 to 50 (default: ${DEFAULT-VALUE}).")
    int nodes;

    @Override
    public Integer call() throws Exception {
        Raiser.watch();
        try (LabCluster cluster = Labs.raise(nodes, step -> System.out.println("  " + step))) {
            System.out.println(
                    "lab up: ready, "
                            + cluster.nodes().size()
                            + " nodes, API server: "
                            + cluster.apiServer());
            // The end comes from outside: a signal to this process ends all namespaces with it.
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
