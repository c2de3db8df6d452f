package io.gingham.dataplane.rules;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.PolicyChain.ProgramRule;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The chain of a policy: a rule that allows goes to the chain that marks the packet as allowed,
/// one that passes to the chain that marks it as passed on, one that denies drops it.
final class PolicyChains {

    /// Felix's default `logPrefix`; the level is syslog's notice.
    private static final Act LOG = new Act.Log("calico-packet: ", 5);

    private final CriteriaMatches criteria;

    PolicyChains(IpFamily family) {
        this.criteria = new CriteriaMatches(family);
    }

    /// Empty if it has no rule for this family.
    Optional<Chain> of(PolicyChain policy) {
        List<Rule> rules = new ArrayList<>();
        for (ProgramRule rule : policy.rules()) {
            criteria.of(rule.criteria())
                    .ifPresent(
                            matches ->
                                    rules.add(
                                            new Rule(
                                                    matches,
                                                    act(rule.action(), policy.direction()),
                                                    note(policy, rule))));
        }
        return rules.isEmpty()
                ? Optional.empty()
                : Optional.of(new Chain(Names.policy(policy.direction(), policy.id()), rules));
    }

    private static String note(PolicyChain policy, ProgramRule rule) {
        return policy.resource().kind().kind()
                + " "
                + policy.resource().path()
                + " "
                + policy.direction()
                + " rule "
                + rule.number()
                + (rule.note().isEmpty() ? "" : " " + rule.note());
    }

    private static Act act(Action action, Direction direction) {
        return switch (action) {
            case ALLOW -> new Act.Goto(Names.allow(direction));
            case DENY -> new Act.Drop();
            case PASS -> new Act.Goto(Names.PASS);
            case LOG -> LOG;
        };
    }
}
