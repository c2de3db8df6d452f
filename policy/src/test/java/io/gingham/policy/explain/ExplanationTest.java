package io.gingham.policy.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.manifest.ManifestReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static Explanation explain(LoadedCluster cluster, String from, String to, String port) {
        return Explanation.of(cluster, Endpoints.flow(cluster.state(), from, to, port));
    }

    @Test
    void namesPolicyRuleTierAndLine() {
        LoadedCluster cluster = Shop.with(Shop.WEB_TO_DB);
        Explanation allowed = explain(cluster, "shop/web", "shop/db", "TCP/5432");
        assertTrue(allowed.allowed());
        assertEquals(
                "tier default: NetworkPolicy shop/db rule 1: Allow (policy.yaml:9)",
                allowed.ingress().decided().orElseThrow().toString());
        assertEquals(
                "its namespace's profile allows it",
                allowed.egress().decided().orElseThrow().toString());
    }

    @Test
    void namesEveryPolicyThatWasPassed() {
        Explanation denied =
                explain(Shop.with(Shop.WEB_TO_DB), "batch/cron", "shop/db", "TCP/5432");
        assertFalse(denied.allowed());
        assertTrue(denied.egress().allowed());
        assertEquals(
                "tier default: no policy of tier default decides: Deny is its default action",
                denied.ingress().decided().orElseThrow().toString());
        assertEquals(
                "[tier default: NetworkPolicy shop/db governs it, and none of its rules matches (policy.yaml:1)]",
                denied.ingress().passed().toString());
        assertEquals(
                "batch/cron (198.18.0.1) -> shop/db (10.0.0.9) TCP/5432: denied",
                denied.lines().getFirst());
    }

    @Test
    void namesEveryPolicyThatAllowsAndRulesByTheirNames() {
        Explanation explanation =
                explain(
                        Shop.with(
                                Shop.WEB_TO_DB,
                                Shop.WEB_TO_DB.replace("name: db", "name: again"),
                                """
                                apiVersion: projectcalico.org/v3
                                kind: NetworkPolicy
                                metadata: {name: reports, namespace: shop}
                                spec:
                                  order: 1
                                  selector: app == 'db'
                                  ingress:
                                  - action: Allow
                                    metadata: {annotations: {name: reports may read}}
                                    source: {selector: app == 'web'}
                                """),
                        "shop/web",
                        "shop/db",
                        "TCP/5432");
        assertTrue(explanation.allowed());
        List<String> lines = explanation.lines();
        assertEquals(
                List.of("NetworkPolicy shop/again", "NetworkPolicy shop/db"),
                explanation.ingress().alsoAllowedBy().stream()
                        .map(reason -> reason.step().policy().orElseThrow().toString())
                        .toList(),
                lines::toString);
    }

    /// Issue: a rule that fails closed says so, and not "Deny".
    @Test
    void aRuleThatFailsClosedSaysSo() {
        Explanation explanation =
                explain(
                        Shop.with(
                                """
                                apiVersion: projectcalico.org/v3
                                kind: NetworkPolicy
                                metadata: {name: odd, namespace: shop}
                                spec:
                                  selector: app == 'db'
                                  ingress:
                                  - {action: Deny, source: {selector: "app = 'web'"}}
                                """),
                        "shop/web",
                        "shop/db",
                        "TCP/5432");
        assertFalse(explanation.allowed());
        String text = explanation.ingress().decided().orElseThrow().toString();
        assertTrue(text.contains("can't be understood and fails closed"), text);
    }

    @Test
    void bothDirectionsAreExplainedThoughTheFirstDenies() {
        Explanation explanation =
                explain(
                        Shop.with(
                                Shop.WEB_TO_DB,
                                """
                                apiVersion: projectcalico.org/v3
                                kind: GlobalNetworkPolicy
                                metadata: {name: no-batch}
                                spec:
                                  order: 1
                                  selector: app == 'cron'
                                  egress:
                                  - action: Deny
                                """),
                        "batch/cron",
                        "shop/db",
                        "TCP/5432");
        assertEquals(
                "tier default: GlobalNetworkPolicy no-batch rule 1: Deny (policy.yaml:8)",
                explanation.egress().decided().orElseThrow().toString());
        assertFalse(explanation.ingress().allowed());
    }

    @Test
    void anAddressMayStandForAPodOrForTheWorld() {
        LoadedCluster cluster = Shop.with(Shop.WEB_TO_DB);
        assertEquals(
                "203.0.113.1 -> shop/db (10.0.0.9) TCP/5432: denied",
                explain(cluster, "203.0.113.1", "10.0.0.9", "tcp/5432").lines().getFirst());
        assertTrue(explain(cluster, "10.0.0.9", "203.0.113.1", "ICMP/8").allowed());
    }

    @Test
    void saysWhatItDoesNotKnow() {
        LoadedCluster cluster = Shop.with();
        for (String[] question :
                new String[][] {
                    {"shop/nobody", "shop/db", "TCP/1", "there is no pod shop/nobody"},
                    {"nonsense", "shop/db", "TCP/1", "'nonsense' is no namespace/pod"},
                    {"shop/web", "shop/db", "TCP/0", "port 'TCP/0': '0' is not a port in 1..65535"},
                    {"shop/web", "shop/db", "HTTP", "declares no port named 'http'"},
                    {"shop/web", "2001:db8::1", "TCP/1", "have no address of the same family"}
                }) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> explain(cluster, question[0], question[1], question[2]))
                            .getMessage();
            assertTrue(String.valueOf(message).contains(question[3]), message);
        }
    }

    @Test
    void otherKindsAreIgnoredAndSaid() {
        assertEquals(
                "[ConfigMap of v1]",
                Shop.with("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n")
                        .ignored()
                        .toString());
        // A values.yaml, a kustomization: they hide nothing.
        assertEquals(
                "[a document without apiVersion and kind in f]",
                LoadedCluster.of(ManifestReader.read("f", "replicas: 1")).ignored().toString());
        List<Finding> findings =
                LoadedCluster.of(
                                ManifestReader.read(
                                        "f",
                                        "kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: {}"))
                        .findings();
        assertTrue(findings.toString().contains("f:3: error: NetworkPolicy"), findings.toString());
    }
}
