package io.gingham.agent.rules;

import io.gingham.agent.rules.RulesConfig.Marks;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.PolicyGroup.TierStep;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/// The chains of a group. Whoever jumps here has cleared the bits of *allowed* and *passed*; what
/// returns is allowed, the rest has been dropped.
///
/// A group of one tier is one chain. With several, each has a chain of its own:
///
/// ```
///  gham-gi-GROUP ─▶ tier 1 ─┬─ allowed: RETURN
///                           ├─ denied, or its default: DROP
///                           └─ passed, or its default: clear the bit ─▶ tier 2 …
/// ```
final class GroupRenderer {

    private final Marks marks;
    private final SortedMap<String, Chain> policies;

    /// @param policies rendered, by id; those without a rule for this family are missing
    GroupRenderer(Marks marks, SortedMap<String, Chain> policies) {
        this.marks = marks;
        this.policies = policies;
    }

    List<Chain> render(PolicyGroup group) {
        String name = Names.group(group.direction(), group.id());
        if (group.tiers().size() == 1) {
            return List.of(Chain.of(name, tier(group, group.tiers().getFirst())));
        }
        List<Chain> chains = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        String allowed = Marks.set(marks.allowed(group.direction()));
        for (TierStep tier : group.tiers()) {
            String tierName = Names.tier(name, chains.size() + 1);
            chains.add(Chain.of(tierName, tier(group, tier)));
            if (chains.size() > 1) {
                rules.add(Rule.always("-j MARK --set-xmark " + Marks.none(marks.pass())));
            }
            rules.add(new Rule("", "-j " + tierName, "tier " + tier.tier()));
            if (chains.size() < group.tiers().size()) {
                rules.add(Rule.of("-m mark --mark " + allowed, "-j RETURN"));
            }
        }
        chains.add(Chain.of(name, rules));
        return chains;
    }

    /// Returns as soon as a policy allows or passes on.
    private List<Rule> tier(PolicyGroup group, TierStep tier) {
        int decided = marks.allowed(group.direction()) | marks.pass();
        List<Rule> rules = new ArrayList<>();
        for (String id : tier.chains()) {
            Chain policy = policies.get(id);
            if (policy != null) {
                rules.add(Rule.always("-j " + policy.name()));
                rules.add(Rule.of("-m mark ! --mark " + Marks.none(decided), "-j RETURN"));
            }
        }
        switch (tier.defaultAction()) {
            case DENY ->
                    rules.add(
                            new Rule(
                                    "",
                                    "-j DROP",
                                    "no policy of tier " + tier.tier() + " decides"));
            case ALLOW -> rules.add(Rule.always("-g " + Names.allow(group.direction())));
            case PASS, LOG -> {}
        }
        return rules;
    }
}
