package io.gingham.policy.model;

import java.util.Locale;

/// The kinds that policy depends on, each with where it comes from. The order is that of nothing;
/// [Policy#ORDER] sorts policies by their text.
public enum ResourceKind {
    NAMESPACE("v1", "Namespace"),
    SERVICE_ACCOUNT("v1", "ServiceAccount"),
    POD("v1", "Pod"),
    NODE("v1", "Node"),
    ENDPOINT_SLICE("discovery.k8s.io/v1", "EndpointSlice"),
    /// An interface on this node, made by the CNI server; no object of the API.
    ENDPOINT("", "Endpoint"),
    KUBERNETES_NETWORK_POLICY("networking.k8s.io/v1", "NetworkPolicy"),
    CLUSTER_NETWORK_POLICY("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"),
    ADMIN_NETWORK_POLICY("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"),
    BASELINE_ADMIN_NETWORK_POLICY(
            "policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy"),
    NETWORK_POLICY("projectcalico.org/v3", "NetworkPolicy"),
    GLOBAL_NETWORK_POLICY("projectcalico.org/v3", "GlobalNetworkPolicy"),
    STAGED_NETWORK_POLICY("projectcalico.org/v3", "StagedNetworkPolicy"),
    STAGED_GLOBAL_NETWORK_POLICY("projectcalico.org/v3", "StagedGlobalNetworkPolicy"),
    STAGED_KUBERNETES_NETWORK_POLICY("projectcalico.org/v3", "StagedKubernetesNetworkPolicy"),
    TIER("projectcalico.org/v3", "Tier"),
    PROFILE("projectcalico.org/v3", "Profile"),
    NETWORK_SET("projectcalico.org/v3", "NetworkSet"),
    GLOBAL_NETWORK_SET("projectcalico.org/v3", "GlobalNetworkSet"),
    HOST_ENDPOINT("projectcalico.org/v3", "HostEndpoint");

    private final String apiVersion;
    private final String kind;

    ResourceKind(String apiVersion, String kind) {
        this.apiVersion = apiVersion;
        this.kind = kind;
    }

    public String apiVersion() {
        return apiVersion;
    }

    /// The API's `kind`. Two kinds of different groups may share it.
    public String kind() {
        return kind;
    }

    /// The resource's name in paths of the API: `networkpolicies`.
    public String plural() {
        String lower = kind.toLowerCase(Locale.ROOT);
        return lower.endsWith("y") ? lower.substring(0, lower.length() - 1) + "ies" : lower + "s";
    }

    /// As kubectl names it where two groups have the same kind:
    /// `networkpolicies.networking.k8s.io`; without a group for the core's.
    public String resourceName() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? plural() : plural() + "." + apiVersion.substring(0, slash);
    }

    public boolean isPolicy() {
        return kind.endsWith("Policy");
    }

    /// Of a staged kind, the one that it stages; of any other, itself.
    public ResourceKind enforced() {
        return switch (this) {
            case STAGED_NETWORK_POLICY -> NETWORK_POLICY;
            case STAGED_GLOBAL_NETWORK_POLICY -> GLOBAL_NETWORK_POLICY;
            case STAGED_KUBERNETES_NETWORK_POLICY -> KUBERNETES_NETWORK_POLICY;
            case NAMESPACE,
                    SERVICE_ACCOUNT,
                    POD,
                    NODE,
                    ENDPOINT_SLICE,
                    ENDPOINT,
                    KUBERNETES_NETWORK_POLICY,
                    CLUSTER_NETWORK_POLICY,
                    ADMIN_NETWORK_POLICY,
                    BASELINE_ADMIN_NETWORK_POLICY,
                    NETWORK_POLICY,
                    GLOBAL_NETWORK_POLICY,
                    TIER,
                    PROFILE,
                    NETWORK_SET,
                    GLOBAL_NETWORK_SET,
                    HOST_ENDPOINT ->
                    this;
        };
    }

    /// Whether a policy of this kind governs what a service sends back to the pod it came from. No
    /// other kind can keep a pod from itself.
    public boolean governsHairpin() {
        return this == CLUSTER_NETWORK_POLICY
                || this == ADMIN_NETWORK_POLICY
                || this == BASELINE_ADMIN_NETWORK_POLICY;
    }

    public boolean isNamespaced() {
        return switch (this) {
            case SERVICE_ACCOUNT,
                    POD,
                    ENDPOINT_SLICE,
                    KUBERNETES_NETWORK_POLICY,
                    NETWORK_POLICY,
                    STAGED_NETWORK_POLICY,
                    STAGED_KUBERNETES_NETWORK_POLICY,
                    NETWORK_SET ->
                    true;
            case NAMESPACE,
                    NODE,
                    ENDPOINT,
                    CLUSTER_NETWORK_POLICY,
                    ADMIN_NETWORK_POLICY,
                    BASELINE_ADMIN_NETWORK_POLICY,
                    GLOBAL_NETWORK_POLICY,
                    STAGED_GLOBAL_NETWORK_POLICY,
                    TIER,
                    PROFILE,
                    GLOBAL_NETWORK_SET,
                    HOST_ENDPOINT ->
                    false;
        };
    }
}
