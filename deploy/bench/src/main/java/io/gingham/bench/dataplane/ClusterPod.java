package io.gingham.bench.dataplane;

import io.gingham.bench.api.ResourceKind;
import java.util.List;

/// A pod as the API has it.
///
/// @param number over the whole cluster; its own addresses follow from it
/// @param addresses empty while its node has not said them
record ClusterPod(int number, String namespace, String node, String app, List<String> addresses) {

    static final ResourceKind KIND = ResourceKind.core("pods", "Pod");

    private static final int REMOTE_BASE = 10 << 24 | 128 << 16;

    /// @param node another than the one that is measured
    static ClusterPod remote(int number, String namespace, String node, String app) {
        return new ClusterPod(number, namespace, node, app, List.of(ipv4(number), ipv6(number)));
    }

    /// Bound to the node, not started yet.
    static ClusterPod bound(int number, String namespace, String node, String app) {
        return new ClusterPod(number, namespace, node, app, List.of());
    }

    /// 10.128.0.0 and on.
    private static String ipv4(int number) {
        int address = REMOTE_BASE + number;
        return (address >>> 24)
                + "."
                + (address >>> 16 & 255)
                + "."
                + (address >>> 8 & 255)
                + "."
                + (address & 255);
    }

    private static String ipv6(int number) {
        return "fd00:10:128::1:" + Integer.toHexString(number + 1);
    }

    ClusterPod withApp(String other) {
        return new ClusterPod(number, namespace, node, other, addresses);
    }

    ClusterPod started(List<String> itsAddresses) {
        return new ClusterPod(number, namespace, node, app, itsAddresses);
    }

    String name() {
        return app(number) + "-7d4b9c6f5d-" + Integer.toString(100_000 + number, 36);
    }

    private static String app(int number) {
        return "web-" + number % 10;
    }

    String key() {
        return namespace + "/" + name();
    }

    /// Of the sandbox that a runtime would make for it.
    String uid() {
        return "5f0c7a10-9d6e-4b1f-8c3d-%012x".formatted(number);
    }

    /// @param lean only what an agent reads (0.7 KB), or what such objects are full of too (3 KB)
    String json(boolean lean) {
        return (lean ? LEAN : TEXT)
                .replace("$NAMESPACE", namespace)
                .replace("$NAME", name())
                .replace("$NODE", node)
                .replace("$APP", app)
                .replace("$UID", uid())
                .replace("$STATUS", status());
    }

    private String status() {
        if (addresses.isEmpty()) {
            return "\"phase\":\"Pending\"";
        }
        String ips =
                addresses.stream()
                        .map(ip -> "{\"ip\":\"" + ip + "\"}")
                        .reduce((a, b) -> a + "," + b)
                        .orElse("");
        return "\"phase\":\"Running\",\"hostIP\":\"10.9.0.9\",\"podIP\":\"%s\",\"podIPs\":[%s],\"startTime\":\"2026-11-01T08:00:00Z\",%s"
                .formatted(addresses.getFirst(), ips, CONTAINER_STATUS);
    }

    private static final String CONTAINER_STATUS =
            """
            "containerStatuses":[{"containerID":"containerd://4f2b8a6d1c","image":"registry/app:1.4.2",\
            "imageID":"registry/app@sha256:9b1c7e","name":"app","ready":true,"restartCount":0,"started":true,\
            "state":{"running":{"startedAt":"2026-11-01T08:00:03Z"}}}]""";

    private static final String LEAN =
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"$NAME","namespace":"$NAMESPACE","uid":"$UID",\
            "resourceVersion":"","labels":{"app":"$APP","pod-template-hash":"7d4b9c6f5d","release":"stable"}},\
            "spec":{"nodeName":"$NODE","serviceAccountName":"default","containers":[{"name":"app",\
            "ports":[{"containerPort":8080,"name":"http","protocol":"TCP"}]}]},"status":{$STATUS}}""";

    private static final String TEXT =
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"$NAME","generateName":"web-7d4b9c6f5d-",\
            "namespace":"$NAMESPACE","uid":"$UID","resourceVersion":"","creationTimestamp":"2026-11-01T08:00:00Z",\
            "labels":{"app":"$APP","pod-template-hash":"7d4b9c6f5d","app.kubernetes.io/part-of":"shop","release":"stable"},\
            "annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"9090","checksum/config":"c1d9"},\
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7d4b9c6f5d",\
            "uid":"0a1b2c3d-0000-4000-8000-000000000001","controller":true,"blockOwnerDeletion":true}],\
            "managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1",\
            "time":"2026-11-01T08:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:generateName":{},\
            "f:labels":{".":{},"f:app":{},"f:pod-template-hash":{}},"f:ownerReferences":{".":{},"k:{\\"uid\\":\\"0a1b\\"}":{}}},\
            "f:spec":{"f:containers":{"k:{\\"name\\":\\"app\\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},\
            "f:ports":{".":{},"k:{\\"containerPort\\":8080,\\"protocol\\":\\"TCP\\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},\
            "f:resources":{".":{},"f:limits":{".":{},"f:memory":{}},"f:requests":{".":{},"f:cpu":{},"f:memory":{}}}}},\
            "f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{}}}},\
            {"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"2026-11-01T08:00:04Z","fieldsType":"FieldsV1",\
            "fieldsV1":{"f:status":{"f:conditions":{"k:{\\"type\\":\\"Ready\\"}":{".":{},"f:status":{}}},"f:podIP":{},"f:podIPs":{}}},\
            "subresource":"status"}]},\
            "spec":{"nodeName":"$NODE","serviceAccountName":"default","serviceAccount":"default","restartPolicy":"Always",\
            "dnsPolicy":"ClusterFirst","enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority","priority":0,\
            "schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30,\
            "containers":[{"name":"app","image":"registry/app:1.4.2","imagePullPolicy":"IfNotPresent",\
            "ports":[{"containerPort":8080,"name":"http","protocol":"TCP"},{"containerPort":9090,"name":"metrics","protocol":"TCP"}],\
            "env":[{"name":"LOG_LEVEL","value":"info"},{"name":"POD_IP","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"status.podIP"}}}],\
            "resources":{"limits":{"memory":"256Mi"},"requests":{"cpu":"100m","memory":"128Mi"}},\
            "readinessProbe":{"httpGet":{"path":"/healthz","port":8080,"scheme":"HTTP"},"periodSeconds":10,"timeoutSeconds":1},\
            "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File",\
            "volumeMounts":[{"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","name":"kube-api-access","readOnly":true}]}],\
            "tolerations":[{"effect":"NoExecute","key":"node.kubernetes.io/not-ready","operator":"Exists","tolerationSeconds":300},\
            {"effect":"NoExecute","key":"node.kubernetes.io/unreachable","operator":"Exists","tolerationSeconds":300}],\
            "volumes":[{"name":"kube-api-access","projected":{"defaultMode":420,"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},\
            {"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],"name":"kube-root-ca.crt"}}]}}]},\
            "status":{"qosClass":"Burstable","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-11-01T08:00:04Z"},\
            {"type":"PodScheduled","status":"True","lastTransitionTime":"2026-11-01T08:00:00Z"}],$STATUS}}""";
}
