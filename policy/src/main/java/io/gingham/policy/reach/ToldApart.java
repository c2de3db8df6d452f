package io.gingham.policy.reach;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Labels;
import io.gingham.policy.selector.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What rules tell pods by: how a pod may be another case than the stranger, whom no rule speaks
/// of, and two of these at once where one could undo the other.
final class ToldApart {

    private final Labels stranger;

    /// True as long as every rule only allows, and more to a pod with more labels: what is allowed
    /// to a pod of two kinds is then what is allowed to either.
    private boolean onlyAdds = true;

    private final List<List<Selector>> alternatives = new ArrayList<>();

    private ToldApart(Labels stranger) {
        this.stranger = stranger;
    }

    /// The simpler ones first.
    static List<PodsLike> by(List<Rule> rules, Direction direction, Labels stranger) {
        ToldApart told = new ToldApart(stranger);
        for (Rule rule : rules) {
            EntityMatch peer = direction == Direction.INGRESS ? rule.source() : rule.destination();
            told.onlyAdds &= rule.action() == Action.ALLOW || rule.action() == Action.LOG;
            told.onlyAdds &= peer.notSelector().isEmpty();
            peer.selector().ifPresent(told::add);
            peer.notSelector().ifPresent(told::add);
        }
        return told.all();
    }

    private void add(Selector selector) {
        boolean selected = selector.matches(stranger);
        List<List<Selector>> others = Alternatives.of(selector, !selected);
        onlyAdds &= !selected || others.isEmpty();
        alternatives.addAll(others);
        // A label that must be absent tells pods that have it, too.
        for (List<Selector> terms : others) {
            for (Selector term : terms) {
                if (term.matches(stranger)) {
                    onlyAdds = false;
                    alternatives.addAll(Alternatives.of(term, false));
                }
            }
        }
    }

    private List<PodsLike> all() {
        List<PodsLike> all =
                Alternatives.told(alternatives).stream()
                        .sorted(Comparator.comparingInt(List::size))
                        .map(PodsLike::new)
                        .distinct()
                        .toList();
        return onlyAdds ? all : Stream.concat(all.stream(), pairs(all)).toList();
    }

    private static Stream<PodsLike> pairs(List<PodsLike> all) {
        Set<PodsLike> pairs = new LinkedHashSet<>();
        for (PodsLike one : all) {
            for (PodsLike two : all) {
                pairs.add(new PodsLike(Alternatives.both(one.terms(), two.terms())));
            }
        }
        all.forEach(pairs::remove);
        return pairs.stream();
    }
}
