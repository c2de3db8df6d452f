package io.gingham.policy.explain;

import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestReader;
import java.util.ArrayList;
import java.util.List;

/// A small cluster of manifests: namespaces are made up, pods have no address but db.
public final class Shop {

    public static final String PODS =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {nodeName: n1, containers: [{name: c, ports: [{containerPort: 80, name: http}]}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: db, namespace: shop, labels: {app: db}}
            spec: {nodeName: n2, containers: [{name: c, ports: [{containerPort: 5432}]}]}
            status: {podIP: 10.0.0.9}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: cron, namespace: batch, labels: {app: cron}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            """;

    public static final String WEB_TO_DB =
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: db
              namespace: shop
            spec:
              podSelector: {matchLabels: {app: db}}
              ingress:
              - from:
                - podSelector: {matchLabels: {app: web}}
                ports:
                - port: 5432
            """;

    private Shop() {}

    public static LoadedCluster with(String... manifests) {
        List<Manifest> all = new ArrayList<>(ManifestReader.read("pods.yaml", PODS));
        for (String manifest : manifests) {
            all.addAll(ManifestReader.read("policy.yaml", manifest));
        }
        return LoadedCluster.of(all);
    }
}
