package io.gingham.policy.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.policy.manifest.ManifestReader;
import io.gingham.policy.model.ClusterState;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhatIfTest {

    private static final ClusterState SHOP = Shop.with().state();

    private static ClusterState with(ClusterState before, String manifest) {
        return LoadedCluster.of(before).with(ManifestReader.read("f", manifest)).state();
    }

    @Test
    void listsThePairsWhoseVerdictChanges() {
        ClusterState after = with(SHOP, Shop.WEB_TO_DB);
        assertEquals(
                List.of(
                        "batch/cron -> shop/db (IPV4): closes IP/47, SCTP/1, TCP/1, TCP/5431, TCP/5432, TCP/5433, TCP/80, UDP/1",
                        "shop/web -> shop/db (IPV4): closes IP/47, SCTP/1, TCP/1, TCP/5431, TCP/5433, TCP/80, UDP/1"),
                WhatIf.compare(SHOP, after).stream().map(WhatIf.Change::toString).toList());
        assertEquals(
                List.of("batch/cron", "shop/web"),
                WhatIf.compare(after, SHOP).stream().map(c -> c.from().toString()).toList());
    }

    @Test
    void aPolicyThatChangesNothingIsNoChange() {
        ClusterState before = with(SHOP, Shop.WEB_TO_DB);
        ClusterState after = with(before, Shop.WEB_TO_DB.replace("name: db", "name: db-again"));
        assertEquals(List.of(), WhatIf.compare(before, after));
        assertEquals(1, WhatIf.changed(before, after).size());
    }

    @Test
    void aSetsNewMemberIsAChangeForThoseItAllows() {
        ClusterState before = with(SHOP, Shop.WEB_TO_DB);
        ClusterState after =
                with(
                        before,
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: cron, namespace: batch, labels: {app: web}}
                        """);
        assertEquals(List.of(), WhatIf.compare(before, after));
        ClusterState inShop =
                with(
                        before,
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: new, namespace: shop, labels: {app: api}}
                        status: {podIP: 10.0.0.7}
                        """);
        ClusterState labelled =
                with(
                        inShop,
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: new, namespace: shop, labels: {app: web}}
                        status: {podIP: 10.0.0.7}
                        """);
        assertEquals(
                "[shop/new -> shop/db (IPV4): opens TCP/5432]",
                WhatIf.compare(inShop, labelled).toString());
    }
}
