package io.gingham.dataplane.rules;

import io.gingham.dataplane.rules.RulesConfig.Marks;
import io.gingham.policy.model.Direction;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.PolicyGroup.End;
import io.gingham.policy.program.PolicyGroup.TierStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The chains of a group. Whoever jumps here has cleared the bits of *allowed* and *passed*; what
/// returns is allowed, the rest has been dropped.
///
/// A group of one tier whose end allows is one chain. Else each tier has a chain of its own:
///
/// ```
///  gham-gi-GROUP ─▶ tier 1 ─┬─ allowed: RETURN
///                           ├─ denied, or its default: DROP
///                           └─ passed, or its default: clear the bit ─▶ tier 2 … ─▶ the end
/// ```
///
/// The end of a pod's group allows: it returns. That of a host endpoint's asks the profiles, and
/// drops what none of them allows.
final class GroupChains {

    private final Marks marks;
    private final Map<String, Chain> policies;

    /// @param policies by the id of the program's chain; those without a rule for this family are
    ///   missing
    GroupChains(Marks marks, Map<String, Chain> policies) {
        this.marks = marks;
        this.policies = policies;
    }

    List<Chain> of(PolicyGroup group) {
        String name = Names.group(group.direction(), group.id());
        return switch (group.end()) {
            case End.Allow() when group.tiers().size() == 1 ->
                    List.of(new Chain(name, tier(group.direction(), group.tiers().getFirst())));
            case End.Allow() -> {
                List<Chain> chains = new ArrayList<>();
                List<Rule> rules = new ArrayList<>();
                addTiers(group, chains, rules);
                chains.add(new Chain(name, rules));
                yield chains;
            }
            case End.Profiles(var profiles) -> {
                List<Chain> chains = new ArrayList<>();
                List<Rule> rules = new ArrayList<>();
                addTiers(group, chains, rules);
                addProfiles(group, profiles, rules);
                chains.add(new Chain(name, rules));
                yield chains;
            }
        };
    }

    /// Behind them comes what no tier has decided, and if it is the last rule, what it allowed.
    private void addTiers(PolicyGroup group, List<Chain> chains, List<Rule> rules) {
        String name = Names.group(group.direction(), group.id());
        for (TierStep tier : group.tiers()) {
            String tierName = Names.tier(name, chains.size() + 1);
            chains.add(new Chain(tierName, tier(group.direction(), tier)));
            if (chains.size() > 1) {
                rules.add(Rule.always(Act.SetMark.clear(marks.pass())));
            }
            rules.add(Rule.always(new Act.Jump(tierName), "tier " + tier.tier()));
            if (chains.size() < group.tiers().size()) {
                rules.add(returnIfAllowed(group.direction()));
            }
        }
    }

    private void addProfiles(PolicyGroup group, List<String> profiles, List<Rule> rules) {
        if (!group.tiers().isEmpty()) {
            rules.add(returnIfAllowed(group.direction()));
            rules.add(Rule.always(Act.SetMark.clear(marks.pass())));
        }
        for (String id : profiles) {
            Chain profile = policies.get(id);
            if (profile != null) {
                rules.add(Rule.always(new Act.Jump(profile.name())));
                rules.add(returnIfAllowed(group.direction()));
                // Nothing comes behind profiles that it could be passed on to.
                rules.add(Rule.of(Match.Mark.all(marks.pass()), new Act.Drop()));
            }
        }
        rules.add(Rule.always(new Act.Drop(), "no profile allows"));
    }

    private Rule returnIfAllowed(Direction direction) {
        return Rule.of(Match.Mark.all(marks.allowed(direction)), new Act.Return());
    }

    /// Returns as soon as a policy allows or passes on.
    private List<Rule> tier(Direction direction, TierStep tier) {
        List<Rule> rules = new ArrayList<>();
        for (String id : tier.chains()) {
            Chain policy = policies.get(id);
            if (policy != null) {
                rules.add(Rule.always(new Act.Jump(policy.name())));
                rules.add(Rule.of(Match.Mark.any(marks.decided(direction)), new Act.Return()));
            }
        }
        switch (tier.defaultAction()) {
            case DENY ->
                    rules.add(
                            Rule.always(
                                    new Act.Drop(),
                                    "no policy of tier " + tier.tier() + " decides"));
            case ALLOW -> rules.add(Rule.always(new Act.Goto(Names.allow(direction))));
            case PASS, LOG -> {}
        }
        return rules;
    }
}
