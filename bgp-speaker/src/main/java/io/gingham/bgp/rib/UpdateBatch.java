package io.gingham.bgp.rib;

import io.gingham.bgp.codec.UpdateWriter;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpFamily;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The next updates of a group: collected by what can share a message, encoded once, and handed to
/// every member, each without what it must not hear.
final class UpdateBatch {

    /// @param source whoever sent the routes does not hear them
    /// @param filtersHop see [ExportPolicy#hasFiltersHop]
    private record Announced(
            IpFamily family, PathAttributes offered, Source source, boolean filtersHop) {}

    /// @param except the member that never heard of the routes, since they are its own
    private record Withdrawn(IpFamily family, @Nullable AdjRibIn except) {}

    /// Messages for all members but those two.
    private record Segment(
            int from, int to, @Nullable Member except, @Nullable Member exceptAtHop) {

        boolean isFor(Member member) {
            return member != except && member != exceptAtHop;
        }
    }

    private final UpdateWriter writer;
    private final ExportPolicy policy;
    private final Map<Announced, PrefixList> announced = new LinkedHashMap<>();
    private final Map<Withdrawn, PrefixList> withdrawn = new LinkedHashMap<>();

    /// What one member alone no longer has.
    private final Map<Member, Map<IpFamily, PrefixList>> personal = new LinkedHashMap<>();

    private final List<Segment> segments = new ArrayList<>();

    // Neighbours in the log most often came in one update.
    private @Nullable Announced lastKey;
    private @Nullable PrefixList lastList;

    UpdateBatch(UpdateWriter writer, ExportPolicy policy) {
        this.writer = writer;
        this.policy = policy;
        writer.clear();
    }

    /// @param known the group was told another route before, under that path identifier
    @SuppressWarnings("ReferenceEquality") // the very same attributes are the common case
    void announce(Route route, PathAttributes offered, int pathId, boolean known) {
        Destination destination = route.destination;
        Announced last = lastKey;
        PrefixList list = lastList;
        boolean filtersHop = ExportPolicy.hasFiltersHop(route, offered);
        boolean same =
                last != null
                        && last.offered() == offered
                        && last.source() == route.source
                        && last.family() == destination.family()
                        && last.filtersHop() == filtersHop;
        if (!same || list == null) {
            last = new Announced(destination.family(), offered, route.source, filtersHop);
            list = announced.computeIfAbsent(last, _ -> new PrefixList());
            lastKey = last;
            lastList = list;
        }
        list.add(destination, pathId, known);
    }

    /// @param except the member whose routes they were, if it is in the group
    void withdraw(Destination destination, int pathId, @Nullable AdjRibIn except) {
        withdrawn
                .computeIfAbsent(new Withdrawn(destination.family(), except), _ -> new PrefixList())
                .add(destination, pathId);
    }

    void withdrawFrom(Member member, Destination destination, int pathId) {
        personal.computeIfAbsent(member, _ -> new LinkedHashMap<>())
                .computeIfAbsent(destination.family(), _ -> new PrefixList())
                .add(destination, pathId);
    }

    /// @param why in words
    record Failure(PrefixList prefixes, String why) {}

    /// Encodes all, and sends it.
    ///
    /// @return what could not be announced, and was withdrawn instead
    List<Failure> send(UpdateGroup group) {
        withdrawn.forEach(
                (key, prefixes) -> {
                    int from = writer.size();
                    writer.withdraw(AddressFamily.unicast(key.family()), prefixes);
                    segments.add(
                            new Segment(from, writer.size(), group.member(key.except()), null));
                });
        List<Failure> failed = new ArrayList<>();
        announced.forEach(
                (key, prefixes) ->
                        announce(key, prefixes, group)
                                .ifPresent(why -> failed.add(new Failure(prefixes, why))));
        deliver(group.members());
        return failed;
    }

    /// @return why it could not be done, if so
    private Optional<String> announce(Announced key, PrefixList prefixes, UpdateGroup group) {
        AddressFamily family = AddressFamily.unicast(key.family());
        Optional<PathAttributes> said =
                policy.rewrite(key.offered(), key.source(), key.family(), key.filtersHop());
        Member owner = group.member(key.source().owner());
        int from = writer.size();
        if (said.isEmpty() || !writer.announce(family, said.get(), prefixes)) {
            writer.withdraw(family, prefixes.known());
            segments.add(new Segment(from, writer.size(), owner, null));
            return Optional.of(
                    said.isEmpty()
                            ? "there is no next hop that the peer can use"
                            : "the attributes don't fit a message");
        }
        // RFC 4271 section 5.1.3: nobody is told to send to itself.
        Member atHop = said.get().nextHop().map(group::memberAt).orElse(null);
        if (atHop != null) {
            PrefixList known = prefixes.known();
            for (int i = 0; i < known.size(); i++) {
                withdrawFrom(atHop, known.get(i), known.pathId(i));
            }
        }
        segments.add(new Segment(from, writer.size(), owner, atHop));
        return Optional.empty();
    }

    /// Most members get one and the same array.
    private void deliver(Collection<Member> members) {
        Set<Member> special = new HashSet<>(personal.keySet());
        for (Segment segment : segments) {
            Stream.of(segment.except(), segment.exceptAtHop())
                    .filter(Objects::nonNull)
                    .forEach(special::add);
        }
        int common = writer.size();
        byte[] forMost = special.size() < members.size() ? writer.copy(0, common) : new byte[0];
        for (Member member : members) {
            byte[] bytes = special.contains(member) ? bytesFor(member) : forMost;
            if (bytes.length > 0) {
                member.outlet.send(bytes);
            }
        }
    }

    private byte[] bytesFor(Member member) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        personal.getOrDefault(member, Map.of())
                .forEach(
                        (family, prefixes) -> {
                            int from = writer.size();
                            writer.withdraw(AddressFamily.unicast(family), prefixes);
                            bytes.writeBytes(writer.copy(from, writer.size()));
                        });
        for (Segment segment : segments) {
            if (segment.isFor(member)) {
                bytes.writeBytes(writer.copy(segment.from(), segment.to()));
            }
        }
        return bytes.toByteArray();
    }
}
