package io.gingham.bench.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A whole run of the smallest cluster, with an agent of this build.
class NodeUnderTestTest {

    private static final Path HOST_LOCAL = Path.of("/usr/lib/cni/host-local");

    private static NodeUnderTest node;
    private static ExecutorService runtime;

    @BeforeAll
    static void raise() {
        boolean there = Files.isExecutable(HOST_LOCAL);
        if (!there) {
            System.out.println("SKIPPED: " + HOST_LOCAL + " is not here");
        }
        assumeTrue(there || System.getenv("CI") != null);
        runtime = Executors.newSingleThreadExecutor();
        node = new NodeUnderTest(201, new ClusterShape(60, 20, 8, 50, false, false), agent());
    }

    /// As ./gingham starts one, but of the classes that are tested.
    private static List<String> agent() {
        return List.of(
                Objects.requireNonNull(System.getenv("GINGHAM_JAVA")),
                "@" + AgentProcess.root().resolve("felix-agent/jvm.options"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.gingham.agent.cli.GinghamMain");
    }

    @AfterAll
    static void end() {
        if (node != null) {
            node.close();
            runtime.shutdownNow();
        }
    }

    @Test
    void eachChangeIsSeenInTheKernelAndCostsTheAgentSomething() {
        List<Change> changes = new Changes(node.cluster(), node.sandboxes(), runtime).all();
        List<RowResult> rows =
                changes.stream()
                        .map(change -> new ChangeRow(change, node.kernel(), node.agent()))
                        .map(row -> row.run(0, 2))
                        .toList();
        assertEquals(7, rows.size());
        for (RowResult row : rows) {
            assertTrue(row.latencyMillis().median() > 0, row.toString());
            assertTrue(row.agentMillis().median() > 0, row.toString());
        }
        assertEquals(
                List.of("a policy edited", "a local pod relabelled", "a local pod added (CNI ADD)")
                        .stream()
                        .sorted()
                        .toList(),
                rows.stream()
                        .filter(row -> row.ruleObjects() > 0)
                        .map(RowResult::name)
                        .sorted()
                        .collect(Collectors.toList()),
                "the changes that rewrite rules");
        assertEquals(1, row(rows, Changes.MEMBER_MORE).members());
        // Of each family: the set of the policy's peers, and that of the team's pods.
        assertEquals(4, row(rows, "a remote pod added").members());
        assertTrue(row(rows, "a namespace relabelled").members() > 4);
    }

    private static RowResult row(List<RowResult> rows, String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void anAgentThatStartsIntoAnEmptyKernelWritesAllAgain() {
        node.awaitRest();
        String before = node.kernel().savedSets();
        long begin = node.restartIntoAnEmptyKernel();
        long last = node.awaitFirstProgram();
        assertTrue(node.api().lastListed() > begin, "it lists");
        assertTrue(last > node.api().lastListed(), "and then it writes");
        assertEquals(List.of(), SetMember.between(before, node.kernel().savedSets()));
    }
}
