package io.gingham.agent.report;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gingham.crds.v1.GinghamNode;
import io.gingham.crds.v1.GinghamNodeStatus;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// In the API server.
public final class ApiReportStore implements ReportStore {

    /// Where Events of things without a namespace are.
    private static final String NAMESPACE = "default";

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private static final String COMPONENT = "gingham-agent";

    private final KubernetesClient client;
    private final String node;

    /// @param node its name
    public ApiReportStore(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
    }

    @Override
    public Optional<GinghamNodeStatus> read() {
        return Optional.ofNullable(client.resources(GinghamNode.class).withName(node).get())
                .flatMap(found -> Optional.ofNullable(found.getStatus()));
    }

    /// Its own Node owns it, so it goes with the Node.
    @Override
    public void write(GinghamNodeStatus status) {
        String patch = client.getKubernetesSerialization().asJson(Map.of("status", status));
        try {
            patch(patch);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            create();
            patch(patch);
        }
    }

    private void patch(String patch) {
        client.resources(GinghamNode.class)
                .withName(node)
                .subresource("status")
                .patch(MERGE, patch);
    }

    private void create() {
        Node owner = client.nodes().withName(node).get();
        if (owner == null) {
            throw new IllegalStateException(
                    "the API server has no node named " + node + " to own its GinghamNode");
        }
        // Not through the client's class: the agent's client leaves owners out of metadata.
        client.raw(
                "/apis/gingham.io/v1/ginghamnodes",
                "POST",
                Map.of(
                        "apiVersion",
                        "gingham.io/v1",
                        "kind",
                        "GinghamNode",
                        "metadata",
                        Map.of("name", node, "ownerReferences", List.of(owner(owner)))));
    }

    private Map<String, String> owner(Node owner) {
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Node",
                "name",
                node,
                "uid",
                owner.getMetadata().getUid());
    }

    @Override
    public void tell(NodeEvent event) {
        String name =
                node
                        + "."
                        + HexFormat.of().toHexDigits(System.nanoTime() ^ event.object().hashCode());
        client.resource(event(name, event)).create();
    }

    private Event event(String name, NodeEvent event) {
        String now = now();
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withType(event.warning() ? "Warning" : "Normal")
                .withReason(event.reason())
                .withMessage(event.message())
                .withCount(1)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withNewSource(COMPONENT, node)
                .withReportingComponent(COMPONENT)
                .withReportingInstance(node)
                // The uid as the kubelet writes it: 'kubectl describe node' looks for that.
                .withNewInvolvedObject()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .withUid(node)
                .endInvolvedObject()
                .build();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
