package io.gingham.policy.convert;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What of a pod of the API policies look at, as it stands there and before any of it is judged.
/// Whoever reads objects makes one: [PodReader] of a file's maps and lists, the agent of its
/// client's classes. What it comes to is said once, by [ClusterConverter].
///
/// A null is what is absent, or null itself.
public record PodObject(
        String namespace,
        String name,
        @Nullable String uid,
        Map<String, @Nullable String> labels,
        Map<String, @Nullable String> annotations,
        Spec spec,
        Status status) {

    /// @param hostNetwork false if absent
    public record Spec(
            @Nullable String nodeName,
            @Nullable String serviceAccountName,
            boolean hostNetwork,
            List<Container> containers,
            List<Container> initContainers) {

        public static final Spec NONE = new Spec(null, null, false, List.of(), List.of());
    }

    public record Container(@Nullable String restartPolicy, List<Port> ports) {}

    public record Port(
            @Nullable String name, @Nullable Integer containerPort, @Nullable String protocol) {}

    /// @param podIps the addresses in `podIPs`
    public record Status(
            @Nullable String phase, @Nullable String podIp, List<@Nullable String> podIps) {

        public static final Status NONE = new Status(null, null, List.of());
    }
}
