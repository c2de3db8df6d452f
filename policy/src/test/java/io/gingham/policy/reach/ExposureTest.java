package io.gingham.policy.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.explain.Shop;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExposureTest {

    private static Exposure.OfWorkload db(String... documents) {
        return Exposure.of(Shop.with(documents).state()).stream()
                .filter(one -> one.workload().toString().equals("shop/db"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoIsNotGovernedIsUnprotected() {
        Exposure.OfWorkload db = db();
        assertTrue(db.ingress().unprotected());
        assertTrue(db.egress().unprotected());
    }

    /// What a rule allows to pods with a label counts, whether such a pod is there or not.
    @Test
    void podsToComeAreThoseThatRulesSpeakOf() {
        String policy =
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: report, namespace: shop}
                spec:
                  podSelector: {matchLabels: {app: db}}
                  ingress:
                  - from:
                    - namespaceSelector: {matchLabels: {team: finance}}
                      podSelector: {matchLabels: {app: report}}
                    ports: [{port: 5432}]
                """;
        Exposure.Open ingress = db(policy).ingress();
        assertFalse(ingress.unprotected());
        Exposure.ToPods pods = ingress.pods().getFirst();
        assertTrue(pods.any().isEmpty(), ingress.toString());
        assertTrue(ingress.outside().isEmpty(), ingress.toString());
        assertEquals(
                List.of("namespaces {team: finance}, pods {app: report}: TCP 5432"), lines(pods));
        PodsLike who = pods.lines().getFirst().who();
        assertEquals("team == \"finance\"", who.namespaces().toString());
        assertEquals("app == \"report\"", who.pods().toString());
    }

    private static List<String> lines(Exposure.ToPods pods) {
        return pods.lines().stream().map(line -> line.who() + ": " + line.connections()).toList();
    }

    @Test
    void theWorldIsCutWhereThePolicyCutsIt() {
        String policy =
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: world, namespace: shop}
                spec:
                  podSelector: {matchLabels: {app: db}}
                  ingress:
                  - {from: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.128/25]}}]}
                """;
        Exposure.Open ingress = db(policy).ingress();
        assertEquals(
                Map.of("203.0.113.0/25", "all"),
                ingress.outside().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, entry -> entry.getValue().toString())));
        assertEquals(List.of(), lines(ingress.pods().getFirst()));
    }

    @Test
    void anEmptyPeerIsEverybody() {
        String policy =
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: open, namespace: shop}
                spec: {podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 80}]}]}
                """;
        Exposure.Open ingress = db(policy).ingress();
        assertEquals("TCP 80", ingress.pods().getFirst().any().toString());
        assertEquals("TCP 80", String.valueOf(ingress.outside().get("0.0.0.0/0")));
    }
}
