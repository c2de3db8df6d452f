package io.gingham.policy.convert;

import io.gingham.document.Tree;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.selector.Selector;
import io.gingham.policy.selector.SelectorException;

/// The fields of Calico's objects that hold a selector.
final class CalicoSelectors {

    private CalicoSelectors() {}

    /// @throws Refusal also for `global()`, which is legal in a rule's namespaceSelector only
    static Selector parse(Tree tree) {
        Selector selector = parseAny(tree);
        if (holdsGlobal(selector)) {
            throw tree.refuse("global() is legal only as the namespaceSelector of a rule");
        }
        return selector;
    }

    /// Of namespaces, about what is in them. `all()` is what is in any, `global()` what is in none.
    static Selector ofNamespace(Tree tree) {
        Selector inAny = new Selector.Has(EffectiveLabels.NAMESPACE);
        return switch (parseAny(tree)) {
            case Selector.All _ -> inAny;
            case Selector.Global _ -> new Selector.Not(inAny);
            case Selector other -> {
                if (holdsGlobal(other)) {
                    throw tree.refuse("global() must stand alone");
                }
                yield other.prefixed(EffectiveLabels.NAMESPACE_PREFIX);
            }
        };
    }

    /// Of service accounts, about their pods. `all()` is every pod that has one.
    static Selector ofServiceAccount(Tree tree) {
        Selector selector = parse(tree);
        return selector instanceof Selector.All
                ? new Selector.Has(EffectiveLabels.SERVICE_ACCOUNT)
                : selector.prefixed(EffectiveLabels.SERVICE_ACCOUNT_PREFIX);
    }

    private static Selector parseAny(Tree tree) {
        try {
            return Selector.parse(tree.text());
        } catch (SelectorException e) {
            throw Problems.of(tree, e);
        }
    }

    private static boolean holdsGlobal(Selector selector) {
        return switch (selector) {
            case Selector.Global _ -> true;
            case Selector.Not(Selector operand) -> holdsGlobal(operand);
            case Selector.And(var operands) ->
                    operands.stream().anyMatch(CalicoSelectors::holdsGlobal);
            case Selector.Or(var operands) ->
                    operands.stream().anyMatch(CalicoSelectors::holdsGlobal);
            case Selector.All _,
                    Selector.Has _,
                    Selector.Equal _,
                    Selector.NotEqual _,
                    Selector.In _,
                    Selector.NotIn _,
                    Selector.Contains _,
                    Selector.StartsWith _,
                    Selector.EndsWith _ ->
                    false;
        };
    }
}
