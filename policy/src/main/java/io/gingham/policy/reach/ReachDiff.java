package io.gingham.policy.reach;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.reach.Reach.Pair;
import io.gingham.policy.reach.Reach.Piece;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What can be reached after a change and could not before, or the other way round.
///
/// @param changes by pair; a workload that only one side has is in none
/// @param added workloads that only the second has
/// @param gone workloads that only the first has
public record ReachDiff(SortedMap<Pair, Change> changes, List<End> added, List<End> gone) {

    public ReachDiff {
        changes = new TreeMap<>(changes);
        added = List.copyOf(added);
        gone = List.copyOf(gone);
    }

    /// @param opened what is allowed now
    /// @param closed what is no longer
    public record Change(Connections opened, Connections closed) {

        private static final Change NONE = new Change(Connections.NONE, Connections.NONE);

        static Change of(Connections before, Connections after) {
            return before.equals(after)
                    ? NONE
                    : new Change(after.minus(before), before.minus(after));
        }

        boolean isNone() {
            return opened.isEmpty() && closed.isEmpty();
        }

        /// `opens TCP 80; closes UDP 53`.
        @Override
        public String toString() {
            String opens = opened.isEmpty() ? "" : "opens " + opened;
            String closes = closed.isEmpty() ? "" : "closes " + closed;
            return opens + (opens.isEmpty() || closes.isEmpty() ? "" : " and ") + closes;
        }
    }

    public static ReachDiff of(ClusterState before, ClusterState after) {
        return of(Reach.of(before), Reach.of(after));
    }

    /// Both are split alike by it.
    public static ReachDiff of(Reach before, Reach after) {
        after.splitLike(before);
        before.splitLike(after);
        SortedSet<End> common = new TreeSet<>(before.workloads());
        common.retainAll(after.workloads());
        // Ends that are judged alike on both sides change alike: each kind is compared once.
        Map<List<Object>, List<End>> byKind = new LinkedHashMap<>();
        for (End end : common) {
            byKind.computeIfAbsent(
                            List.of(before.likeness(end), after.likeness(end)),
                            kind -> new ArrayList<>())
                    .add(end);
        }
        SortedMap<Pair, Change> changes = new TreeMap<>();
        inside(before, after, byKind.values(), changes);
        Set<IpPrefix> blocks = new LinkedHashSet<>(before.blocks());
        blocks.addAll(after.blocks());
        List<AddressRange> ranges = AddressRange.cut(blocks);
        List<Piece> was = before.pieces(ranges);
        List<Piece> is = after.pieces(ranges);
        for (List<End> alike : byKind.values()) {
            outside(alike, before, after, was, is, changes);
        }
        return new ReachDiff(
                changes, minus(after.workloads(), common), minus(before.workloads(), common));
    }

    private static List<End> minus(Collection<End> all, Set<End> some) {
        return all.stream().filter(end -> !some.contains(end)).sorted().toList();
    }

    /// The first of ends that are judged alike, on both sides.
    private record Compared(Map<IpFamily, Kind> before, Map<IpFamily, Kind> after) {

        static Compared of(End end, Reach before, Reach after) {
            return new Compared(before.kindsOf(end), after.kindsOf(end));
        }

        /// One if all families change alike.
        Map<Optional<IpFamily>, Change> to(Compared other) {
            Map<Optional<IpFamily>, Change> byFamily = new LinkedHashMap<>();
            int families = 0;
            for (IpFamily family : IpFamily.values()) {
                Optional<Connections> was = between(before, other.before, family);
                Optional<Connections> is = between(after, other.after, family);
                if (was.isPresent() || is.isPresent()) {
                    families++;
                    Change change =
                            Change.of(was.orElse(Connections.NONE), is.orElse(Connections.NONE));
                    if (!change.isNone()) {
                        byFamily.put(Optional.of(family), change);
                    }
                }
            }
            boolean same = byFamily.size() == families && Set.copyOf(byFamily.values()).size() == 1;
            return same ? Map.of(Optional.empty(), byFamily.values().iterator().next()) : byFamily;
        }

        private static Optional<Connections> between(
                Map<IpFamily, Kind> from, Map<IpFamily, Kind> to, IpFamily family) {
            Kind source = from.get(family);
            Kind destination = to.get(family);
            return source == null || destination == null
                    ? Optional.empty()
                    : Optional.of(source.to(destination));
        }
    }

    private static void inside(
            Reach before,
            Reach after,
            Collection<List<End>> kinds,
            SortedMap<Pair, Change> changes) {
        Map<List<End>, Compared> compared = new LinkedHashMap<>();
        kinds.forEach(ends -> compared.put(ends, Compared.of(ends.getFirst(), before, after)));
        compared.forEach(
                (sources, from) ->
                        compared.forEach(
                                (targets, to) ->
                                        from.to(to)
                                                .forEach(
                                                        (family, change) ->
                                                                put(
                                                                        pairs(
                                                                                sources, targets,
                                                                                family, before,
                                                                                after),
                                                                        change,
                                                                        changes))));
    }

    private static List<Pair> pairs(
            List<End> sources,
            List<End> targets,
            Optional<IpFamily> family,
            Reach before,
            Reach after) {
        List<Pair> pairs = new ArrayList<>();
        for (End from : sources) {
            for (End to : targets) {
                if (before.isPair(from, to) && after.isPair(from, to)) {
                    pairs.add(new Pair(from, to, family));
                }
            }
        }
        return pairs;
    }

    private static void put(List<Pair> pairs, Change change, SortedMap<Pair, Change> changes) {
        pairs.forEach(pair -> changes.put(pair, change));
    }

    private static void outside(
            List<End> alike,
            Reach before,
            Reach after,
            List<Piece> was,
            List<Piece> is,
            SortedMap<Pair, Change> changes) {
        End one = alike.getFirst();
        Map<Change, Set<AddressRange>> in = new LinkedHashMap<>();
        Map<Change, Set<AddressRange>> out = new LinkedHashMap<>();
        Map<AddressRange, Piece> now = new LinkedHashMap<>();
        is.forEach(piece -> now.put(piece.range(), piece));
        for (Piece piece : was) {
            Piece there = now.get(piece.range());
            if (there == null) {
                continue;
            }
            add(before.ingressFrom(piece, one), after.ingressFrom(there, one), piece, in);
            add(before.egressTo(one, piece), after.egressTo(one, there), piece, out);
        }
        in.forEach(
                (change, from) -> {
                    End outside = new End.Outside(AddressRange.joined(from));
                    alike.forEach(to -> changes.put(new Pair(outside, to), change));
                });
        out.forEach(
                (change, to) -> {
                    End outside = new End.Outside(AddressRange.joined(to));
                    alike.forEach(from -> changes.put(new Pair(from, outside), change));
                });
    }

    private static void add(
            Connections was, Connections is, Piece piece, Map<Change, Set<AddressRange>> to) {
        Change change = Change.of(was, is);
        if (!change.isNone()) {
            to.computeIfAbsent(change, c -> new LinkedHashSet<>()).add(piece.range());
        }
    }

    public boolean opens() {
        return changes.values().stream().anyMatch(change -> !change.opened().isEmpty());
    }

    public boolean closes() {
        return changes.values().stream().anyMatch(change -> !change.closed().isEmpty());
    }

    /// Sources with the same change towards one end.
    private record Towards(End to, Optional<IpFamily> family, Change change) {}

    /// Ends that change alike for the same sources.
    private record Alike(Set<End> from, Optional<IpFamily> family, Change change) {}

    /// At a glance: pairs with the same change in a line together, what is opened first.
    ///
    /// @param most how many lines at most; what is left out is counted in a last one
    public List<String> lines(int most) {
        Map<Towards, Set<End>> sources = new LinkedHashMap<>();
        changes.forEach(
                (pair, change) ->
                        sources.computeIfAbsent(
                                        new Towards(pair.to(), pair.family(), change),
                                        k -> new TreeSet<>())
                                .add(pair.from()));
        Map<Alike, Set<End>> targets = new LinkedHashMap<>();
        sources.forEach(
                (key, from) ->
                        targets.computeIfAbsent(
                                        new Alike(from, key.family, key.change),
                                        k -> new TreeSet<>())
                                .add(key.to));
        List<String> lines = new ArrayList<>();
        targets.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().change.opened().isEmpty()))
                .forEach(entry -> lines.add(line(entry.getKey(), entry.getValue())));
        if (!added.isEmpty()) {
            lines.add("only in the second: " + names(added));
        }
        if (!gone.isEmpty()) {
            lines.add("only in the first: " + names(gone));
        }
        if (lines.size() > most) {
            int left = lines.size() - most + 1;
            lines.subList(most - 1, lines.size()).clear();
            lines.add("and " + left + " lines more");
        }
        return lines;
    }

    private static String line(Alike alike, Set<End> to) {
        String family = alike.family.map(of -> " (" + of + ")").orElse("");
        return names(alike.from) + " -> " + names(to) + family + ": " + alike.change;
    }

    private static String names(Collection<End> ends) {
        List<String> names = ends.stream().map(End::toString).toList();
        return names.size() <= 4
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }
}
