package io.gingham.lab.cli;

import io.gingham.lab.cluster.LabCluster;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "up",
        description = "Raise a cluster and keep it running.",
        footer = {"", "Examples:", "  ./gingham lab up --nodes 2", "  ./gingham lab up --racks 2"},
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Mixin Shape shape = new Shape();

    @Override
    public Integer call() throws Exception {
        Raiser.watch();
        try (LabCluster cluster =
                Labs.raise(shape.topology(), step -> System.out.println("  " + step))) {
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
