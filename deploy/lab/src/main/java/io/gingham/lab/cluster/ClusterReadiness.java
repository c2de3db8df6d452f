package io.gingham.lab.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gingham.agent.cluster.KindContext;
import io.gingham.agent.status.AgentStatus;
import io.gingham.lab.LabException;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.policy.model.ResourceKind;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ResourceKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a cluster still lacks, as a sentence, or nothing when it is as it should be.
final class ClusterReadiness {

    /// HTTP's status for what isn't there (RFC 9110 section 15.5.5).
    private static final int NOT_FOUND = 404;

    private static final Set<ResourceKind> POLICIES_DEPEND_ON =
            Set.of(
                    ResourceKind.SERVICE_ACCOUNT,
                    ResourceKind.TIER,
                    ResourceKind.NETWORK_SET,
                    ResourceKind.GLOBAL_NETWORK_SET,
                    ResourceKind.HOST_ENDPOINT,
                    ResourceKind.PROFILE);

    private static final Set<String> COMPARED =
            Arrays.stream(ResourceKind.values())
                    .filter(
                            kind ->
                                    kind.isPolicy()
                                            || kind == ResourceKind.POD
                                            || kind == ResourceKind.NAMESPACE
                                            || POLICIES_DEPEND_ON.contains(kind))
                    .map(ResourceKind::resourceName)
                    .collect(Collectors.toUnmodifiableSet());

    private final KubernetesClient client;
    private final List<LabNode> nodes;
    private final List<FabricRouter> routers;
    private final LabKubelet kubelet;
    private final LabPaths paths;

    ClusterReadiness(
            KubernetesClient client,
            List<LabNode> nodes,
            List<FabricRouter> routers,
            LabKubelet kubelet,
            LabPaths paths) {
        this.client = client;
        this.nodes = nodes;
        this.routers = routers;
        this.kubelet = kubelet;
        this.paths = paths;
    }

    /// Ready: every agent is in sync, every BGP session Established, and every node's blocks in the
    /// tables of all routers.
    Optional<String> notReady() {
        return nodes.stream()
                .flatMap(node -> notReady(node).stream())
                .findFirst()
                .or(this::missingAtTheRouter);
    }

    private Optional<String> notReady(LabNode node) {
        if (!node.isAgentAlive()) {
            throw new LabException(
                    "the agent of "
                            + node.name()
                            + " ended; see "
                            + paths.log("agent-" + node.name()));
        }
        Optional<AgentStatus> status = node.status();
        if (status.isEmpty() || !status.get().inSync()) {
            return Optional.of(node.name() + "'s agent is not in sync yet");
        }
        return sessionsMissing(node, status.get()).or(() -> routesMissing(node, status.get()));
    }

    private Optional<String> sessionsMissing(LabNode node, AgentStatus status) {
        List<String> down =
                status.peers().stream()
                        .filter(peer -> !peer.state().equalsIgnoreCase("Established"))
                        .map(AgentStatus.PeerView::name)
                        .toList();
        // With the routers; in one rack with each other node, too.
        int mesh = routers.size() == 1 ? nodes.size() - 1 : 0;
        int expected = node.server().sessions() + mesh;
        return down.isEmpty() && status.peers().size() >= expected
                ? Optional.empty()
                : Optional.of(
                        "%s has %d of %d BGP sessions, not Established: %s"
                                .formatted(node.name(), status.peers().size(), expected, down));
    }

    private Optional<String> routesMissing(LabNode node, AgentStatus status) {
        Set<String> learned =
                status.routes().stream()
                        .filter(route -> !route.from().equals("local"))
                        .map(AgentStatus.RouteView::prefix)
                        .collect(Collectors.toSet());
        return nodes.stream()
                .filter(other -> !other.equals(node))
                .flatMap(other -> other.server().podCidrs().stream())
                .filter(block -> !learned.contains(block.toString()))
                .findFirst()
                .map(block -> node.name() + " has not learned " + block);
    }

    private Optional<String> missingAtTheRouter() {
        return routers.stream().flatMap(router -> missingAt(router).stream()).findFirst();
    }

    private Optional<String> missingAt(FabricRouter router) {
        Set<IpPrefix> routes = router.prefixes();
        return nodes.stream()
                .flatMap(node -> node.server().podCidrs().stream())
                .filter(block -> !routes.contains(block))
                .findFirst()
                .map(block -> "the router " + router.name() + " has no route to " + block);
    }

    /// In force: all pods of the lab's nodes run, and every agent's rules are made of just what the
    /// API server holds now.
    Optional<String> notInForce() {
        List<Pod> pods = client.resources(Pod.class).inAnyNamespace().list().getItems();
        if (!kubelet.runsJust(pods)) {
            return Optional.of(
                    "pods are being started or stopped"
                            + (kubelet.failures().isEmpty() ? "" : ": " + kubelet.failures()));
        }
        Map<String, Map<String, String>> api = versions(pods);
        return nodes.stream()
                .filter(node -> !node.status().map(status -> isUpToDate(status, api)).orElse(false))
                .findFirst()
                .map(node -> node.name() + "'s rules are not up to date yet");
    }

    /// Kinds that the lab never changes aren't compared.
    private static boolean isUpToDate(AgentStatus status, Map<String, Map<String, String>> api) {
        Map<String, Map<String, String>> inForce = new TreeMap<>();
        status.inForce()
                .forEach(
                        (kind, versions) -> {
                            if (!versions.isEmpty() && COMPARED.contains(kind)) {
                                inForce.put(kind, versions);
                            }
                        });
        return inForce.equals(api);
    }

    private Map<String, Map<String, String>> versions(List<Pod> pods) {
        Map<String, Map<String, String>> versions = new TreeMap<>();
        versions.put(ResourceKind.POD.resourceName(), versionByKey(pods));
        versions.put(
                ResourceKind.NAMESPACE.resourceName(),
                versionByKey(client.resources(Namespace.class).list().getItems()));
        for (ResourceKind kind : ResourceKind.values()) {
            if (kind.isPolicy() || POLICIES_DEPEND_ON.contains(kind)) {
                versions.put(kind.resourceName(), versionByKey(list(kind)));
            }
        }
        versions.values().removeIf(Map::isEmpty);
        return versions;
    }

    private List<GenericKubernetesResource> list(ResourceKind kind) {
        try {
            return client.genericKubernetesResources(KindContext.of(kind))
                    .inAnyNamespace()
                    .list()
                    .getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    private static Map<String, String> versionByKey(List<? extends HasMetadata> objects) {
        Map<String, String> versions = new TreeMap<>();
        objects.forEach(
                object ->
                        versions.put(
                                ResourceKey.of(object).toString(),
                                object.getMetadata().getResourceVersion()));
        return versions;
    }
}
