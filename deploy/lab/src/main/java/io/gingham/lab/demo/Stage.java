package io.gingham.lab.demo;

import io.gingham.agent.status.AgentStatus;
import io.gingham.lab.LabException;
import io.gingham.lab.cluster.Await;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Prober;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What all scenes share: the cluster, the people, and what has been checked.
final class Stage {

    /// For whatever is waited for.
    static final Duration LIMIT = Duration.ofSeconds(60);

    /// An address outside the cluster, from the block for documentation (RFC 5737), and RFC 3849's.
    private static final IpAddress OUTSIDE = IpAddress.parse("203.0.113.80");

    private static final IpAddress OUTSIDE_6 = IpAddress.parse("2001:db8::80");

    private final LabCluster cluster;
    private final Consumer<String> say;
    private final DemoPods pods;
    private final Checks checks;
    private final Prober prober = new Prober();

    Stage(LabCluster cluster, Consumer<String> say) {
        this.cluster = cluster;
        this.say = say;
        this.pods = new DemoPods(cluster);
        this.checks = new Checks(say);
    }

    LabCluster cluster() {
        return cluster;
    }

    DemoPods pods() {
        return pods;
    }

    Checks checks() {
        return checks;
    }

    Prober prober() {
        return prober;
    }

    void chapter(String title) {
        say.accept("");
        say.accept("== " + title);
    }

    void say(String line) {
        say.accept("  " + line);
    }

    /// Waits, and tells what for if it takes long.
    void await(String what, Supplier<Optional<String>> missing) {
        Await.until(what, LIMIT, missing, this::say);
    }

    void awaitInForce() {
        cluster.awaitInForce(LIMIT);
    }

    void makeOutside() {
        Fabric.addOutsideAddress(OUTSIDE);
        Fabric.addOutsideAddress(OUTSIDE_6);
    }

    Place outside() {
        return outside(OUTSIDE);
    }

    Place outside6() {
        return outside(OUTSIDE_6);
    }

    private static Place outside(IpAddress address) {
        return new Place("internet", NetworkNamespace.named(Fabric.INTERNET), address);
    }

    static AgentStatus status(LabNode node) {
        return node.status()
                .orElseThrow(
                        () -> new LabException("the agent of " + node.name() + " does not answer"));
    }
}
