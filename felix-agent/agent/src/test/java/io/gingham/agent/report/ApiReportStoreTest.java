package io.gingham.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.gingham.agent.cluster.ApiClient;
import io.gingham.crds.v1.GinghamNode;
import io.gingham.crds.v1.GinghamNodeStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class ApiReportStoreTest {

    /// The extension's.
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    private ApiReportStore store() {
        return new ApiReportStore(ApiClient.open(client.getConfiguration()), "n1");
    }

    private static GinghamNodeStatus status(String peers, long routes) {
        return new GinghamNodeStatus(
                64512, "192.0.2.1", peers, routes, List.of(), List.of(), List.of(), "");
    }

    @Test
    void theObjectIsMadeOnceAndItsNodeOwnsIt() {
        client.resource(
                        new NodeBuilder()
                                .withNewMetadata()
                                .withName("n1")
                                .withUid("7f3a")
                                .endMetadata()
                                .build())
                .create();
        assertEquals(Optional.empty(), store().read());
        store().write(status("1/2", 7));
        store().write(status("2/2", 9));
        GinghamNode found = client.resources(GinghamNode.class).withName("n1").get();
        assertNotNull(found);
        assertEquals("Node", found.getMetadata().getOwnerReferences().getFirst().getKind());
        assertEquals(9, found.getStatus().routes());
        assertEquals("2/2", store().read().orElseThrow().peers());
    }

    /// API servers of 1.20 refuse an empty text; and a list that is left out would stay as it was.
    @Test
    void noEmptyTextIsWrittenAndEveryListIs() throws JsonProcessingException {
        GinghamNodeStatus status =
                new GinghamNodeStatus(
                        0,
                        "",
                        "0/1",
                        0,
                        List.of(
                                new GinghamNodeStatus.Session(
                                        "tor", "192.0.2.1", 1, "Idle", "now", "", 0, 0, 0, "", 0)),
                        List.of(),
                        List.of(new GinghamNodeStatus.ReportedProblem("id", "", "words")),
                        "now");
        String json = new ObjectMapper().writeValueAsString(status);
        assertFalse(json.contains("\"\""), json);
        assertTrue(json.contains("\"conditions\":[]"), json);
    }

    @Test
    void anEventIsOfTheNode() {
        ApiReportStore store = store();
        store.tell(new NodeEvent(true, "BGPSessionDown", "tor", "went down"));
        store.tell(new NodeEvent(true, "BGPSessionDown", "tor", "went down"));
        List<Event> events = client.v1().events().inNamespace("default").list().getItems();
        assertEquals(2, events.size());
        Event first = events.getFirst();
        assertEquals("BGPSessionDown", first.getReason());
        assertEquals("Warning", first.getType());
        assertEquals("Node", first.getInvolvedObject().getKind());
        assertEquals("n1", first.getInvolvedObject().getName());
    }
}
