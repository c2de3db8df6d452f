package io.gingham.bgp.filter;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.List;

/// @param conditions all of them must hold; none: every route
/// @param changes in order, of a route that is not rejected
public record PolicyRule(
        List<RouteCondition> conditions, List<RouteChange> changes, Verdict verdict) {

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

    boolean isAbout(IpPrefix prefix, PathAttributes attributes) {
        for (RouteCondition condition : conditions) {
            if (!condition.holds(prefix, attributes)) {
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
