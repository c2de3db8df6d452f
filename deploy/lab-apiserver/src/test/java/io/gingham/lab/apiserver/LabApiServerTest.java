package io.gingham.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients other than our agents go by.
class LabApiServerTest {

    /// Objects that nobody but the test changes.
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    @TempDir private Path logs;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(logs);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestServer.Reply pod(String name, String rest) throws Exception {
        return server.post(
                TestServer.PODS,
                "apiVersion: v1\nkind: Pod\nmetadata: {name: %s%s}\nspec: {containers: [{name: c, image: i}]}\n"
                        .formatted(name, rest));
    }

    private List<String> names(String path) throws Exception {
        List<String> names = new ArrayList<>();
        server.get(path).body().path("items").forEach(item -> names.add(Json.name(item)));
        return names;
    }

    @Test
    void discoveryNamesGroupsResourcesAndShortNames() throws Exception {
        assertTrue(server.get("/apis").body().toString().contains("\"projectcalico.org/v3\""));
        JsonNode resources = server.get("/apis/networking.k8s.io/v1").body().path("resources");
        assertEquals("networkpolicies", resources.path(0).path("name").asText());
        assertEquals("netpol", resources.path(0).path("shortNames").path(0).asText());
        assertEquals(404, server.get("/apis/nobody.example/v1").code());
        assertEquals(404, server.get("/api/v1/wombats").code());
    }

    @Test
    void aTableHasTheDefinitionsColumns() throws Exception {
        server.post(
                TestServer.POOLS,
                "apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: p}\nspec: {cidr: 10.0.0.0/8, natOutgoing: true}\n");
        JsonNode table = server.getAs(TABLE, TestServer.POOLS);
        assertEquals(
                List.of("Name", "CIDR", "NAT", "Age"),
                table.path("columnDefinitions").findValuesAsText("name"));
        assertEquals("10.0.0.0/8", table.path("rows").path(0).path("cells").path(1).asText());
        assertEquals("p", Json.name(table.path("rows").path(0).path("object")));
    }

    @Test
    void selectorsOfLabelsAndFieldsChoose() throws Exception {
        pod("a", ", labels: {app: web, tier: front}");
        pod("b", ", labels: {app: db}");
        assertEquals(List.of("a"), names(TestServer.PODS + "?labelSelector=app%3Dweb"));
        assertEquals(
                List.of("b"), names(TestServer.PODS + "?labelSelector=app%20in%20(db,x),!tier"));
        assertEquals(List.of("a"), names(TestServer.PODS + "?labelSelector=app!%3Ddb"));
        assertEquals(List.of("b"), names(TestServer.PODS + "?fieldSelector=metadata.name%3Db"));
    }

    @Test
    void aWriteOnAnOldVersionIsAConflict() throws Exception {
        JsonNode created = pod("a", "").body();
        server.send(
                "PATCH",
                TestServer.PODS + "/a",
                "application/merge-patch+json",
                "{\"metadata\": {\"labels\": {\"x\": \"y\"}}}");
        TestServer.Reply late =
                server.send("PUT", TestServer.PODS + "/a", "application/json", created.toString());
        assertEquals(409, late.code());
        assertTrue(late.message().contains("the object has been modified"), late.message());
        assertEquals(409, pod("a", "").code());
    }

    @Test
    void theGenerationCountsChangesOfTheSpecOnly() throws Exception {
        server.post(
                TestServer.NETPOL,
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n}\nspec: {podSelector: {}}\n");
        String path = TestServer.NETPOL + "/n";
        String type = "application/merge-patch+json";
        JsonNode labelled =
                server.send("PATCH", path, type, "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}")
                        .body();
        assertEquals(1, labelled.path("metadata").path("generation").asInt());
        // What the directions are by default is written down, as on a cluster.
        assertEquals("Ingress", labelled.path("spec").path("policyTypes").path(0).asText());
        JsonNode changed = server.send("PATCH", path, type, "{\"spec\": {\"ingress\": []}}").body();
        assertEquals(2, changed.path("metadata").path("generation").asInt());
    }

    @Test
    void aWatchTellsWhatComesGoesAndNoLongerMatches() throws Exception {
        String version = server.get(MAPS).body().at("/metadata/resourceVersion").asText();
        try (BufferedReader events =
                new BufferedReader(
                        new InputStreamReader(
                                server.watch(
                                        MAPS
                                                + "?watch=true&labelSelector=app%3Dweb&resourceVersion="
                                                + version),
                                StandardCharsets.UTF_8))) {
            server.post(MAPS, "metadata: {name: a, labels: {app: web}}");
            server.post(MAPS, "metadata: {name: other}");
            String patch = "{\"metadata\": {\"labels\": {\"app\": \"%s\"}}}";
            String type = "application/merge-patch+json";
            server.send("PATCH", MAPS + "/a", type, patch.formatted("x"));
            server.send("PATCH", MAPS + "/a", type, patch.formatted("web"));
            server.send("DELETE", MAPS + "/a", "", "");
            for (String expected : List.of("ADDED", "DELETED", "ADDED", "DELETED")) {
                JsonNode event = Json.MAPPER.readTree(events.readLine());
                assertEquals(expected, event.path("type").asText());
                assertEquals("a", Json.name(event.path("object")));
            }
        }
    }

    @Test
    void aWatchFromTooLongAgoIsExpired() throws Exception {
        assertEquals(410, server.get(TestServer.PODS + "?watch=true&resourceVersion=1").code());
    }

    @Test
    void aNamespaceHasItsAccountAndEndsWithAllThatIsInIt() throws Exception {
        server.post("/api/v1/namespaces", "metadata: {name: shop}\n");
        assertEquals(List.of("default"), names("/api/v1/namespaces/shop/serviceaccounts"));
        assertEquals(
                "shop",
                server.get("/api/v1/namespaces/shop")
                        .body()
                        .path("metadata")
                        .path("labels")
                        .path(Admission.NAMESPACE_NAME)
                        .asText());
        String inside = "/api/v1/namespaces/shop/configmaps";
        server.post(inside, "metadata: {name: c}\ndata: {a: b}\n");
        server.send("DELETE", "/api/v1/namespaces/shop", "", "");
        assertEquals(List.of(), names(inside));
        TestServer.Reply late = server.post(inside, "metadata: {name: d}\n");
        assertEquals("namespaces \"shop\" not found", late.message());
    }

    @Test
    void aDryRunIsJudgedAndNotDone() throws Exception {
        String path = TestServer.PODS + "?dryRun=All";
        assertEquals(
                201,
                server.post(path, "metadata: {name: a}\nspec: {containers: [{name: c}]}\n").code());
        assertEquals(List.of(), names(TestServer.PODS));
    }

    @Test
    void whatServerSideApplyNoLongerStatesGoes() throws Exception {
        String path = TestServer.POOLS + "/p?fieldManager=test";
        String type = "application/apply-patch+yaml";
        String pool =
                "apiVersion: projectcalico.org/v3\nkind: IPPool\nspec: {cidr: 10.0.0.0/8%s}\n";
        assertEquals(
                201,
                server.send("PATCH", path, type, pool.formatted(", natOutgoing: true")).code());
        JsonNode applied = server.send("PATCH", path, type, pool.formatted("")).body();
        assertFalse(applied.path("spec").has("natOutgoing"), applied::toString);
    }

    @Test
    void aFinalizerHoldsAnObjectUntilItIsTakenAway() throws Exception {
        pod("a", ", finalizers: [example.org/wait]");
        server.send("DELETE", TestServer.PODS + "/a", "", "");
        assertTrue(Json.isDeleting(server.get(TestServer.PODS + "/a").body()));
        server.send(
                "PATCH",
                TestServer.PODS + "/a",
                "application/merge-patch+json",
                "{\"metadata\": {\"finalizers\": null}}");
        assertEquals(404, server.get(TestServer.PODS + "/a").code());
    }

    @Test
    void aPodsLogIsWhatTheKubeletWroteDown() throws Exception {
        pod("a", "");
        Files.writeString(logs.resolve("pod-default_a.log"), "one\ntwo\n");
        try (BufferedReader log =
                new BufferedReader(
                        new InputStreamReader(
                                server.watch(TestServer.PODS + "/a/log?tailLines=1"),
                                StandardCharsets.UTF_8))) {
            assertEquals("two", log.readLine());
        }
        assertEquals(404, server.get(TestServer.PODS + "/nobody/log").code());
    }

    @Test
    void aNameThatNoneMayHaveIsRefused() throws Exception {
        TestServer.Reply reply = pod("Not_a_name", "");
        assertEquals(422, reply.code());
        assertTrue(reply.message().contains("a lowercase RFC 1123 subdomain"), reply.message());
    }
}
