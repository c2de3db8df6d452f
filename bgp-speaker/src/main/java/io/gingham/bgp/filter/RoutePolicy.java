package io.gingham.bgp.filter;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;

/// Rules in order: the first that accepts or rejects a route decides.
///
/// @param otherwise decides about a route that no rule did, with the changes made so far
public record RoutePolicy(List<PolicyRule> rules, RouteFilter otherwise) implements RouteFilter {

    public RoutePolicy {
        rules = List.copyOf(rules);
    }

    @Override
    public Optional<PathAttributes> apply(IpPrefix prefix, PathAttributes attributes) {
        PathAttributes now = attributes;
        for (PolicyRule rule : rules) {
            if (!rule.isAbout(prefix, now)) {
                continue;
            }
            switch (rule.verdict()) {
                case ACCEPT -> {
                    return Optional.of(rule.change(prefix, now));
                }
                case REJECT -> {
                    return Optional.empty();
                }
                case CONTINUE -> now = rule.change(prefix, now);
            }
        }
        return otherwise.apply(prefix, now);
    }
}
