package io.gingham.policy.lint;

import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKind;
import java.util.List;

/// Cluster policies of one priority: their API leaves open which is asked first.
final class EqualOrders implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        List<Policy> policies =
                around.policies().stream().filter(EqualOrders::hasPriority).toList();
        for (int i = 0; i < policies.size(); i++) {
            Policy policy = policies.get(i);
            policies.subList(0, i).stream()
                    .filter(other -> other.tier().equals(policy.tier()))
                    .filter(other -> other.order() == policy.order())
                    .filter(other -> mayMeet(policy, other, around))
                    .findFirst()
                    .ifPresent(
                            other ->
                                    report.warn(
                                            "equal-priorities",
                                            policy,
                                            "spec.priority",
                                            "it has the priority of %s: which of them is asked first is not defined (here: by name); give them different ones"
                                                    .formatted(other.key())));
        }
    }

    private static boolean hasPriority(Policy policy) {
        ResourceKind kind = policy.key().kind();
        return kind == ResourceKind.CLUSTER_NETWORK_POLICY
                || kind == ResourceKind.ADMIN_NETWORK_POLICY;
    }

    private static boolean mayMeet(Policy one, Policy other, Surroundings around) {
        return one.directions().stream().anyMatch(other.directions()::contains)
                && (!around.podsKnown()
                        || around.governed(one).stream()
                                .anyMatch(around.governed(other)::contains));
    }
}
