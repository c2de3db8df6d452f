package io.gingham.policy.reach;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.reach.Reach.Pair;
import io.gingham.policy.reach.Reach.Piece;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Arrays;
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

        static Change of(Connections before, Connections after) {
            return new Change(after.minus(before), before.minus(after));
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

    private static ReachDiff of(Reach before, Reach after) {
        SortedSet<End> common = new TreeSet<>(before.workloads());
        common.retainAll(after.workloads());
        SortedMap<Pair, Change> changes = new TreeMap<>();
        inside(before.inside(), after.inside(), common, changes);
        Set<IpPrefix> blocks = new LinkedHashSet<>(before.blocks());
        blocks.addAll(after.blocks());
        List<AddressRange> ranges = AddressRange.cut(blocks);
        List<Piece> was = before.pieces(ranges);
        List<Piece> is = after.pieces(ranges);
        for (End workload : common) {
            outside(workload, before, after, was, is, changes);
        }
        return new ReachDiff(
                changes, minus(after.workloads(), common), minus(before.workloads(), common));
    }

    private static List<End> minus(Collection<End> all, Set<End> some) {
        return all.stream().filter(end -> !some.contains(end)).sorted().toList();
    }

    /// A pair whose families are judged alike on one side only is compared family by family.
    private static void inside(
            SortedMap<Pair, Connections> before,
            SortedMap<Pair, Connections> after,
            Set<End> common,
            SortedMap<Pair, Change> changes) {
        Set<Pair> pairs = new TreeSet<>(before.keySet());
        pairs.addAll(after.keySet());
        for (Pair pair : pairs) {
            if (!common.contains(pair.from()) || !common.contains(pair.to())) {
                continue;
            }
            Change change = Change.of(of(pair, before), of(pair, after));
            boolean byFamily =
                    pair.family().isEmpty()
                            && (isByFamily(pair, before) || isByFamily(pair, after));
            if (!change.isNone() && !byFamily) {
                changes.put(pair, change);
            }
        }
    }

    private static Connections of(Pair pair, SortedMap<Pair, Connections> all) {
        Connections own = all.get(pair);
        return own != null
                ? own
                : all.getOrDefault(new Pair(pair.from(), pair.to()), Connections.NONE);
    }

    private static boolean isByFamily(Pair pair, SortedMap<Pair, Connections> all) {
        return Arrays.stream(IpFamily.values())
                .anyMatch(
                        family ->
                                all.containsKey(
                                        new Pair(pair.from(), pair.to(), Optional.of(family))));
    }

    private static void outside(
            End workload,
            Reach before,
            Reach after,
            List<Piece> was,
            List<Piece> is,
            SortedMap<Pair, Change> changes) {
        Map<Change, Set<AddressRange>> in = new LinkedHashMap<>();
        Map<Change, Set<AddressRange>> out = new LinkedHashMap<>();
        Map<AddressRange, Piece> now = new LinkedHashMap<>();
        is.forEach(piece -> now.put(piece.range(), piece));
        for (Piece piece : was) {
            Piece there = now.get(piece.range());
            if (there == null) {
                continue;
            }
            in.computeIfAbsent(
                            Change.of(
                                    before.ingressFrom(piece.one(), workload),
                                    after.ingressFrom(there.one(), workload)),
                            c -> new LinkedHashSet<>())
                    .add(piece.range());
            out.computeIfAbsent(
                            Change.of(
                                    before.egressTo(workload, piece.one()),
                                    after.egressTo(workload, there.one())),
                            c -> new LinkedHashSet<>())
                    .add(piece.range());
        }
        in.forEach(
                (change, from) -> {
                    if (!change.isNone()) {
                        changes.put(
                                new Pair(new End.Outside(AddressRange.joined(from)), workload),
                                change);
                    }
                });
        out.forEach(
                (change, to) -> {
                    if (!change.isNone()) {
                        changes.put(
                                new Pair(workload, new End.Outside(AddressRange.joined(to))),
                                change);
                    }
                });
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
