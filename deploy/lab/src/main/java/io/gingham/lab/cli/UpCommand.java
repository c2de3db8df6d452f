package io.gingham.lab.cli;

import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.fabric.Addresses;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Raise a cluster and keep it running.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--nodes",
            defaultValue = "3",
            description = "How many nodes, 1 to 50 (default: ${DEFAULT-VALUE}).")
    int nodes;

    @Override
    public Integer call() throws Exception {
        LabCommands.checkNodes(nodes);
        CountDownLatch ended = new CountDownLatch(1);
        try (LabCluster cluster =
                LabCluster.raise(Labs.paths(), nodes, step -> System.out.println("  " + step))) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(ended::countDown));
            System.out.println(
                    "lab up: ready, "
                            + cluster.nodes().size()
                            + " nodes, API server at http://"
                            + Addresses.API_SERVER
                            + ":"
                            + Addresses.API_PORT
                            + " inside the lab");
            ended.await();
        }
        return 0;
    }
}
