package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// What of a node's kernel the bench watches. One thread.
final class NodeKernel implements AutoCloseable {

    private static final long LOOK_NANOS = 20_000_000;

    private final NodeNet node;
    private final RuleEvents rules;
    private final SetProbe sets;

    NodeKernel(NodeNet node) {
        this.node = node;
        this.rules = RuleEvents.of(node);
        this.sets = SetProbe.of(node);
    }

    RuleEvents.Seen rules() {
        return rules.seen();
    }

    /// All sets with their members, as the program prints them; takes its time.
    String savedSets() {
        return node.ask("ipset", "save");
    }

    long setsFingerprint() {
        return sets.fingerprint();
    }

    /// Whether the kernel is as said.
    boolean is(SetMember wanted) {
        return sets.has(wanted.set(), member(wanted.member())) == wanted.present();
    }

    /// `10.0.0.1` or `10.0.0.0/8`; members of other kinds are not asked for.
    private static IpPrefix member(String text) {
        return text.contains("/")
                ? IpPrefix.parse(text)
                : IpPrefix.host(io.gingham.value.IpAddress.parse(text));
    }

    /// Waits until nothing has changed in the kernel for so long.
    ///
    /// @return [System#nanoTime] of the last change, as far as it was seen: a set's is seen up to
    ///   20 ms late; of the call if nothing changed
    long awaitQuiet(Duration quiet, Duration limit) {
        long begin = System.nanoTime();
        long last = begin;
        long print = sets.fingerprint();
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = System.nanoTime();
            long lookedAt = sets.fingerprint();
            if (lookedAt != print) {
                print = lookedAt;
                last = now;
            }
            RuleEvents.Seen seen = rules.seen();
            if (seen.any()) {
                last = Math.max(last, seen.lastNanos());
            }
            if (now - last > quiet.toNanos()) {
                return last;
            }
            if (now - begin > limit.toNanos()) {
                throw new BenchException(
                        "the node's kernel does not come to rest within "
                                + limit.toSeconds()
                                + " s");
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        rules.close();
        sets.close();
    }
}
