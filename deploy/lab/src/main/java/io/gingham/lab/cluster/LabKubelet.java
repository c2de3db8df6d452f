package io.gingham.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.delta.Delta;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.PodServers;
import io.gingham.lab.probe.Protocol;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import io.gingham.watch.ApiServerSource;
import io.gingham.watch.Feed;
import io.gingham.watch.Kind;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Versioned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the sandboxes of pods that are bound to a node of the lab, in the order a kubelet does:
/// network namespace, CNI ADD, servers for the containers' ports, then the pod's status with its
/// address. A failed ADD is tried again with a new sandbox.
public final class LabKubelet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LabKubelet.class);

    /// The address a pod must get, for policy cases that name it.
    public static final String ADDRESS_ANNOTATION = "lab.gingham.io/ip";

    private static final Kind<Pod> PODS = Kind.of(Pod.class, Function.identity());
    private static final Duration RETRY = Duration.ofMillis(500);

    /// Pods made at once: about what the machine has of processors.
    private static final int WORKERS = 4;

    private record Running(
            ContainerRuntime.Sandbox sandbox, String node, List<Place> places, Path conflist) {

        List<IpAddress> addresses() {
            return places.stream().map(Place::address).toList();
        }
    }

    private final KubernetesClient client;
    private final LabPaths paths;
    private final Map<String, IpAddress> nodes;
    private final PodServers servers;
    private final Map<ResourceKey, Running> running = new ConcurrentHashMap<>();
    private final Map<ResourceKey, String> failures = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Pod> wanted = new ConcurrentHashMap<>();
    private final List<ExecutorService> workers;
    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(10));
    private @Nullable Feed feed;

    /// @param nodes the lab's nodes by name, with the address their host-network pods have
    LabKubelet(
            KubernetesClient client,
            LabPaths paths,
            Map<String, IpAddress> nodes,
            PodServers servers) {
        this.client = client;
        this.paths = paths;
        this.nodes = nodes;
        this.servers = servers;
        this.workers =
                IntStream.range(0, WORKERS)
                        .mapToObj(
                                i ->
                                        Executors.newSingleThreadExecutor(
                                                Thread.ofPlatform()
                                                        .daemon()
                                                        .name("kubelet-" + i)
                                                        .factory()))
                        .toList();
    }

    void start() {
        feed = new Feed(new ApiServerSource(client), List.of(PODS), () -> {});
        feed.subscribe(PODS, delta -> changed(bare(delta)));
        feed.start();
    }

    /// Where a running pod's packets come from and go to, by its first address.
    public @Nullable Place place(ResourceKey pod) {
        Running found = running.get(pod);
        return found == null ? null : found.places().getFirst();
    }

    /// The same by each of its addresses; none if it does not run.
    public List<Place> places(ResourceKey pod) {
        Running found = running.get(pod);
        return found == null ? List.of() : found.places();
    }

    /// Why pods could not be started, by pod; empty when all is well.
    public Map<ResourceKey, String> failures() {
        return Map.copyOf(failures);
    }

    /// True if, of these pods, just those bound to the lab's nodes run, and nothing is left of
    /// others.
    public boolean runsJust(List<Pod> pods) {
        List<Pod> bound = pods.stream().filter(this::isBoundHere).toList();
        return bound.size() == running.size() && bound.stream().allMatch(this::runs);
    }

    private boolean isBoundHere(Pod pod) {
        String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
        return node != null && nodes.containsKey(node);
    }

    private boolean runs(Pod pod) {
        Running found = running.get(ResourceKey.of(pod));
        return found != null && found.sandbox().podUid().equals(pod.getMetadata().getUid());
    }

    @Override
    public void close() {
        if (feed != null) {
            feed.close();
        }
        workers.forEach(ExecutorService::shutdownNow);
    }

    /// The network namespace of a pod's sandbox; `_` can't be part of a Kubernetes name, so no two
    /// pods share one.
    public static String sandboxName(ResourceKey pod) {
        return pod.namespace() + "_" + pod.name();
    }

    private static Delta<ResourceKey, Pod> bare(Delta<ResourceKey, Versioned<Pod>> delta) {
        return switch (delta) {
            case Delta.Put<ResourceKey, Versioned<Pod>>(var key, var pod) ->
                    Delta.put(key, pod.value());
            case Delta.Remove<ResourceKey, Versioned<Pod>>(var key) -> Delta.remove(key);
        };
    }

    private void changed(Delta<ResourceKey, Pod> delta) {
        switch (delta) {
            case Delta.Put<ResourceKey, Pod>(ResourceKey key, Pod pod) -> {
                if (!isBoundHere(pod)) {
                    return;
                }
                if (pod.getMetadata().getDeletionTimestamp() != null) {
                    wanted.remove(key);
                } else {
                    wanted.put(key, pod);
                }
            }
            case Delta.Remove<ResourceKey, Pod>(ResourceKey key) -> wanted.remove(key);
        }
        submit(delta.key());
    }

    /// One worker for all work of one pod, so that it is never done twice at once.
    private void submit(ResourceKey key) {
        workers.get(Math.floorMod(key.hashCode(), WORKERS)).execute(() -> reconcile(key));
    }

    private void reconcile(ResourceKey key) {
        Pod pod = wanted.get(key);
        Running now = running.get(key);
        try {
            if (now != null
                    && (pod == null
                            || !now.sandbox().podUid().equals(pod.getMetadata().getUid()))) {
                stop(key, now);
                now = null;
            }
            if (pod != null && now == null) {
                start(key, pod);
            }
            failures.remove(key);
        } catch (IOException | RuntimeException e) {
            LOG.debug("pod {}", key, e);
            failures.put(key, String.valueOf(e.getMessage()));
            Thread.ofVirtual().start(() -> retryLater(key));
        }
    }

    private void retryLater(ResourceKey key) {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
            submit(key);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            // Closed meanwhile.
        }
    }

    private void start(ResourceKey key, Pod pod) throws IOException {
        String node = pod.getSpec().getNodeName();
        IpAddress hostAddress = Objects.requireNonNull(nodes.get(node), node);
        boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
        Running started =
                hostNetwork ? onTheHost(key, pod, node, hostAddress) : inASandbox(key, pod, node);
        try {
            PodLog log = new PodLog(paths.podLog(key));
            started.addresses()
                    .forEach(it -> log.line("started on " + node + " with the address " + it));
            listen(pod, started.places(), log);
            report(pod, started.addresses(), hostAddress);
            running.put(key, started);
        } catch (IOException | RuntimeException e) {
            tearDown(started);
            throw e;
        }
    }

    private Running onTheHost(ResourceKey key, Pod pod, String node, IpAddress hostAddress) {
        IpAddress address = Objects.requireNonNullElse(requestedAddress(pod), hostAddress);
        Place place = new Place(key.toString(), NetworkNamespace.named(node), address);
        return new Running(sandbox(key, pod, ""), node, List.of(place), Path.of(""));
    }

    private Running inASandbox(ResourceKey key, Pod pod, String node) throws IOException {
        String name = sandboxName(key);
        ContainerRuntime runtime = new ContainerRuntime(paths, node);
        ContainerRuntime.Sandbox sandbox = sandbox(key, pod, name);
        IpAddress requested = requestedAddress(pod);
        Path conflist = LabNode.conflist(paths, node, requested != null);
        NetworkNamespace.delete(name);
        NetworkNamespace namespace = NetworkNamespace.create(name);
        try {
            runner.run(List.of("ip", "-netns", name, "link", "set", "lo", "up")).orThrow();
            Map<String, Object> capabilities =
                    requested == null
                            ? Map.of()
                            : Map.of(
                                    "ips",
                                    List.of(requested + (requested.isIpv4() ? "/32" : "/128")));
            JsonNode result = runtime.add(sandbox, conflist, capabilities);
            List<Place> places =
                    ContainerRuntime.addresses(result).stream()
                            .map(address -> new Place(key.toString(), namespace, address))
                            .toList();
            return new Running(sandbox, node, places, conflist);
        } catch (IOException | RuntimeException e) {
            undo(runtime, sandbox, conflist, e);
            throw e;
        }
    }

    private static void undo(
            ContainerRuntime runtime,
            ContainerRuntime.Sandbox sandbox,
            Path conflist,
            Exception reason) {
        try {
            runtime.delete(sandbox, conflist);
        } catch (IOException | RuntimeException e) {
            reason.addSuppressed(e);
        }
        NetworkNamespace.delete(sandbox.name());
    }

    private void stop(ResourceKey key, Running now) throws IOException {
        tearDown(now);
        Files.deleteIfExists(paths.podLog(key));
        running.remove(key);
        finish(key, now.sandbox().podUid());
    }

    private void tearDown(Running now) throws IOException {
        now.places().forEach(servers::close);
        if (!now.sandbox().name().isEmpty()) {
            new ContainerRuntime(paths, now.node()).delete(now.sandbox(), now.conflist());
            NetworkNamespace.delete(now.sandbox().name());
        }
    }

    /// A real API server keeps a deleted pod until its kubelet says that the sandbox has gone.
    private void finish(ResourceKey key, String uid) {
        Pod left = client.pods().inNamespace(key.namespace()).withName(key.name()).get();
        if (left != null
                && left.getMetadata().getUid().equals(uid)
                && left.getMetadata().getDeletionTimestamp() != null) {
            client.pods()
                    .inNamespace(key.namespace())
                    .withName(key.name())
                    .withGracePeriod(0)
                    .delete();
        }
    }

    private void listen(Pod pod, List<Place> places, PodLog log) throws IOException {
        for (ContainerPort port : containerPorts(pod)) {
            String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
            if (protocol.equals("TCP") || protocol.equals("UDP")) {
                for (Place place : places) {
                    servers.listen(
                            place, Protocol.valueOf(protocol), port.getContainerPort(), log::line);
                }
                log.line("listening on " + protocol + "/" + port.getContainerPort());
            }
        }
    }

    static List<ContainerPort> containerPorts(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .toList();
    }

    private void report(Pod started, List<IpAddress> addresses, IpAddress hostAddress) {
        client.pods()
                .inNamespace(started.getMetadata().getNamespace())
                .withName(started.getMetadata().getName())
                .editStatus(
                        pod -> {
                            pod.setStatus(RunningStatus.of(started, addresses, hostAddress));
                            return pod;
                        });
    }

    private static @Nullable IpAddress requestedAddress(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(ADDRESS_ANNOTATION);
        return text == null ? null : IpAddress.parse(text);
    }

    private static ContainerRuntime.Sandbox sandbox(ResourceKey key, Pod pod, String name) {
        String uid = pod.getMetadata().getUid();
        // A new id each time, as a runtime has it: a retry must not meet what a failed try left.
        String id = UUID.randomUUID().toString().replace("-", "");
        return new ContainerRuntime.Sandbox(id, name, key.namespace(), key.name(), uid);
    }
}
