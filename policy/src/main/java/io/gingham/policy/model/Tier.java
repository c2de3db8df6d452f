package io.gingham.policy.model;

import java.util.Comparator;
import java.util.List;

/// A step of the evaluation, in which policies of one concern stand together.
///
/// @param order lower first; positive infinity if none is given
/// @param defaultAction what is done with a packet that the tier's policies apply to and none of
///   them decides: DENY or PASS
public record Tier(String name, double order, Action defaultAction) implements Resource {

    /// By order, those without one last; names decide ties.
    public static final Comparator<Tier> ORDER =
            Comparator.comparingDouble(Tier::order).thenComparing(Tier::name);

    public static final Tier KUBE_ADMIN = new Tier("kube-admin", 1_000, Action.PASS);
    public static final Tier DEFAULT = new Tier("default", 1_000_000, Action.DENY);
    public static final Tier KUBE_BASELINE = new Tier("kube-baseline", 10_000_000, Action.PASS);

    /// Are there whether the API server shows them or not, and are as they stand here.
    public static final List<Tier> BUILT_IN = List.of(KUBE_ADMIN, DEFAULT, KUBE_BASELINE);

    public Tier {
        if (defaultAction != Action.DENY && defaultAction != Action.PASS) {
            throw new IllegalArgumentException(
                    "defaultAction of a tier is Deny or Pass, not " + defaultAction);
        }
    }

    /// A tier that policies name and nobody made: its policies count, after all other tiers.
    public static Tier missing(String name) {
        return new Tier(name, Double.POSITIVE_INFINITY, Action.DENY);
    }

    public static ResourceKey key(String name) {
        return new ResourceKey(ResourceKind.TIER, "", name);
    }

    @Override
    public ResourceKey resourceKey() {
        return key(name);
    }
}
