package io.gingham.bench.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// With a real kernel: what the bench sees of rules and sets is what was written.
class NodeKernelTest {

    private static NodeNet node;
    private static NodeKernel kernel;

    @BeforeAll
    static void raise() {
        node = NodeNet.raise(200);
        kernel = new NodeKernel(node);
    }

    @AfterAll
    static void end() throws InterruptedException {
        kernel.close();
    }

    @Test
    void knowsWhetherAMemberIsInASet() {
        node.ask("ipset", "create", "probed4", "hash:net", "family", "inet");
        node.ask("ipset", "create", "probed6", "hash:net", "family", "inet6");
        node.ask("ipset", "add", "probed4", "10.1.2.3");
        node.ask("ipset", "add", "probed6", "fd00::3");

        assertTrue(kernel.is(new SetMember("probed4", "10.1.2.3", true)));
        assertFalse(kernel.is(new SetMember("probed4", "10.1.2.4", true)));
        assertTrue(kernel.is(new SetMember("probed4", "10.1.2.4", false)));
        assertTrue(kernel.is(new SetMember("probed6", "fd00::3", true)));
        assertFalse(kernel.is(new SetMember("probed6", "fd00::4", true)));
        assertFalse(kernel.is(new SetMember("no-such-set", "10.1.2.3", true)));
    }

    @Test
    void theFingerprintChangesWithEachMemberAndWithNothingElse() {
        node.ask("ipset", "create", "printed", "hash:net");
        long empty = kernel.setsFingerprint();
        assertEquals(empty, kernel.setsFingerprint());
        node.ask("ipset", "add", "printed", "10.0.0.0/8");
        assertNotEquals(empty, kernel.setsFingerprint());
        node.ask("ipset", "del", "printed", "10.0.0.0/8");
        assertEquals(empty, kernel.setsFingerprint());
        node.ask("iptables", "-A", "FORWARD", "-m", "set", "--match-set", "printed", "src");
        assertEquals(empty, kernel.setsFingerprint());
    }

    @Test
    void seesEachTransactionOfIptables() {
        RuleEvents.Seen before = kernel.rules();
        long begin = System.nanoTime();
        node.ask("iptables", "-N", "seen");
        node.ask("iptables", "-A", "seen", "-j", "ACCEPT");
        long last = kernel.awaitQuiet(Duration.ofMillis(200), Duration.ofSeconds(10));

        RuleEvents.Seen seen = kernel.rules().since(before);
        assertEquals(2, seen.transactions());
        assertTrue(seen.objects() >= 2, seen.toString());
        assertTrue(seen.octets() > 40, seen.toString());
        assertEquals(0, seen.lost());
        assertTrue(last >= begin && last <= System.nanoTime());
        assertTrue(seen.lastNanos() >= begin, "the time of the last");
    }

    @Test
    void findsWhatAChangeMoves() {
        node.ask("ipset", "create", "moved", "hash:net");
        node.ask("ipset", "add", "moved", "10.0.0.1");
        String before = kernel.savedSets();
        node.ask("ipset", "del", "moved", "10.0.0.1");
        node.ask("ipset", "add", "moved", "10.0.0.2");

        assertEquals(
                List.of(
                        new SetMember("moved", "10.0.0.2", true),
                        new SetMember("moved", "10.0.0.1", false)),
                SetMember.between(before, kernel.savedSets()));
    }
}
