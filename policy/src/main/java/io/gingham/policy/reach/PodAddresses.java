package io.gingham.policy.reach;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Pod;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Addresses for pods to come: beside those of pods that are there, and in the blocks of rules that
/// most of these are in, since it is from there that the next pod gets its own. Blocks without room
/// come last: single pods' and nodes' addresses are not where all others go.
final class PodAddresses {

    private static final int ROOM = 4096;
    private static final IpAddress MADE_UP = IpAddress.parse("198.19.0.1");

    private final Set<IpAddress> taken = new HashSet<>();
    private final List<Deque<AddressRange>> byFamily = new ArrayList<>();

    /// @param blocks that rules speak of
    PodAddresses(ClusterState state, Collection<IpPrefix> blocks) {
        for (Pod pod : state.all(Pod.class)) {
            if (pod.isPeer()) {
                taken.addAll(pod.ips());
            }
        }
        List<AddressRange> pieces = AddressRange.cut(blocks);
        for (IpFamily family : IpFamily.values()) {
            TreeSet<IpAddress> theirs = new TreeSet<>();
            taken.stream().filter(ip -> ip.family() == family).forEach(theirs::add);
            if (!theirs.isEmpty()) {
                byFamily.add(rooms(theirs, pieces));
            }
        }
        if (byFamily.isEmpty()) {
            byFamily.add(rooms(new TreeSet<>(Set.of(MADE_UP)), pieces));
        }
    }

    /// From the first pod's address on, in the piece of most pods first; then whatever is left.
    private static Deque<AddressRange> rooms(TreeSet<IpAddress> pods, List<AddressRange> pieces) {
        List<AddressRange> there =
                pieces.stream()
                        .filter(piece -> firstIn(piece, pods).isPresent())
                        .sorted(
                                Comparator.comparing(PodAddresses::hasRoom)
                                        .thenComparingLong(piece -> count(piece, pods))
                                        .reversed())
                        .toList();
        Deque<AddressRange> rooms = new ArrayDeque<>();
        for (AddressRange piece : there) {
            IpAddress first = firstIn(piece, pods).orElseThrow();
            rooms.add(new AddressRange(first, piece.last()));
            rooms.add(new AddressRange(piece.first(), first));
        }
        pieces.stream()
                .filter(piece -> piece.first().family() == pods.first().family())
                .sorted(Comparator.comparing(PodAddresses::hasRoom).reversed())
                .forEach(rooms::add);
        return rooms;
    }

    /// For all that may be asked for, so that they are judged alike as to their addresses.
    private static boolean hasRoom(AddressRange piece) {
        return piece.contains(piece.first().plus(ROOM));
    }

    private static Optional<IpAddress> firstIn(AddressRange piece, TreeSet<IpAddress> pods) {
        return pods.stream().filter(piece::contains).findFirst();
    }

    private static long count(AddressRange piece, TreeSet<IpAddress> pods) {
        return pods.stream().filter(piece::contains).count();
    }

    /// Of each family that pods have, one that nobody has.
    List<IpAddress> next() {
        List<IpAddress> all = new ArrayList<>();
        for (Deque<AddressRange> rooms : byFamily) {
            Optional<IpAddress> free = Optional.empty();
            while (free.isEmpty()) {
                AddressRange room = rooms.removeFirst();
                free = room.anyBut(taken);
                free.filter(ip -> !ip.equals(room.last()))
                        .ifPresent(ip -> rooms.addFirst(new AddressRange(ip.plus(1), room.last())));
            }
            taken.add(free.get());
            all.add(free.get());
        }
        return all;
    }
}
