package io.gingham.policy.calc;

import io.gingham.policy.calc.ChainStage.ChainKey;
import io.gingham.policy.calc.GroupStage.Shape;
import io.gingham.policy.calc.GroupStage.Step;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.LabelParent;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Policy.Stage;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Selectable;
import io.gingham.policy.model.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which policies in force govern which of this node's endpoints, and in what order.
final class Governance {

    /// A policy with what is needed of it again and again.
    private record Ranked(Policy policy, String tieBreaker, ChainKey ingress, ChainKey egress) {
        Ranked(Policy policy) {
            this(
                    policy,
                    policy.tieBreaker(),
                    ChainKey.of(policy.key(), Direction.INGRESS),
                    ChainKey.of(policy.key(), Direction.EGRESS));
        }

        ChainKey chain(Direction direction) {
            return direction == Direction.INGRESS ? ingress : egress;
        }
    }

    /// As [Policy#ORDER]; of two kinds of one name the order is that of their keys.
    private static final Comparator<Ranked> ORDER =
            Comparator.<Ranked>comparingDouble(ranked -> ranked.policy().order())
                    .thenComparing(Ranked::tieBreaker)
                    .thenComparing(ranked -> ranked.policy().key());

    /// More than a node has pods.
    private static final int MOST_REMEMBERED = 2_000;

    private final Known known;
    private final Map<ResourceKey, Ranked> inForce = new HashMap<>();
    private final SelectorIndex<ResourceKey> subjects = new SelectorIndex<>();

    /// Sorted once for all endpoints that the same policies govern; by those, as the index numbers
    /// them.
    private final Map<Numbers, Governors> memory = new HashMap<>();

    private static final class Numbers {
        private final int[] numbers;

        Numbers(int[] numbers) {
            this.numbers = numbers;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Numbers that && Arrays.equals(numbers, that.numbers);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(numbers);
        }
    }

    Governance(Known known) {
        this.known = known;
    }

    /// @return the pods and host endpoints that it governs or governed
    Collection<ResourceKey> onPolicy(@Nullable Policy before, @Nullable Policy after) {
        memory.clear();
        Set<ResourceKey> governed = new LinkedHashSet<>();
        boolean sameSubject =
                before != null && after != null && before.subject().equals(after.subject());
        boolean wasInForce = before != null && before.isInForce();
        boolean isInForce = after != null && after.isInForce();
        if (before != null && wasInForce) {
            inForce.remove(before.key());
            subjects.itemsOf(before.key()).forEach(item -> governed.add(item.resourceKey()));
            if (!sameSubject || !isInForce) {
                subjects.removeSelector(before.key());
            }
        }
        if (after != null && isInForce) {
            inForce.put(after.key(), new Ranked(after));
            if (!sameSubject || !wasInForce) {
                for (Selectable item : subjects.addSelector(after.key(), after.subject())) {
                    governed.add(item.resourceKey());
                }
            }
        }
        return governed;
    }

    /// A pod that has an interface here, or a host endpoint of this node.
    ///
    /// @return true if other policies govern it now
    boolean putEndpoint(Selectable endpoint) {
        return !subjects.putItem(endpoint).isEmpty();
    }

    void removeEndpoint(ResourceKey key) {
        subjects.removeItem(key);
    }

    /// A namespace, service account or profile.
    ///
    /// @return the pods and host endpoints that other policies govern now
    Collection<ResourceKey> onParent(ResourceKey key, @Nullable LabelParent after) {
        Set<ResourceKey> changed = new LinkedHashSet<>();
        for (Match<ResourceKey> match : subjects.putParent(key, after)) {
            changed.add(match.item().resourceKey());
        }
        return changed;
    }

    /// A tier came, went or is another.
    void onTier() {
        memory.clear();
    }

    /// True if a policy of that tier governs it.
    boolean isIn(String tier, ResourceKey endpoint) {
        for (ResourceKey policy : subjects.selectorsOf(endpoint)) {
            Ranked ranked = inForce.get(policy);
            if (ranked != null && ranked.policy().tier().equals(tier)) {
                return true;
            }
        }
        return false;
    }

    /// @param endpoint a pod's or host endpoint's key
    Governors of(ResourceKey endpoint) {
        if (memory.size() >= MOST_REMEMBERED) {
            memory.clear();
        }
        return memory.computeIfAbsent(
                new Numbers(subjects.numbersOf(endpoint)), n -> sorted(endpoint));
    }

    private Governors sorted(ResourceKey endpoint) {
        List<Ranked> policies = new ArrayList<>();
        for (ResourceKey key : subjects.selectorsOf(endpoint)) {
            Ranked ranked = inForce.get(key);
            if (ranked != null) {
                policies.add(ranked);
            }
        }
        policies.sort(ORDER);
        return new Governors(policies);
    }

    /// The policies of one endpoint, as the gates they make. An empty gate is open.
    final class Governors {
        private final List<Ranked> policies;
        private final Map<Direction, Optional<Shape>> workload = new EnumMap<>(Direction.class);

        private Governors(List<Ranked> policies) {
            this.policies = policies;
        }

        Optional<Shape> workload(Direction direction) {
            return workload.computeIfAbsent(
                    direction, d -> shape(d, policy -> policy.stage() == Stage.NORMAL));
        }

        /// Never open: what neither policies nor profiles allow is denied.
        Optional<Shape> local(Direction direction, HostEndpoint endpoint) {
            List<ChainKey> profiles = new ArrayList<>();
            for (String name : endpoint.profiles()) {
                profiles.add(ChainKey.of(Profile.key(name), direction));
            }
            List<Step> tiers = tiers(direction, policy -> policy.stage() == Stage.NORMAL);
            return Optional.of(new Shape(direction, tiers, Optional.of(profiles)));
        }

        Optional<Shape> forwarded(Direction direction) {
            return shape(
                    direction, policy -> policy.stage() == Stage.NORMAL && policy.applyOnForward());
        }

        Optional<Shape> untracked(Direction direction) {
            return shape(direction, policy -> policy.stage() == Stage.UNTRACKED);
        }

        Optional<Shape> preDnat() {
            return shape(Direction.INGRESS, policy -> policy.stage() == Stage.PRE_DNAT);
        }

        private Optional<Shape> shape(Direction direction, Predicate<Policy> stage) {
            List<Step> tiers = tiers(direction, stage);
            return tiers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Shape(direction, tiers, Optional.empty()));
        }

        private List<Step> tiers(Direction direction, Predicate<Policy> stage) {
            Map<String, List<ChainKey>> byTier = new HashMap<>();
            boolean hasDefault = true;
            for (Ranked ranked : policies) {
                Policy policy = ranked.policy();
                if (policy.directions().contains(direction) && stage.test(policy)) {
                    byTier.computeIfAbsent(policy.tier(), t -> new ArrayList<>())
                            .add(ranked.chain(direction));
                    hasDefault = policy.stage() == Stage.NORMAL;
                }
            }
            List<Tier> tiers = new ArrayList<>();
            byTier.keySet().forEach(name -> tiers.add(known.tier(name)));
            tiers.sort(Tier.ORDER);
            List<Step> steps = new ArrayList<>();
            for (Tier tier : tiers) {
                // Before connection tracking or translation, the tiers' default actions don't hold.
                Action otherwise = hasDefault ? tier.defaultAction() : Action.PASS;
                steps.add(
                        new Step(
                                tier.name(),
                                byTier.getOrDefault(tier.name(), List.of()),
                                otherwise));
            }
            return steps;
        }
    }
}
