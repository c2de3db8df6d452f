package io.gingham.policy.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.explain.Shop;
import io.gingham.policy.model.ClusterState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachDiffTest {

    private static final ClusterState OPEN = Shop.with().state();
    private static final ClusterState GUARDED = Shop.with(Shop.WEB_TO_DB).state();

    @Test
    void saysWhatIsClosedAndOpenedWithRangesAndTheWorldOutside() {
        ReachDiff diff = ReachDiff.of(OPEN, GUARDED);
        assertEquals(
                List.of(
                        "batch/cron, 0.0.0.0/0 -> shop/db: closes all",
                        "shop/web -> shop/db: closes all but TCP 5432"),
                diff.lines(40));
        assertTrue(diff.closes());
        assertFalse(diff.opens());
        assertEquals(
                "opens all but TCP 5432",
                ReachDiff.of(GUARDED, OPEN)
                                .changes()
                                .get(
                                        new Reach.Pair(
                                                new End.Workload("shop", "web"),
                                                new End.Workload("shop", "db")))
                        + "");
    }

    /// The report: a change that opened a backend to 0.0.0.0/0 was called no change.
    @Test
    void aBackendThatIsOpenedToTheWorldIsSeen() {
        String open =
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: world, namespace: shop}
                spec:
                  podSelector: {matchLabels: {app: db}}
                  ingress:
                  - {from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 198.18.0.0/15]}}], ports: [{port: 5432}]}
                """;
        assertEquals(
                List.of(
                        "0.0.0.0-9.255.255.255,11.0.0.0-198.17.255.255,198.20.0.0-255.255.255.255 -> shop/db: opens TCP 5432"),
                ReachDiff.of(GUARDED, Shop.with(Shop.WEB_TO_DB, open).state()).lines(40));
    }

    /// Pods of one workload, which the policy is about, are cut off from each other.
    @Test
    void podsOfOneWorkloadAreAPairToo() {
        String pods =
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: api-6f7d8-aaaaa, namespace: shop, labels: {app: api, pod-template-hash: 6f7d8}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: api-6f7d8, uid: u, controller: true}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: api-6f7d8-bbbbb, namespace: shop, labels: {app: api, pod-template-hash: 6f7d8}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: api-6f7d8, uid: u, controller: true}]}
                """;
        String alone =
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: api, namespace: shop}
                spec: {podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}
                """;
        List<String> lines =
                ReachDiff.of(Shop.with(pods).state(), Shop.with(pods, alone).state()).lines(40);
        assertEquals(
                List.of("batch/cron, shop/api, shop/db, 0.0.0.0/0 -> shop/api: closes all"), lines);
    }

    /// A policy about one of a workload's pods makes two ends of it, which the other side has as
    /// one.
    @Test
    void aPodThatAChangeTellsFromItsLikeIsComparedWithItself() {
        String pods =
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: api-6f7d8-aaaaa, namespace: shop, labels: {app: api, canary: "yes", pod-template-hash: 6f7d8}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: api-6f7d8-bbbbb, namespace: shop, labels: {app: api, pod-template-hash: 6f7d8}}
                """;
        String canary =
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: canary, namespace: shop}
                spec: {podSelector: {matchLabels: {canary: "yes"}}, policyTypes: [Ingress]}
                """;
        ClusterState before = Shop.with(pods).state();
        ClusterState after = Shop.with(pods, canary).state();
        List<String> closed =
                List.of(
                        "batch/cron, shop/api-6f7d8-bbbbb, shop/db and 2 more -> shop/api-6f7d8-aaaaa: closes all");
        assertEquals(closed, ReachDiff.of(before, after).lines(40));
        assertEquals(
                closed.getFirst().replace("closes", "opens"),
                ReachDiff.of(after, before).lines(40).getFirst());
    }

    @Test
    void noChangeIsNone() {
        ReachDiff diff = ReachDiff.of(GUARDED, GUARDED);
        assertEquals(List.of(), diff.lines(40));
        assertFalse(diff.opens() || diff.closes());
    }

    @Test
    void linesBeyondTheMostAreCounted() {
        String alone =
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: alone, namespace: batch}
                spec: {podSelector: {}, policyTypes: [Ingress]}
                """;
        ReachDiff diff = ReachDiff.of(OPEN, Shop.with(Shop.WEB_TO_DB, alone).state());
        List<String> all = diff.lines(40);
        assertEquals(3, all.size(), all.toString());
        assertEquals(List.of(all.get(0), "and 2 lines more"), diff.lines(2));
    }

    @Test
    void whatOnlyOneSideHasIsNamed() {
        String pod =
                "apiVersion: v1\nkind: Pod\nmetadata: {name: new, namespace: shop, labels: {app: new}}\n";
        assertEquals(
                List.of("only in the second: shop/new"),
                ReachDiff.of(OPEN, Shop.with(pod).state()).lines(40));
    }
}
