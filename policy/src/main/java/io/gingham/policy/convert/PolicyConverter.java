package io.gingham.policy.convert;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.PolicyKey;
import io.gingham.policy.model.PolicyRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A NetworkPolicy of networking.k8s.io/v1.
public final class PolicyConverter {

    private static final Set<Direction> BOTH = EnumSet.allOf(Direction.class);

    private PolicyConverter() {}

    public static NetworkPolicy convert(
            io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy policy) {
        PolicyKey key =
                new PolicyKey(policy.getMetadata().getNamespace(), policy.getMetadata().getName());
        NetworkPolicySpec spec = policy.getSpec();
        if (spec == null) {
            return new NetworkPolicy.Invalid(key, LabelSelector.EVERYTHING, BOTH, "spec: missing");
        }
        // Each part that is understood narrows what fails closed.
        List<Refusal> refusals = new ArrayList<>();
        LabelSelector pods = attempt(() -> subject(spec), LabelSelector.EVERYTHING, refusals);
        Set<Direction> directions = attempt(() -> directions(spec), BOTH, refusals);
        List<PolicyRule> ingress = attempt(() -> ingress(spec), List.of(), refusals);
        List<PolicyRule> egress = attempt(() -> egress(spec), List.of(), refusals);
        if (refusals.isEmpty()) {
            return new NetworkPolicy.Valid(key, pods, directions, ingress, egress);
        }
        String reason = String.join("; ", refusals.stream().map(Refusal::reason).toList());
        return new NetworkPolicy.Invalid(key, pods, directions, reason);
    }

    private static <T> T attempt(Supplier<T> part, T otherwise, List<Refusal> refusals) {
        try {
            return part.get();
        } catch (Refusal refusal) {
            refusals.add(refusal);
            return otherwise;
        }
    }

    /// An absent selector reads as an empty one: all pods of the namespace. (It is a required
    /// field; protobuf can't tell the two apart.)
    private static LabelSelector subject(NetworkPolicySpec spec) {
        return spec.getPodSelector() == null
                ? LabelSelector.EVERYTHING
                : SelectorConverter.convert(spec.getPodSelector(), "spec.podSelector");
    }

    /// Without `policyTypes` a policy always has Ingress, and Egress if it has any egress rule.
    private static Set<Direction> directions(NetworkPolicySpec spec) {
        List<String> types = Objects.requireNonNullElse(spec.getPolicyTypes(), List.of());
        if (types.isEmpty()) {
            return rulesOf(spec.getEgress()).isEmpty() ? EnumSet.of(Direction.INGRESS) : BOTH;
        }
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        for (int i = 0; i < types.size(); i++) {
            String type = types.get(i);
            directions.add(
                    switch (type) {
                        case "Ingress" -> Direction.INGRESS;
                        case "Egress" -> Direction.EGRESS;
                        case null, default ->
                                throw new Refusal(
                                        "spec.policyTypes[" + i + "]",
                                        "'" + type + "'; expected Ingress or Egress");
                    });
        }
        return directions;
    }

    private static List<PolicyRule> ingress(NetworkPolicySpec spec) {
        List<PolicyRule> rules = new ArrayList<>();
        for (NetworkPolicyIngressRule rule : rulesOf(spec.getIngress())) {
            String path = "spec.ingress[" + rules.size() + "]";
            requireObject(rule, path);
            rules.add(RuleConverter.convert(rule.getFrom(), rule.getPorts(), path, "from"));
        }
        return rules;
    }

    private static List<PolicyRule> egress(NetworkPolicySpec spec) {
        List<PolicyRule> rules = new ArrayList<>();
        for (NetworkPolicyEgressRule rule : rulesOf(spec.getEgress())) {
            String path = "spec.egress[" + rules.size() + "]";
            requireObject(rule, path);
            rules.add(RuleConverter.convert(rule.getTo(), rule.getPorts(), path, "to"));
        }
        return rules;
    }

    private static void requireObject(@Nullable Object rule, String path) {
        if (rule == null) {
            throw new Refusal(path, "null; expected an object ({} allows everything)");
        }
    }

    /// `[]`, `null` and absent are all the same: no rule.
    private static <T> List<T> rulesOf(@Nullable List<T> rules) {
        return rules == null ? List.of() : rules;
    }
}
