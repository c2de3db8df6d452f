package io.gingham.agent.rules;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.PolicyChain.ProgramRule;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A policy chain: a rule that allows goes to the chain that marks the packet as allowed, one that
/// passes to the chain that marks it as passed on, one that denies drops it.
final class PolicyRenderer {

    /// Felix's default `logPrefix`; the level is syslog's notice.
    private static final String LOG = "-j LOG --log-prefix \"calico-packet: \" --log-level 5";

    private final CriteriaRenderer criteria;

    PolicyRenderer(IpFamily family) {
        this.criteria = new CriteriaRenderer(family);
    }

    /// Empty if it has no rule for this family.
    Optional<Chain> render(PolicyChain policy) {
        List<Rule> rules = new ArrayList<>();
        for (ProgramRule rule : policy.rules()) {
            String note =
                    policy.resource().kind().kind()
                            + " "
                            + policy.resource().path()
                            + " "
                            + policy.direction()
                            + " rule "
                            + rule.number()
                            + (rule.note().isEmpty() ? "" : " " + rule.note());
            for (String match : criteria.render(rule.criteria())) {
                rules.add(new Rule(match, action(rule.action(), policy.direction()), note));
            }
        }
        return rules.isEmpty()
                ? Optional.empty()
                : Optional.of(Chain.of(Names.policy(policy.direction(), policy.id()), rules));
    }

    private static String action(Action action, Direction direction) {
        return switch (action) {
            case ALLOW -> "-g " + Names.allow(direction);
            case DENY -> "-j DROP";
            case PASS -> "-g " + Names.PASS;
            case LOG -> LOG;
        };
    }
}
