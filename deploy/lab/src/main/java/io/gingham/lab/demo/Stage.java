package io.gingham.lab.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
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
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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

    /// Puts the objects of a text of YAML into the API server.
    List<HasMetadata> apply(String yaml) {
        List<HasMetadata> objects =
                cluster.client()
                        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                        .items();
        objects.forEach(cluster.objects()::put);
        return objects;
    }

    void delete(List<HasMetadata> objects) {
        objects.forEach(object -> cluster.client().resource(object).delete());
    }

    /// The cluster's BGPConfiguration of the racks, with more lines in its `spec`.
    void configure(String more) {
        apply(
                """
                apiVersion: projectcalico.org/v3
                kind: BGPConfiguration
                metadata: {name: default}
                spec:
                  asNumber: 64512
                """
                        + more.indent(2));
    }

    void editNode(LabNode node, Consumer<Node> change) {
        cluster.client()
                .nodes()
                .withName(node.name())
                .edit(
                        there -> {
                            change.accept(there);
                            return there;
                        });
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
