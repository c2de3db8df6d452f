package io.gingham.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gingham.crds.v3.IPPool;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.store.StoreException.Reason;
import io.gingham.watch.ResourceKey;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The same against a kube-apiserver, and what only that one knows.
class RealApiServerTest extends ObjectStoreContract {

    private static @Nullable RealApiServer server;
    private static @Nullable KubernetesClient admin;

    @BeforeAll
    static void start() throws Exception {
        server = RealApiServer.start().orElse(null);
        if (server == null) {
            System.out.println(
                    "SKIPPED: no kube-apiserver and etcd on this machine; set KUBE_BIN (deploy/kubernetes-test/README.md)");
        } else {
            admin = server.client(RealApiServer.ADMIN);
        }
        assumeTrue(server != null, "no kube-apiserver");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    ApiObjects<ConfigMap> objects() {
        return objects(Objects.requireNonNull(admin));
    }

    private static ApiObjects<ConfigMap> objects(KubernetesClient client) {
        return new KubernetesObjects<>(client, ConfigMap.class);
    }

    private StoreException refusal(ApiObjects<ConfigMap> objects, ResourceKey where) {
        ConfigMap object = counter(1);
        object.getMetadata().setNamespace(where.namespace());
        object.getMetadata().setName(where.name());
        return assertThrows(StoreException.class, () -> objects.create(object));
    }

    @Test
    void whatIsForbiddenSaysWhichRightIsMissing() {
        KubernetesClient nobody = Objects.requireNonNull(server).client(RealApiServer.NOBODY);

        StoreException read = assertThrows(StoreException.class, () -> objects(nobody).read(key));
        StoreException create = refusal(objects(nobody), key);

        assertEquals(Reason.REFUSED, read.reason());
        assertTrue(
                String.valueOf(read.getMessage())
                        .startsWith(
                                "get ConfigMap "
                                        + key
                                        + ": the API server forbids it; the ClusterRole must allow get of configmaps"),
                read::getMessage);
        assertTrue(
                String.valueOf(create.getMessage()).contains("must allow create of configmaps"),
                create::getMessage);
    }

    @Test
    void aTokenThatIsNotKnownIsSaid() {
        KubernetesClient stranger = Objects.requireNonNull(server).client("no-such-token");

        StoreException e = assertThrows(StoreException.class, () -> objects(stranger).read(key));

        assertEquals(Reason.REFUSED, e.reason());
        assertTrue(String.valueOf(e.getMessage()).contains("401"), e::getMessage);
    }

    @Test
    void aNamespaceThatIsNotThereIsRefused() {
        StoreException e = refusal(objects(), new ResourceKey("nowhere", key.name()));

        assertEquals(Reason.REFUSED, e.reason());
        assertTrue(String.valueOf(e.getMessage()).contains("\"nowhere\" not found"), e::getMessage);
    }

    @Test
    void anInvalidNameIsRefusedInTheServersWords() {
        StoreException e = refusal(objects(), new ResourceKey("default", "No_Name"));

        assertEquals(Reason.REFUSED, e.reason());
        assertTrue(String.valueOf(e.getMessage()).contains("finds it invalid"), e::getMessage);
    }

    @Test
    void aKindThatTheServerDoesNotKnowIsNotThereAndCanNotBeMade() {
        ApiObjects<IPPool> pools =
                new KubernetesObjects<>(Objects.requireNonNull(admin), IPPool.class);
        IPPool pool = new IPPool();
        pool.getMetadata().setName("p");
        pool.setSpec(new IPPoolSpec("192.0.2.0/24", null, null));

        assertEquals(Optional.empty(), pools.read(new ResourceKey("", "p")));
        StoreException e = assertThrows(StoreException.class, () -> pools.create(pool));

        assertEquals(Reason.REFUSED, e.reason());
        assertTrue(
                String.valueOf(e.getMessage())
                        .contains("does not know this kind in projectcalico.org/v3"),
                e::getMessage);
    }

    /// As an agent writes the address that it has found, with no right to change Nodes.
    @Test
    void aNodesAnnotationIsWrittenByWayOfItsStatus() {
        KubernetesClient client = Objects.requireNonNull(admin);
        Node node = new Node();
        node.setMetadata(new ObjectMeta());
        node.getMetadata().setName("annotated");
        client.resource(node).create();
        client.nodes()
                .withName("annotated")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"metadata\":{\"annotations\":{\"projectcalico.org/IPv4Address\":\"192.0.2.7/24\"}}}");
        assertEquals(
                "192.0.2.7/24",
                client.nodes()
                        .withName("annotated")
                        .get()
                        .getMetadata()
                        .getAnnotations()
                        .get("projectcalico.org/IPv4Address"));
        client.nodes()
                .withName("annotated")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"metadata\":{\"annotations\":{\"projectcalico.org/IPv4Address\":null}}}");
        assertTrue(
                Objects.requireNonNullElse(
                                client.nodes()
                                        .withName("annotated")
                                        .get()
                                        .getMetadata()
                                        .getAnnotations(),
                                Map.of())
                        .isEmpty());
    }
}
