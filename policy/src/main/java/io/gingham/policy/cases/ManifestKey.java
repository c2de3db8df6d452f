package io.gingham.policy.cases;

import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import java.util.Arrays;

/// As a manifest or a `delete` entry names a resource.
///
/// @param apiVersion empty in a `delete` entry that doesn't say
/// @param namespace empty for a resource without one, or in the namespace `default`
public record ManifestKey(String apiVersion, String kind, String namespace, String name) {

    /// True for a kind that policy knows.
    public boolean isSupported() {
        return apiVersion.isEmpty()
                ? Arrays.stream(ResourceKind.values()).anyMatch(k -> k.kind().equals(kind))
                : ResourceConverter.kindOf(apiVersion, kind).isPresent();
    }

    /// True if it names that resource, as far as it says.
    public boolean names(ResourceKey key) {
        boolean sameKind =
                key.kind().kind().equals(kind)
                        && (apiVersion.isEmpty() || key.kind().apiVersion().equals(apiVersion));
        String here = key.kind().isNamespaced() && namespace.isEmpty() ? "default" : namespace;
        return sameKind && key.namespace().equals(here) && key.name().equals(name);
    }

    /// `AdminNetworkPolicy of policy.networking.k8s.io/v1alpha1`.
    public String kindText() {
        return apiVersion.isEmpty() ? kind : kind + " of " + apiVersion;
    }
}
