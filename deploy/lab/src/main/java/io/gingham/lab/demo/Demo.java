package io.gingham.lab.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.gingham.agent.status.AgentStatus;
import io.gingham.lab.LabException;
import io.gingham.lab.cluster.Await;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Addresses;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.matrix.Matrix;
import io.gingham.lab.probe.Outcome;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Probe;
import io.gingham.lab.probe.Prober;
import io.gingham.lab.probe.Protocol;
import io.gingham.lab.probe.TrafficStream;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;
import io.gingham.watch.ResourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The story: a cluster comes up, pods meet, policies part them, an agent and the router die and
/// nobody notices.
public final class Demo {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// How long an agent stays dead under traffic.
    private static final Duration DEAD = Duration.ofSeconds(3);

    /// An address outside the cluster, from the block for documentation (RFC 5737).
    private static final IpAddress OUTSIDE = IpAddress.parse("203.0.113.80");

    private final LabCluster cluster;
    private final Consumer<String> say;
    private final DemoPods pods;
    private final Checks checks;
    private final Prober prober = new Prober();

    public Demo(LabCluster cluster, Consumer<String> say) {
        this.cluster = cluster;
        this.say = say;
        this.pods = new DemoPods(cluster);
        this.checks = new Checks(say);
    }

    /// @return how many checks there were
    /// @throws LabException if any did not hold, with the first
    public int run() throws IOException, InterruptedException {
        showNodes();
        createPods();
        Matrix open =
                reachability("Who can reach whom, without any policy", null, (from, to) -> true);
        List<HasMetadata> policies = applyPolicies();
        reachability("With policies (* changed)", open, Demo::allowedByPolicies);
        killAnAgent();
        restartTheRouter();
        chapter("Policies deleted");
        policies.forEach(policy -> cluster.client().resource(policy).delete());
        cluster.awaitInForce(LIMIT);
        reachability("Who can reach whom", null, (from, to) -> true);
        if (!checks.failures().isEmpty()) {
            throw new LabException(
                    checks.failures().size()
                            + " of "
                            + checks.count()
                            + " checks failed, the first: "
                            + checks.failures().getFirst());
        }
        return checks.count();
    }

    private void chapter(String title) {
        say.accept("");
        say.accept("== " + title);
    }

    private void showNodes() {
        chapter("Nodes");
        for (LabNode node : cluster.nodes()) {
            AgentStatus status = status(node);
            say.accept(
                    "  %-4s %-14s pods %-16s agent %d MiB"
                            .formatted(
                                    node.name(),
                                    node.address(),
                                    Addresses.podCidr(node.number()),
                                    node.agentResidentKib() / 1024));
            status.peers()
                    .forEach(
                            peer ->
                                    say.accept(
                                            "         BGP %-10s %-12s AS %d %s"
                                                    .formatted(
                                                            peer.name(),
                                                            peer.address(),
                                                            peer.asNumber(),
                                                            peer.state())));
            status.routes().stream()
                    .filter(route -> !route.from().equals("local"))
                    .forEach(
                            route ->
                                    say.accept(
                                            "         route %s via %s"
                                                    .formatted(route.prefix(), route.nextHop())));
        }
        chapter("The top-of-rack router, in BIRD's own words");
        cluster.tor()
                .ask("show protocols")
                .lines()
                .skip(1)
                .forEach(line -> say.accept("  " + line));
        cluster.tor().ask("show route").lines().skip(1).forEach(line -> say.accept("  " + line));
        checkTheRouter("BIRD shows a session with each node as Established, and each node's block");
    }

    private void checkTheRouter(String fact) {
        List<String> names = cluster.nodes().stream().map(LabNode::name).sorted().toList();
        String routes = cluster.tor().ask("show route");
        boolean blocks =
                cluster.nodes().stream()
                        .allMatch(
                                node ->
                                        routes.contains(
                                                Addresses.podCidr(node.number()).toString()));
        List<String> established = cluster.tor().established();
        checks.that(established.equals(names) && blocks, fact, established + "\n" + routes);
    }

    private void createPods() {
        chapter("Pods");
        pods.create();
        cluster.awaitInForce(LIMIT);
        for (DemoPods.Who who : DemoPods.ALL) {
            LabNode node = pods.node(who);
            Place place = pods.place(who);
            say.accept("  %-14s %-4s %s".formatted(who.key(), node.name(), place.address()));
            checks.that(
                    Addresses.podCidr(node.number()).contains(place.address()),
                    who.key() + " has an address of its node's block",
                    place.address().toString());
        }
        Fabric.addOutsideAddress(OUTSIDE);
    }

    private interface Expected {
        boolean allowed(String from, String to);
    }

    /// What policies.yaml says, in plain words.
    private static boolean allowedByPolicies(String from, String to) {
        boolean in =
                switch (to) {
                    case "shop/web" -> true;
                    case "shop/cart" -> from.equals("shop/web");
                    case "shop/db" -> from.equals("shop/cart");
                    default -> true;
                };
        boolean out = !from.equals("guest/client") || to.startsWith("shop/");
        return in && out;
    }

    private Matrix reachability(String title, @Nullable Matrix before, Expected expected)
            throws IOException {
        List<Place> receivers = DemoPods.ALL.stream().map(pods::place).toList();
        List<Place> senders = new ArrayList<>(receivers);
        senders.add(new Place("internet", NetworkNamespace.named(Fabric.INTERNET), OUTSIDE));
        chapter(title);
        Matrix matrix = Matrix.measure(prober, senders, receivers, Protocol.TCP, 80);
        matrix.table(before).forEach(line -> say.accept("  " + line));
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Probe, Outcome> entry : matrix.outcomes().entrySet()) {
            boolean allow =
                    expected.allowed(entry.getKey().from().name(), entry.getKey().to().name());
            if (allow ? !entry.getValue().allowed() : !entry.getValue().denied()) {
                wrong.add(entry.getKey() + " " + entry.getValue());
            }
        }
        checks.that(
                wrong.isEmpty(),
                "all %d answers are as the policies say".formatted(matrix.outcomes().size()),
                wrong.toString());
        return matrix;
    }

    private List<HasMetadata> applyPolicies() throws IOException {
        chapter("Policies applied");
        List<HasMetadata> policies;
        try (InputStream yaml =
                Objects.requireNonNull(
                        Demo.class.getResourceAsStream("/demo/policies.yaml"), "policies.yaml")) {
            policies = cluster.client().load(yaml).items();
        }
        long begun = System.nanoTime();
        for (HasMetadata policy : policies) {
            say.accept("  " + ResourceKey.of(policy));
            cluster.objects().put(policy);
        }
        cluster.awaitInForce(LIMIT);
        say.accept(
                "  in force on every node %d ms after the first was posted"
                        .formatted(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
        return policies;
    }

    private void killAnAgent() throws InterruptedException {
        LabNode victim = pods.node(DemoPods.ALL.getFirst());
        Place client = pods.place(DemoPods.ALL.get(4));
        Place server = pods.place(DemoPods.ALL.getFirst());
        chapter("kill -9 of " + victim.name() + "'s agent while " + client + " talks to " + server);
        KernelSnapshot before = KernelSnapshot.of(victim.name());
        TrafficStream stream = new TrafficStream(client, server, 80, 80);
        TimeUnit.MILLISECONDS.sleep(500);
        victim.killAgent();
        say.accept("  it is dead; its rules and routes must go on without it");
        TimeUnit.MILLISECONDS.sleep(DEAD.toMillis());
        checks.that(
                KernelSnapshot.of(victim.name()).equals(before),
                "the dead agent's rules and routes are still in the kernel",
                before.difference(KernelSnapshot.of(victim.name())));
        try {
            victim.startAgent();
        } catch (IOException e) {
            throw new LabException(
                    "the agent of " + victim.name() + " can't be started again: " + e.getMessage());
        }
        cluster.awaitReady();
        cluster.awaitInForce(LIMIT);
        say.accept("  a new agent has taken over");
        TrafficStream.Report report = stream.stop();
        say.accept("  " + report);
        checks.that(
                report.isClean(),
                "no packet was lost, on existing and new connections",
                report.toString());
        KernelSnapshot after = KernelSnapshot.of(victim.name());
        checks.that(after.equals(before), "the kernel is as it was", before.difference(after));
        AgentStatus.KernelWrites writes = status(victim).kernel();
        checks.that(
                writes.equals(new AgentStatus.KernelWrites(0, 0, 0)),
                "the restarted agent found all as it should be and wrote nothing",
                writes.toString());
    }

    private void restartTheRouter() throws IOException, InterruptedException {
        chapter("BIRD restarts");
        cluster.tor().stop();
        Await.until(
                "the sessions' end",
                LIMIT,
                () ->
                        cluster.nodes().stream()
                                .filter(
                                        node ->
                                                status(node).peers().stream()
                                                        .anyMatch(
                                                                peer ->
                                                                        peer.name()
                                                                                        .startsWith(
                                                                                                "tor-")
                                                                                && peer.state()
                                                                                        .equalsIgnoreCase(
                                                                                                "Established")))
                                .findFirst()
                                .map(node -> node.name() + " still sees its router"),
                line -> say.accept("  " + line));
        cluster.tor().start();
        cluster.awaitReady();
        checkTheRouter("its sessions are Established again, with each node's block");
        Place outside = new Place("internet", NetworkNamespace.named(Fabric.INTERNET), OUTSIDE);
        Probe probe = new Probe(outside, pods.place(DemoPods.ALL.getFirst()), Protocol.TCP, 80);
        // BIRD writes its kernel's routes a moment after it has them.
        Await.until(
                "the way from outside",
                LIMIT,
                () -> {
                    try {
                        Outcome outcome =
                                prober.run(List.of(probe), p -> true, Prober.Patience.DEFAULT)
                                        .get(probe);
                        return outcome instanceof Outcome.Answered
                                ? Optional.empty()
                                : Optional.of(String.valueOf(outcome));
                    } catch (IOException e) {
                        return Optional.of(String.valueOf(e.getMessage()));
                    }
                },
                line -> say.accept("  " + line));
        say.accept("  the outside world reaches shop/web again");
    }

    private static AgentStatus status(LabNode node) {
        return node.status()
                .orElseThrow(
                        () -> new LabException("the agent of " + node.name() + " does not answer"));
    }
}
