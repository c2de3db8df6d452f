package io.gingham.lab.cli;

import io.gingham.lab.cluster.LabCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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

    /// In the environment of each process of a lab that `./gingham lab up` raised: the checkout.
    private static final String MARK = "GINGHAM_LAB_UP";

    @Option(
            names = "--nodes",
            converter = NodeCount.class,
            defaultValue = "3",
            description = "How many nodes, 1 to 50 (default: ${DEFAULT-VALUE}).")
    int nodes;

    @Override
    public Integer call() throws Exception {
        if (System.getenv(MARK) != null) {
            Thread.ofPlatform().daemon().name("raiser").start(UpCommand::watchRaiser);
        }
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

    /// `./gingham lab up` says `stay` when it has shown that the lab is ready. If it ends before,
    /// nobody would know of a lab here.
    private static void watchRaiser() {
        String said = null;
        try {
            said =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine();
        } catch (IOException e) {
            System.out.println("lab up: its input can't be read: " + e.getMessage());
        }
        if (!"stay".equals(said)) {
            System.out.println("lab up: './gingham lab up' ended, and so the lab does");
            System.exit(1);
        }
    }
}
