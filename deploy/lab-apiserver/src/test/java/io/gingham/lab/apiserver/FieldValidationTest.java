package io.gingham.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is misspelt or of a wrong type is refused in the words of Kubernetes' API server.
class FieldValidationTest {

    private static final String STRICT = "?fieldValidation=Strict";

    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path logs) throws Exception {
        server = new TestServer(logs);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TestServer.Reply create(String group, String plural, String kind, String spec)
            throws Exception {
        return server.post(
                "/apis/" + group + "/" + plural + STRICT,
                "apiVersion: %s\nkind: %s\nmetadata: {name: x}\nspec: %s\n"
                        .formatted(group, kind, spec));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ippools | IPPool | {cidr: 10.0.0.0/8, natOutgoin: true} | spec.natOutgoin | natOutgoing",
                "bgppeers | BGPPeer | {peerIP: 192.0.2.1, asNumbre: 1} | spec.asNumbre | asNumber",
                "felixconfigurations | FelixConfiguration | {ipsetRefreshInterval: 5s} | spec.ipsetRefreshInterval | ipsetsRefreshInterval",
                "bgpconfigurations | BGPConfiguration | {listenport: 179} | spec.listenport | listenPort",
                "globalnetworkpolicies | GlobalNetworkPolicy | {selectr: all()} | spec.selectr | selector",
                "globalnetworkpolicies | GlobalNetworkPolicy | {ingress: [{action: Allow, source: {net: []}}]} | spec.ingress[0].source.net | nets",
                "namespaces/default/networkpolicies | NetworkPolicy | {egress: [{action: Allow, destinaton: {}}]} | spec.egress[0].destinaton | destination",
                "tiers | Tier | {ordr: 5} | spec.ordr | order"
            })
    void aMisspeltFieldOfOurKindsIsRefusedWithTheOneThatWasMeant(
            String plural, String kind, String spec, String path, String meant) throws Exception {
        TestServer.Reply reply = create("projectcalico.org/v3", plural, kind, spec);
        assertEquals(400, reply.code(), reply.message());
        assertEquals(
                "%s in version \"v3\" cannot be handled as a %s: strict decoding error: unknown field \"%s\" (did you mean \"%s\"?)"
                        .formatted(kind, kind, path, meant),
                reply.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{podSelector: {}, ingres: []} | spec.ingres | ingress",
                "{podSelector: {matchLabel: {a: b}}} | spec.podSelector.matchLabel | matchLabels",
                "{podSelector: {}, ingress: [{ports: [{prot: 80}]}]} | spec.ingress[0].ports[0].prot | port"
            })
    void aMisspeltFieldOfKubernetesPolicyIsRefused(String spec, String path, String meant)
            throws Exception {
        TestServer.Reply reply =
                create(
                        "networking.k8s.io/v1",
                        "namespaces/default/networkpolicies",
                        "NetworkPolicy",
                        spec);
        assertEquals(400, reply.code(), reply.message());
        assertTrue(
                reply.message()
                        .endsWith(
                                "strict decoding error: unknown field \"%s\" (did you mean \"%s\"?)"
                                        .formatted(path, meant)),
                reply.message());
    }

    @Test
    void allMisspeltFieldsAreSaidAtOnce() throws Exception {
        TestServer.Reply reply =
                create(
                        "projectcalico.org/v3",
                        "ippools",
                        "IPPool",
                        "{cidr: 10.0.0.0/8, a: 1, b: 2}");
        assertTrue(
                reply.message().endsWith("unknown field \"spec.a\", unknown field \"spec.b\""),
                reply.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ippools | IPPool | {cidr: 10.0.0.0/8, blockSize: 26, ipipMode: Never, vxlanMode: Never, nodeSelector: all()}",
                "felixconfigurations | FelixConfiguration | {bpfEnabled: false, logSeverityScreen: Info, wireguardEnabled: true}",
                "bgppeers | BGPPeer | {peerIP: 192.0.2.1, asNumber: 64512, keepOriginalNextHop: true}",
                "globalnetworksets | GlobalNetworkSet | {nets: [192.0.2.0/24], allowedEgressDomains: [example.org]}"
            })
    void aFieldThatCalicoKnowsIsNoMisspelling(String plural, String kind, String spec)
            throws Exception {
        TestServer.Reply reply = create("projectcalico.org/v3", plural, kind, spec);
        assertEquals(201, reply.code(), reply.message());
        server.send("DELETE", "/apis/projectcalico.org/v3/" + plural + "/x", "", "");
    }

    @Test
    void withoutStrictValidationAMisspeltFieldIsAWarningAndIsKept() throws Exception {
        String pool =
                """
                apiVersion: projectcalico.org/v3
                kind: IPPool
                metadata: {name: warned}
                spec: {cidr: 10.0.0.0/8, natOutgo: true}
                """;
        TestServer.Reply reply = server.post(TestServer.POOLS, pool);
        assertEquals(201, reply.code());
        assertEquals(List.of("299 - \"unknown field \\\"spec.natOutgo\\\"\""), reply.warnings());
        // What is there already is not held against who changes something else.
        TestServer.Reply changed =
                server.send(
                        "PATCH",
                        TestServer.POOLS + "/warned" + STRICT,
                        "application/merge-patch+json",
                        "{\"spec\": {\"natOutgoing\": true}}");
        assertEquals(200, changed.code(), changed.message());
        assertTrue(changed.body().path("spec").path("natOutgo").asBoolean());
        TestServer.Reply ignored =
                server.post(
                        TestServer.POOLS + "?fieldValidation=Ignore",
                        pool.replace("warned", "ignored"));
        assertEquals(List.of(), ignored.warnings());
    }

    @Test
    void aWrongTypeInOurKindsNamesTheFieldAndTheType() throws Exception {
        TestServer.Reply reply =
                create(
                        "projectcalico.org/v3",
                        "bgppeers",
                        "BGPPeer",
                        "{peerIP: 192.0.2.1, asNumber: sixty}");
        assertEquals(422, reply.code());
        assertEquals(
                "BGPPeer.projectcalico.org \"x\" is invalid: spec.asNumber: Invalid value: \"string\": spec.asNumber in body must be of type integer: \"string\"",
                reply.message());
        assertEquals("Invalid", reply.body().path("reason").asText());
        assertEquals(
                "spec.asNumber",
                reply.body().path("details").path("causes").path(0).path("field").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "globalnetworkpolicies | GlobalNetworkPolicy | {ingress: [{action: Permit}]} | spec.ingress[0].action: Unsupported value: \"Permit\": supported values: \"Allow\"",
                "ippools | IPPool | {natOutgoing: true} | spec.cidr: Required value",
                "ippools | IPPool | {cidr: none} | spec.cidr: Invalid value: \"none\": spec.cidr in body must be of type cidr: \"none\"",
                "bgpconfigurations | BGPConfiguration | {listenPort: 70000} | spec.listenPort: Invalid value: 70000: spec.listenPort in body should be less than or equal to 65535"
            })
    void aWrongValueIsRefusedWithItsField(String plural, String kind, String spec, String words)
            throws Exception {
        TestServer.Reply reply = create("projectcalico.org/v3", plural, kind, spec);
        assertEquals(422, reply.code(), reply.message());
        assertTrue(reply.message().contains(words), reply.message());
    }

    @Test
    void aWrongTypeInKubernetesKindsIsSaidAsGoDoes() throws Exception {
        TestServer.Reply reply =
                server.post(
                        TestServer.DEPLOYMENTS + STRICT,
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: x}
                        spec: {replicas: two, selector: {}, template: {}}
                        """);
        assertEquals(400, reply.code());
        assertEquals(
                "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field Deployment.spec.replicas of type int32",
                reply.message());
    }

    @Test
    void nullIsAsGoodAsAbsent() throws Exception {
        TestServer.Reply reply =
                create(
                        "networking.k8s.io/v1",
                        "namespaces/default/networkpolicies",
                        "NetworkPolicy",
                        "{podSelector: {}, ingress: null}");
        assertEquals(201, reply.code(), reply.message());
    }

    /// Our own definitions are objects of this server, too.
    @Test
    void aKindIsServedAsSoonAsItIsDefinedAndItsObjectsGoWithIt() throws Exception {
        String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        TestServer.Reply defined =
                server.post(
                        definitions,
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: things.example.org}
                        spec:
                          group: example.org
                          scope: Cluster
                          names: {kind: Thing, plural: things}
                          versions:
                          - name: v1
                            served: true
                            storage: true
                            schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
                        """);
        assertEquals(201, defined.code(), defined.message());
        assertEquals(201, create("example.org/v1", "things", "Thing", "{size: 3}").code());
        assertEquals(400, create("example.org/v1", "things", "Thing", "{siz: 3}").code());
        server.send("DELETE", definitions + "/things.example.org", "", "");
        assertEquals(404, server.get("/apis/example.org/v1/things").code());
    }
}
