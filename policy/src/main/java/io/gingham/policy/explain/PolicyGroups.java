package io.gingham.policy.explain;

import io.gingham.policy.model.ResourceKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Objects that look like policies and are of a group that nobody here enforces: taken for granted,
/// they leave everything open.
final class PolicyGroups {

    /// What only policies depend on, whatever its group.
    private static final Set<ResourceKind> OF_POLICIES =
            Set.of(
                    ResourceKind.TIER,
                    ResourceKind.PROFILE,
                    ResourceKind.NETWORK_SET,
                    ResourceKind.GLOBAL_NETWORK_SET,
                    ResourceKind.HOST_ENDPOINT);

    /// Groups of Kubernetes itself, whose kinds have no effect on policies if they are not known.
    private static final List<String> BUILT_IN =
            List.of("apps", "batch", "autoscaling", "policy", "extensions");

    private PolicyGroups() {}

    /// What to do about an object of a kind that isn't known; empty if it is no policy.
    static Optional<String> fault(String apiVersion, String kind) {
        List<String> groups =
                Arrays.stream(ResourceKind.values())
                        .filter(known -> known.kind().equals(kind))
                        .filter(known -> known.isPolicy() || OF_POLICIES.contains(known))
                        .map(ResourceKind::apiVersion)
                        .toList();
        if (!groups.isEmpty()) {
            return Optional.of(
                    "apiVersion %s is not enforced; write %s"
                            .formatted(apiVersion, String.join(" or ", groups)));
        }
        return kind.endsWith("NetworkPolicy")
                ? Optional.of(
                        "%s of %s is not enforced: it is another network's kind"
                                .formatted(kind, apiVersion))
                : Optional.empty();
    }

    /// Whether an object that isn't looked at can't matter to policies.
    static boolean isBuiltIn(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        return group.isEmpty() || BUILT_IN.contains(group) || group.endsWith(".k8s.io");
    }
}
