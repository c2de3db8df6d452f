package io.gingham.policy.cases;

/// @param apiVersion empty in a `delete` entry that doesn't say
/// @param namespace empty for a resource without one
public record ResourceKey(String apiVersion, String kind, String namespace, String name) {

    /// The resources that Gingham enforces by now.
    public boolean isSupported() {
        boolean ours = apiVersion.isEmpty() || apiVersion.equals("networking.k8s.io/v1");
        return ours && kind.equals("NetworkPolicy");
    }

    /// `AdminNetworkPolicy of policy.networking.k8s.io/v1alpha1`.
    public String kindText() {
        return apiVersion.isEmpty() ? kind : kind + " of " + apiVersion;
    }
}
