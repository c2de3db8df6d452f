package io.gingham.agent.bgp;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.bgp.speaker.PeerPolicy;
import io.gingham.crds.v3.BGPFilterRule;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// RFC 8212 for a peer of another AS: nothing goes in a direction, of a family, for which none of
/// its BGPFilters has a rule.
///
/// @param families that there are rules for
record RequiredPolicy(Set<IpFamily> families, RouteFilter filter) implements RouteFilter {

    RequiredPolicy {
        families = Set.copyOf(families);
    }

    /// @param named the peer's BGPFilters
    /// @param object whose they are
    /// @param problems gets a sentence where nothing is taken, or told, at all
    static PeerPolicy applied(
            PeerPolicy policy,
            Collection<BGPFilterSpec> named,
            String object,
            Collection<String> problems) {
        Set<IpFamily> in = families(named, BGPFilterSpec::importV4, BGPFilterSpec::importV6);
        Set<IpFamily> out = families(named, BGPFilterSpec::exportV4, BGPFilterSpec::exportV6);
        if (in.isEmpty()) {
            problems.add(sentence(object, "import", "taken"));
        }
        if (out.isEmpty()) {
            problems.add(sentence(object, "export", "told"));
        }
        return policy.withFilters(
                new RequiredPolicy(in, policy.importFilter()),
                new RequiredPolicy(out, policy.exportFilter()));
    }

    private static String sentence(String object, String rules, String what) {
        return "%s names no BGPFilter with %s rules, and policy is required (RFC 8212): no routes are %s; name one under filters, or set requirePolicy to false"
                .formatted(object, rules, what);
    }

    /// Those of the names that are there.
    static List<BGPFilterSpec> named(List<String> names, Map<String, BGPFilterSpec> filters) {
        return names.stream().map(filters::get).filter(Objects::nonNull).toList();
    }

    private static Set<IpFamily> families(
            Collection<BGPFilterSpec> filters,
            Function<BGPFilterSpec, @Nullable List<BGPFilterRule>> v4,
            Function<BGPFilterSpec, @Nullable List<BGPFilterRule>> v6) {
        Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        for (BGPFilterSpec filter : filters) {
            if (hasRules(v4.apply(filter))) {
                families.add(IpFamily.IPV4);
            }
            if (hasRules(v6.apply(filter))) {
                families.add(IpFamily.IPV6);
            }
        }
        return families;
    }

    private static boolean hasRules(@Nullable List<BGPFilterRule> rules) {
        return rules != null && !rules.isEmpty();
    }

    @Override
    public Optional<PathAttributes> apply(
            IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
        return families.contains(prefix.family())
                ? filter.apply(prefix, origin, attributes)
                : Optional.empty();
    }

    @Override
    public Optional<String> refusal(
            IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
        return families.contains(prefix.family())
                ? filter.refusal(prefix, origin, attributes)
                : Optional.of("no BGPFilter has a rule for it, and RFC 8212 is in force");
    }
}
