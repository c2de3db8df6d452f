package io.gingham.policy.lint;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Side;
import io.gingham.policy.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Selectors, of what a policy governs and of its peers, that select nothing that is here; in their
/// author's words, and with the label that nobody has.
final class SelectsNothing implements Check {

    private static final String RULE = "selects-nothing";

    @Override
    public void look(Surroundings around, Report report) {
        if (!around.podsKnown()) {
            return;
        }
        for (Policy policy : around.policies()) {
            subject(policy, around, report);
            for (Direction direction : Direction.values()) {
                Parts.of(policy, direction).forEach(parts -> peers(parts, around, report));
            }
        }
    }

    private static void subject(Policy policy, Surroundings around, Report report) {
        if (around.isAnythingSelected(policy.subject())) {
            return;
        }
        String path = subjectPath(policy.key().kind());
        Optional<Object> written = around.written(policy, path);
        report.warn(
                RULE,
                policy,
                path,
                "selects nothing that is here, so it has no effect"
                        + nobody(written, around)
                                .map(reason -> ": " + reason)
                                .orElse(
                                        "; compare its selector with the pods' labels and namespace"));
    }

    private static String subjectPath(ResourceKind kind) {
        return switch (kind.enforced()) {
            case KUBERNETES_NETWORK_POLICY -> "spec.podSelector";
            case CLUSTER_NETWORK_POLICY, ADMIN_NETWORK_POLICY, BASELINE_ADMIN_NETWORK_POLICY ->
                    "spec.subject";
            case NETWORK_POLICY,
                    GLOBAL_NETWORK_POLICY,
                    STAGED_NETWORK_POLICY,
                    STAGED_GLOBAL_NETWORK_POLICY,
                    STAGED_KUBERNETES_NETWORK_POLICY ->
                    "spec.selector";
            case NAMESPACE,
                    SERVICE_ACCOUNT,
                    POD,
                    NODE,
                    ENDPOINT_SLICE,
                    ENDPOINT,
                    TIER,
                    PROFILE,
                    NETWORK_SET,
                    GLOBAL_NETWORK_SET,
                    HOST_ENDPOINT ->
                    throw new IllegalArgumentException(kind.kind() + " is no policy");
        };
    }

    private static void peers(Parts parts, Surroundings around, Report report) {
        for (int part = 0; part < parts.rules().size(); part++) {
            for (Side side : Side.values()) {
                Optional<Selector> selector = parts.rules().get(part).end(side).selector();
                if (selector.isPresent() && !around.isAnythingSelected(selector.get())) {
                    String peer = parts.peerPath(part, around);
                    String path = peer.equals(parts.path()) ? peer + "." + side : peer;
                    Optional<Object> written = around.written(parts.policy(), path);
                    report.warn(
                            RULE,
                            parts.policy(),
                            path,
                            "rule %d: its %s%s selects nothing that is here%s"
                                    .formatted(
                                            parts.number(),
                                            side,
                                            written.map(w -> " " + Written.text(w)).orElse(""),
                                            nobody(written, around)
                                                    .map(reason -> ": " + reason)
                                                    .orElse("")));
                }
            }
        }
    }

    /// The labels of a Kubernetes selector that nothing has.
    private static Optional<String> nobody(Optional<Object> written, Surroundings around) {
        if (!(written.orElse(null) instanceof Map<?, ?> selector)) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        for (String field : List.of("namespaceSelector", "namespaces")) {
            labels(selector.get(field))
                    .forEach((k, v) -> add("namespace", k, v, hasNamespace(around), reasons));
        }
        if (selector.get("pods") instanceof Map<?, ?> pods) {
            nobody(Optional.of(pods), around).ifPresent(reasons::add);
        }
        labels(selector.get("podSelector"))
                .forEach((k, v) -> add("pod", k, v, hasPod(around), reasons));
        labels(selector).forEach((k, v) -> add("pod", k, v, hasPod(around), reasons));
        return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", reasons));
    }

    private static void add(
            String what,
            String key,
            String value,
            BiPredicate<String, String> has,
            List<String> reasons) {
        if (!has.test(key, value)) {
            boolean byName = what.equals("namespace") && key.matches("name|kubernetes.io/name");
            reasons.add(
                    "no %s has the label %s=%s%s"
                            .formatted(
                                    what,
                                    key,
                                    value,
                                    byName
                                            ? " (kubernetes.io/metadata.name is always there)"
                                            : ""));
        }
    }

    private static BiPredicate<String, String> hasNamespace(Surroundings around) {
        return (key, value) ->
                around.state().all(Namespace.class).stream()
                        .anyMatch(namespace -> value.equals(namespace.labels().get(key)));
    }

    private static BiPredicate<String, String> hasPod(Surroundings around) {
        return (key, value) ->
                around.state().all(Pod.class).stream()
                        .anyMatch(pod -> value.equals(pod.labels().get(key)));
    }

    private static Map<String, String> labels(@org.jspecify.annotations.Nullable Object selector) {
        Map<String, String> labels = new java.util.TreeMap<>();
        if (selector instanceof Map<?, ?> map && map.get("matchLabels") instanceof Map<?, ?> all) {
            all.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
        }
        return labels;
    }
}
