package io.gingham.controller.loadbalancer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gingham.watch.ResourceKey;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// In the API server. Conditions of others stay: a strategic merge tells them apart by their type.
public final class ApiServiceStatusStore implements ServiceStatusStore {

    private static final PatchContext MERGE = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private final KubernetesClient client;

    public ApiServiceStatusStore(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public boolean write(ResourceKey service, String version, Decision decision, String since) {
        try {
            client.services()
                    .inNamespace(service.namespace())
                    .withName(service.name())
                    .subresource("status")
                    .patch(
                            MERGE,
                            client.getKubernetesSerialization()
                                    .asJson(patch(version, decision, since)));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
                    || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    static Map<String, Object> patch(String version, Decision decision, String since) {
        Map<String, String> condition = new TreeMap<>();
        condition.put("type", Wish.CONDITION);
        if (decision.equals(Decision.RELEASED)) {
            condition.put("$patch", "delete");
        } else {
            condition.put("status", decision.isAssigned() ? "True" : "False");
            condition.put("reason", decision.reason());
            condition.put("message", decision.message());
            condition.put("lastTransitionTime", since);
        }
        return Map.of(
                "metadata",
                Map.of("resourceVersion", version),
                "status",
                Map.of(
                        "loadBalancer",
                        Map.of(
                                "ingress",
                                decision.addresses().stream()
                                        .map(ip -> Map.of("ip", ip.toString()))
                                        .toList()),
                        "conditions",
                        List.of(condition)));
    }
}
