package io.gingham.policy.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.cases.CaseFiles;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeTest {

    private static Answer with(LoadedCluster before, String... manifests) {
        List<Manifest> read = ManifestReader.read("f", String.join("---\n", manifests));
        return Answer.of(before, "shop/web", "shop/db", "TCP/5432", new Change(read, List.of()));
    }

    private static Answer without(LoadedCluster before, String... objects) {
        Change change = new Change(List.of(), List.of(objects));
        return Answer.of(before, "batch/cron", "shop/db", "TCP/5432", change);
    }

    @Test
    void namesWhoseConnectionsChangeWithRangesAndTheWorldOutside() {
        Answer answer = with(Shop.with(), Shop.WEB_TO_DB);
        assertEquals(
                List.of(
                        "batch/cron, 0.0.0.0/0 -> shop/db: closes all",
                        "shop/web -> shop/db: closes all but TCP 5432"),
                answer.glance());
        assertEquals(3, answer.changes().size());
        Answer.PairChange change = answer.changes().get(1);
        assertEquals("shop/web", change.from());
        assertEquals("1-5431,5433-65535", change.closed().tcp());
        assertTrue(change.closed().other());
        assertEquals("", change.opened().tcp());
        assertTrue(assertNotNullView(answer).allowed());
    }

    private static ExplanationView assertNotNullView(Answer answer) {
        ExplanationView afterwards = answer.afterwards();
        assertNotNull(afterwards);
        return afterwards;
    }

    /// The report: a backend that was opened to the world was "no pair of pods has another
    /// verdict".
    @Test
    void theWorldOutsideIsLookedAt() {
        String open =
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: world, namespace: shop}
                spec:
                  podSelector: {matchLabels: {app: db}}
                  ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]
                """;
        assertEquals(
                List.of("203.0.113.0/24 -> shop/db: opens all"),
                with(Shop.with(Shop.WEB_TO_DB), open).glance());
    }

    @Test
    void aPolicyThatChangesNothingIsNoChange() {
        Answer answer =
                with(
                        Shop.with(Shop.WEB_TO_DB),
                        Shop.WEB_TO_DB.replace("name: db", "name: db-again"));
        assertEquals(List.of(), answer.changes());
        assertTrue(answer.lines().contains("nobody can reach more or less than before"));
    }

    @Test
    void takesAway() {
        Answer answer = without(Shop.with(Shop.WEB_TO_DB), "networkpolicy/shop/db");
        assertFalse(answer.allowed());
        assertTrue(assertNotNullView(answer).allowed());
        assertEquals(
                List.of(
                        "batch/cron, 0.0.0.0/0 -> shop/db: opens all",
                        "shop/web -> shop/db: opens all but TCP 5432"),
                answer.glance());
    }

    @Test
    void saysWhatIsNotThereToBeTakenAway() {
        LoadedCluster shop = Shop.with(Shop.WEB_TO_DB);
        for (String[] pair :
                new String[][] {
                    {"networkpolicy/shop/web", "there is networkpolicy/shop/db"},
                    {"globalnetworkpolicy/x", "there is none of kind globalnetworkpolicy"},
                    {"db", "expected KIND/NAMESPACE/NAME"},
                    {"networkpolicy/", "expected KIND/NAMESPACE/NAME"}
                }) {
            String message =
                    String.valueOf(
                            assertThrows(
                                            IllegalArgumentException.class,
                                            () -> without(shop, pair[0]))
                                    .getMessage());
            assertTrue(message.contains(pair[1]), message);
        }
    }

    @Test
    void stagedPoliciesAreTriedAsWhatTheyStage() {
        String staged =
                """
                apiVersion: projectcalico.org/v3
                kind: StagedKubernetesNetworkPolicy
                metadata: {name: db, namespace: shop}
                spec: {stagedAction: %s, podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}
                """;
        LoadedCluster open = Shop.with();
        assertEquals(
                List.of("batch/cron, shop/web, 0.0.0.0/0 -> shop/db: closes all"),
                with(open, staged.formatted("Set")).glance());
        assertEquals(List.of(), with(open, staged.formatted("Ignore")).glance());
        String deletes =
                """
                apiVersion: projectcalico.org/v3
                kind: StagedKubernetesNetworkPolicy
                metadata: {name: db, namespace: shop}
                spec: {stagedAction: Delete}
                """;
        assertEquals(
                "batch/cron, 0.0.0.0/0 -> shop/db: opens all",
                with(Shop.with(Shop.WEB_TO_DB), deletes).glance().getFirst());
        // One that is there already stays what it is: a plan.
        assertEquals(
                List.of(),
                with(
                                Shop.with(staged.formatted("Set")),
                                "apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n")
                        .glance());
    }

    /// Case what-if-of-a-staged-policy of cases/reports/policy-check; source: Calico: staged
    /// policies are for a preview.
    @Test
    void aReportedStagedPolicyIsTried() throws IOException {
        Path folder = CaseFiles.folder().resolve("reports/policy-check");
        LoadedCluster cluster =
                LoadedCluster.of(
                        ManifestReader.read(
                                "cluster.yaml", Files.readString(folder.resolve("cluster.yaml"))));
        List<Manifest> staged =
                ManifestReader.read(
                        "staged.yaml",
                        Files.readString(folder.resolve("what-if-of-a-staged-policy.yaml")));
        Answer answer =
                Answer.of(
                        cluster,
                        "monitoring/prom-1",
                        "shop/db-1",
                        "TCP/5432",
                        new Change(staged, List.of()));
        List<String> closed =
                answer.changes().stream()
                        .map(change -> change.from() + " -> " + change.to())
                        .toList();
        assertTrue(closed.contains("monitoring/prom-1 -> shop/db-1"), closed.toString());
        assertTrue(closed.contains("kube-system/coredns-1 -> shop/db-1"), closed.toString());
    }
}
