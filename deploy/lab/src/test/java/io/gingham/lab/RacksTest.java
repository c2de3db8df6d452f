package io.gingham.lab;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabPaths;
import io.gingham.lab.demo.Demo;
import io.gingham.lab.fabric.TwoRacks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Two racks for all tests here: real agents, BIRD, FRR, routes and packets, in the private
/// namespaces of this JVM. The demo goes first, since it expects a cluster without pods.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RacksTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "../.."));

    private static LabCluster cluster;

    @BeforeAll
    static void raise() throws IOException {
        cluster =
                LabCluster.raise(
                        new LabPaths(ROOT.toAbsolutePath()), TwoRacks.of(4), System.out::println);
    }

    @AfterAll
    static void end() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void theDemoOfTwoRacksPasses() throws Exception {
        assertTrue(new Demo(cluster, System.out::println).run() > 40);
    }
}
