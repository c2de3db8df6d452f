package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.process.ProcessResult;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// `kill -9` of the agent at random moments, with a runtime that calls DEL once and never again:
/// after the next start nothing is left.
///
/// `-Dgingham.kill.rounds=200` for the campaign, `-Dgingham.kill.seed=N` to repeat one.
class KillCampaignTest extends CniServerFixture {

    private static final int ROUNDS = Integer.getInteger("gingham.kill.rounds", 15);
    private static final int PODS = 3;

    /// The first ADDs of a JVM take some hundred milliseconds, with their DELs.
    private static final int LATEST_MILLIS = 900;

    KillCampaignTest() throws IOException {}

    @Test
    void nothingIsLeftAfterTheNextStart() throws Exception {
        long seed = Long.getLong("gingham.kill.seed", System.nanoTime());
        System.out.println("kill campaign: " + ROUNDS + " rounds, seed " + seed);
        Random random = new Random(seed);
        int interrupted = 0;
        node.server.close();
        for (int round = 0; round < ROUNDS; round++) {
            List<Future<ProcessResult>> pods = new ArrayList<>();
            try (KilledAgent agent = KilledAgent.startOpen(node)) {
                for (int i = 0; i < PODS; i++) {
                    String name = "r" + round + "p" + i;
                    NetworkNamespace pod = node.namespaces.create("pod");
                    long pause = random.nextInt(300);
                    pods.add(later(() -> lifeOf(name, pod, pause)));
                }
                Thread.sleep(random.nextInt(LATEST_MILLIS));
                agent.kill();
            }
            for (Future<ProcessResult> pod : pods) {
                interrupted += pod.get(60, TimeUnit.SECONDS).succeeded() ? 0 : 1;
            }
            node.server = node.startAgain();
            assertClean("round " + round + " of seed " + seed);
            node.server.close();
        }
        System.out.println(
                "kill campaign: " + interrupted + " of " + ROUNDS * PODS + " ADDs interrupted");
        node.server = node.startAgain();
    }

    /// What ADD answered.
    private ProcessResult lifeOf(String name, NetworkNamespace pod, long pause) throws Exception {
        Thread.sleep(pause);
        String netns = pod.path().toString();
        ProcessResult added = node.call("ADD", name, netns, name, node.config("1.0.0"));
        Thread.sleep(pause / 2);
        node.call("DEL", name, netns, name, node.config("1.0.0")).orThrow();
        NetworkNamespace.delete(pod.path().getFileName().toString());
        return added;
    }

    private void assertClean(String when) throws IOException {
        assertEquals(List.of(), list(node.stateDir()), when);
        assertEquals(List.of(), node.reservations(), when);
        assertEquals(List.of(), caliLinks(), when);
        assertEquals(List.of(), host.routes(RouteFilter.main(IpFamily.IPV4)), when);
        assertEquals(List.of(), node.server.endpoints(), when);
        assertFalse(Files.exists(node.deletions()), when);
    }
}
