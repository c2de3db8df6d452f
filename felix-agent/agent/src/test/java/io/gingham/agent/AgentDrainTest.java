package io.gingham.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole agent, in private namespaces, on a node that is cordoned: what it writes into its Node.
@Timeout(120)
class AgentDrainTest {

    private static final String NODE =
            """
            {"metadata": {"name": "n1", "resourceVersion": "1"},
             "spec": {"podCIDR": "10.244.0.0/24", "unschedulable": true},
             "status": {"addresses": [{"type": "InternalIP", "address": "127.0.0.1"}]}}
            """;
    private static final String RANGES =
            """
            {"metadata": {"name": "default", "resourceVersion": "1"},
             "spec": {"serviceClusterIPs": [{"cidr": "10.96.0.0/12"}], "serviceDrainTime": "500ms"}}
            """;
    private static final String SERVICE =
            """
            {"metadata": {"name": "web", "namespace": "shop", "resourceVersion": "1"},
             "spec": {"clusterIP": "10.96.0.1", "externalTrafficPolicy": "Local"}}
            """;
    private static final String SLICE =
            """
            {"metadata": {"name": "web-1", "namespace": "shop", "resourceVersion": "1",
               "labels": {"kubernetes.io/service-name": "web"}}, "addressType": "IPv4",
             "endpoints": [{"addresses": ["10.244.0.7"], "nodeName": "n1"}], "ports": []}
            """;

    @TempDir Path folder;
    private final FakeApiServer api = new FakeApiServer();
    private Optional<Agent> agent = Optional.empty();

    AgentDrainTest() throws IOException {}

    private void start() throws IOException {
        api.has("nodes", NODE);
        Agent started =
                new Agent(
                        new AgentConfig(
                                "n1",
                                Optional.of(FakeApiServer.kubeconfig(folder, api.port())),
                                folder.resolve("state"),
                                folder.resolve("cni.sock"),
                                folder.resolve("agent.sock"),
                                Optional.empty(),
                                OptionalInt.empty()));
        agent = Optional.of(started);
        started.start();
    }

    @AfterEach
    void stop() {
        agent.ifPresent(Agent::close);
        api.close();
    }

    private JsonNode condition() throws InterruptedException {
        JsonNode next = api.conditions().poll(30, TimeUnit.SECONDS);
        assertNotNull(next, "no condition was written in 30 s");
        assertEquals("ServiceRoutesWithdrawn", next.path("type").asText());
        assertTrue(next.hasNonNull("lastTransitionTime"), next.toString());
        return next;
    }

    @Test
    void itFirstLeavesThenIsSafeToEmpty() throws Exception {
        api.has("bgpconfigurations", RANGES);
        api.has("services", SERVICE);
        api.has("endpointslices", SLICE);
        start();
        JsonNode leaving = condition();
        assertEquals("False", leaving.path("status").asText());
        assertTrue(
                leaving.path("message").asText().contains("2 routes of services"),
                leaving.toString());
        JsonNode gone = condition();
        assertEquals("True", gone.path("status").asText());
        assertEquals("GinghamHasWithdrawn", gone.path("reason").asText());
    }

    @Test
    void theNodesReportSaysThatItIsReady() throws Exception {
        api.hasOne(
                "n1",
                "{\"kind\":\"GinghamNode\",\"apiVersion\":\"gingham.io/v1\",\"metadata\":{\"name\":\"n1\"}}");
        start();
        JsonNode report;
        do {
            report = api.reports().poll(60, TimeUnit.SECONDS);
            assertNotNull(report, "no report says that the node is ready");
        } while (!report.at("/conditions/0/status").asText().equals("True"));
        assertEquals("Ready", report.at("/conditions/0/type").asText());
        assertEquals("0/0", report.path("peers").asText());
        assertEquals(64512, report.path("asNumber").asLong());
        assertEquals("127.0.0.1", report.path("routerID").asText());
    }

    @Test
    void withoutRangesItIsSafeAtOnce() throws Exception {
        start();
        assertEquals("True", condition().path("status").asText());
    }
}
