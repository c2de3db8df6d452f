package io.gingham.bgp.filter;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// @param conditions all of them must hold; none: every route
/// @param changes in order, of a route that is not rejected
/// @param label where it was written, for people; two rules that differ in it only are equal
public record PolicyRule(
        List<RouteCondition> conditions, List<RouteChange> changes, Verdict verdict, String label) {

    /// What becomes of a route that a rule is about.
    public enum Verdict {
        ACCEPT,
        REJECT,
        /// The next rule sees it, changed as it is.
        CONTINUE
    }

    public PolicyRule {
        conditions = List.copyOf(conditions);
        changes = List.copyOf(changes);
    }

    /// Nobody has to find it.
    public PolicyRule(List<RouteCondition> conditions, List<RouteChange> changes, Verdict verdict) {
        this(conditions, changes, verdict, "");
    }

    public PolicyRule labelled(String newLabel) {
        return new PolicyRule(conditions, changes, verdict, newLabel);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PolicyRule rule
                && conditions.equals(rule.conditions)
                && changes.equals(rule.changes)
                && verdict == rule.verdict;
    }

    @Override
    public int hashCode() {
        return Objects.hash(conditions, changes, verdict);
    }

    boolean isAbout(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
        for (RouteCondition condition : conditions) {
            if (!condition.holds(prefix, origin, attributes)) {
                return false;
            }
        }
        return true;
    }

    PathAttributes change(IpPrefix prefix, PathAttributes attributes) {
        PathAttributes result = attributes;
        for (RouteChange change : changes) {
            result = change.apply(prefix, result);
        }
        return result;
    }
}
