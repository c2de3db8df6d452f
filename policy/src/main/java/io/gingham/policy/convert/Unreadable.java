package io.gingham.policy.convert;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Tier;
import io.gingham.policy.selector.Selector;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// A policy of which nothing but its name is understood.
final class Unreadable {

    private Unreadable() {}

    /// Denies everything to all pods in its reach, before any other policy of its tier. One of a
    /// staged kind does nothing.
    static Policy policy(ResourceKey key, String problem) {
        List<Rule> deny =
                List.of(Rule.of(Action.DENY, new Rule.Origin(1, "spec", "not understood")));
        boolean staged = key.kind().kind().startsWith("Staged");
        return new Policy(
                key,
                Tier.DEFAULT.name(),
                Double.NEGATIVE_INFINITY,
                key.namespace().isEmpty()
                        ? new Selector.Has(EffectiveLabels.NAMESPACE)
                        : KubernetesSelectors.inNamespace(key.namespace()),
                EnumSet.allOf(Direction.class),
                Policy.Stage.NORMAL,
                false,
                staged ? Optional.of(Policy.StagedAction.IGNORE) : Optional.empty(),
                deny,
                deny,
                List.of(problem));
    }
}
