package io.gingham.bgp.filter;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
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
    public Optional<PathAttributes> apply(
            IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
        PathAttributes now = attributes;
        for (PolicyRule rule : rules) {
            if (!rule.isAbout(prefix, origin, now)) {
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
        return otherwise.apply(prefix, origin, now);
    }

    @Override
    public Optional<String> refusal(
            IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
        PathAttributes now = attributes;
        for (int i = 0; i < rules.size(); i++) {
            PolicyRule rule = rules.get(i);
            if (rule.isAbout(prefix, origin, now)) {
                switch (rule.verdict()) {
                    case ACCEPT -> {
                        return Optional.empty();
                    }
                    case REJECT -> {
                        return Optional.of(
                                rule.label().isEmpty() ? "its rule " + (i + 1) : rule.label());
                    }
                    case CONTINUE -> now = rule.change(prefix, now);
                }
            }
        }
        PathAttributes left = now;
        return otherwise.apply(prefix, origin, left).isPresent()
                ? Optional.empty()
                : Optional.of(
                        otherwise.equals(RouteFilter.REJECT_ALL)
                                ? "no rule takes it"
                                : otherwise
                                        .refusal(prefix, origin, left)
                                        .orElse("no rule takes it"));
    }
}
