package io.gingham.policy.lint;

import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;

/// Whether one rule matches all that another matches. One-sided: what it says is true, but it
/// doesn't find every such pair.
final class Coverage {

    private Coverage() {}

    static boolean covers(Rule wide, Rule narrow) {
        return same(wide.family(), narrow.family())
                && same(wide.protocol(), narrow.protocol())
                && same(wide.notProtocol(), narrow.notProtocol())
                && same(wide.icmp(), narrow.icmp())
                && same(wide.notIcmp(), narrow.notIcmp())
                && covers(wide.source(), narrow.source())
                && covers(wide.destination(), narrow.destination());
    }

    /// What isn't asked for is fulfilled.
    private static <T> boolean same(Optional<T> wide, Optional<T> narrow) {
        return wide.isEmpty() || wide.equals(narrow);
    }

    private static boolean covers(EntityMatch wide, EntityMatch narrow) {
        return netsCover(wide.nets(), narrow.nets())
                && narrow.notNets().containsAll(wide.notNets())
                && selectorCovers(wide.selector(), narrow.selector())
                && same(wide.notSelector(), narrow.notSelector())
                && same(wide.nodes(), narrow.nodes())
                && same(wide.service(), narrow.service())
                && portsCover(wide.ports(), narrow.ports())
                && narrow.notPorts().containsAll(wide.notPorts());
    }

    private static boolean netsCover(List<IpPrefix> wide, List<IpPrefix> narrow) {
        return wide.isEmpty()
                || (!narrow.isEmpty()
                        && narrow.stream()
                                .allMatch(net -> wide.stream().anyMatch(w -> w.contains(net))));
    }

    /// A conjunction of fewer terms selects more.
    private static boolean selectorCovers(Optional<Selector> wide, Optional<Selector> narrow) {
        return wide.isEmpty()
                || (narrow.isPresent()
                        && narrow.get().conjuncts().containsAll(wide.get().conjuncts()));
    }

    private static boolean portsCover(List<PortMatch> wide, List<PortMatch> narrow) {
        return wide.isEmpty()
                || (!narrow.isEmpty()
                        && narrow.stream()
                                .allMatch(port -> wide.stream().anyMatch(w -> covers(w, port))));
    }

    private static boolean covers(PortMatch wide, PortMatch narrow) {
        return wide.equals(narrow)
                || (wide instanceof PortMatch.Range w
                        && narrow instanceof PortMatch.Range n
                        && w.contains(n.first())
                        && w.contains(n.last()));
    }
}
