package io.gingham.policy.convert;

import io.gingham.document.Tree;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Policy.Stage;
import io.gingham.policy.model.Policy.StagedAction;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Tier;
import io.gingham.policy.selector.Selector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// NetworkPolicy, GlobalNetworkPolicy and their staged forms, of projectcalico.org/v3.
///
/// A rule that can't be understood fails closed: an Allow or Log matches nothing, a Deny or Pass
/// (or what can't be told from one) denies everything. A subject that can't be understood is every
/// endpoint in the policy's reach.
final class CalicoPolicies {

    private static final Set<Direction> BOTH = EnumSet.allOf(Direction.class);
    private static final Set<String> NAMESPACED_FIELDS =
            Set.of(
                    "tier",
                    "order",
                    "selector",
                    "serviceAccountSelector",
                    "types",
                    "ingress",
                    "egress",
                    "performanceHints");
    private static final Set<String> GLOBAL_FIELDS =
            Set.of(
                    "tier",
                    "order",
                    "selector",
                    "serviceAccountSelector",
                    "namespaceSelector",
                    "types",
                    "ingress",
                    "egress",
                    "doNotTrack",
                    "preDNAT",
                    "applyOnForward",
                    "performanceHints");

    private final ResourceKey key;
    private final Tree spec;
    private final boolean global;
    private final Problems problems = new Problems();

    private CalicoPolicies(ResourceKey key, Tree spec) {
        this.key = key;
        this.spec = spec;
        this.global = key.namespace().isEmpty();
    }

    /// @param staged with a value for a staged kind
    static Policy convert(ResourceKey key, Tree spec, Optional<StagedAction> staged) {
        return new CalicoPolicies(key, spec).convert(staged);
    }

    private Policy convert(Optional<StagedAction> staged) {
        String tier = problems.attempt(() -> spec.get("tier").text(""), () -> "");
        double order = problems.attempt(this::order, () -> Double.POSITIVE_INFINITY);
        Selector subject = problems.attempt(this::subject, this::everythingInReach);
        Set<Direction> directions = problems.attempt(this::directions, () -> BOTH);
        Stage stage = problems.attempt(this::stage, () -> Stage.NORMAL);
        List<Rule> ingress = rules("ingress", Direction.INGRESS);
        List<Rule> egress = rules("egress", Direction.EGRESS);
        boolean forward =
                problems.attempt(() -> applyOnForward(stage), () -> stage != Stage.NORMAL);
        if (stage == Stage.PRE_DNAT && directions.contains(Direction.EGRESS)) {
            problems.add(spec.get("preDNAT").refuse("a preDNAT policy can't have egress"));
            directions = EnumSet.of(Direction.INGRESS);
        }
        Set<String> fields = new HashSet<>(global ? GLOBAL_FIELDS : NAMESPACED_FIELDS);
        staged.ifPresent(_ -> fields.add("stagedAction"));
        if (!problems.attempt(() -> spec.allowing(fields).isPresent(), () -> false)) {
            // Nobody here knows what an unknown field restricts.
            ingress = List.of(denyAll(1, spec));
            egress = List.of(denyAll(1, spec));
        }
        return new Policy(
                key,
                tier.isEmpty() ? Tier.DEFAULT.name() : tier,
                order,
                subject,
                directions,
                stage,
                forward,
                staged,
                ingress,
                egress,
                problems.found());
    }

    private double order() {
        return spec.get("order").optional(Tree::decimal).orElse(Double.POSITIVE_INFINITY);
    }

    private Selector subject() {
        spec.mapping();
        List<Selector> all = new ArrayList<>();
        if (global) {
            spec.get("namespaceSelector")
                    .unlessEmpty(CalicoSelectors::ofNamespace)
                    .ifPresent(all::add);
        } else {
            all.add(KubernetesSelectors.inNamespace(key.namespace()));
        }
        spec.get("serviceAccountSelector")
                .unlessEmpty(CalicoSelectors::ofServiceAccount)
                .ifPresent(all::add);
        spec.get("selector").unlessEmpty(CalicoSelectors::parse).ifPresent(all::add);
        return Selector.allOf(all);
    }

    private Selector everythingInReach() {
        return global
                ? new Selector.Has(EffectiveLabels.NAMESPACE)
                : KubernetesSelectors.inNamespace(key.namespace());
    }

    /// Without `types`: those for which there are rules; Ingress if there are none.
    private Set<Direction> directions() {
        spec.mapping();
        List<Tree> types = spec.get("types").list();
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        if (!types.isEmpty()) {
            types.forEach(type -> directions.add(KubernetesPolicies.direction(type)));
            return directions;
        }
        boolean egress = !spec.get("egress").list().isEmpty();
        if (egress) {
            directions.add(Direction.EGRESS);
        }
        if (!egress || !spec.get("ingress").list().isEmpty()) {
            directions.add(Direction.INGRESS);
        }
        return directions;
    }

    /// A namespaced policy has none of these fields, and is of pods.
    private Stage stage() {
        if (!global) {
            return Stage.NORMAL;
        }
        boolean untracked = spec.get("doNotTrack").flag();
        boolean preDnat = spec.get("preDNAT").flag();
        if (untracked && preDnat) {
            throw spec.get("preDNAT").refuse("true beside doNotTrack: true; only one is possible");
        }
        return untracked ? Stage.UNTRACKED : preDnat ? Stage.PRE_DNAT : Stage.NORMAL;
    }

    private boolean applyOnForward(Stage stage) {
        boolean forward = global && spec.get("applyOnForward").flag();
        if (stage != Stage.NORMAL && !forward) {
            throw spec.get("applyOnForward")
                    .refuse("must be true with doNotTrack or preDNAT, and is taken as true");
        }
        return forward;
    }

    private List<Rule> rules(String field, Direction direction) {
        return rules(spec, field, direction, key.namespace(), problems);
    }

    /// @param namespace of the policy; empty for a global one
    static List<Rule> rules(
            Tree spec, String field, Direction direction, String namespace, Problems problems) {
        Tree list = spec.value() instanceof Map ? spec.get(field) : new Tree(field, null);
        if (list.isPresent() && !(list.value() instanceof List)) {
            problems.add(list.refuse("expected a list of rules"));
            return List.of(denyAll(1, list));
        }
        List<Rule> rules = new ArrayList<>();
        List<Tree> items = list.list();
        for (int i = 0; i < items.size(); i++) {
            Tree item = items.get(i);
            int number = i + 1;
            rules.addAll(
                    problems.attempt(
                            () -> List.of(CalicoRules.convert(item, number, direction, namespace)),
                            () -> instead(item, number)));
        }
        return rules;
    }

    private static List<Rule> instead(Tree item, int number) {
        Object action = item.value() instanceof Map<?, ?> map ? map.get("action") : null;
        boolean harmless = "Allow".equals(action) || "Log".equals(action);
        return harmless ? List.of() : List.of(denyAll(number, item));
    }

    private static Rule denyAll(int number, Tree at) {
        return Rule.of(
                Action.DENY, new Rule.Origin(number, at.path(), "not understood, so it denies"));
    }
}
