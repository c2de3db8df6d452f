package io.gingham.bgp.rib;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.UpdatePacker;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The two tables of one peer, its filters, and its last session.
final class PeerRib {

    final AdjRibIn in = new AdjRibIn();
    final AdjRibOut out = new AdjRibOut();
    private RouteFilter importFilter;
    private RouteFilter exportFilter;
    private Optional<RibPeer> session = Optional.empty();

    PeerRib(RouteFilter importFilter, RouteFilter exportFilter) {
        this.importFilter = importFilter;
        this.exportFilter = exportFilter;
    }

    void filters(RouteFilter newImport, RouteFilter newExport) {
        importFilter = newImport;
        exportFilter = newExport;
    }

    RouteFilter importFilter() {
        return importFilter;
    }

    void up(RibPeer peer) {
        session = Optional.of(peer);
    }

    void down() {
        session = Optional.empty();
        out.clear();
    }

    Optional<RibPeer> session() {
        return session;
    }

    /// What shares an update.
    private record Group(AddressFamily family, PathAttributes attributes) {}

    /// The next updates for the peer, withdrawals first.
    ///
    /// @param limit the most prefixes to look at
    List<Update> nextUpdates(LocRib routes, AsNumber localAs, CodecContext context, int limit) {
        ExportPolicy policy = new ExportPolicy(session.orElseThrow(), localAs, exportFilter);
        Map<AddressFamily, List<Nlri>> withdrawn = new LinkedHashMap<>();
        Map<Group, List<Nlri>> announced = new LinkedHashMap<>();
        out.take(limit)
                .forEach(
                        (prefix, again) -> {
                            Optional<PathAttributes> wanted =
                                    routes.best(prefix).flatMap(policy::advertise);
                            Optional<PathAttributes> told = out.told(prefix);
                            AddressFamily family = AddressFamily.unicast(prefix.family());
                            if (wanted.isEmpty()) {
                                told.ifPresent(_ -> add(withdrawn, family, Nlri.of(prefix)));
                            } else if (again || !wanted.equals(told)) {
                                add(announced, new Group(family, wanted.get()), Nlri.of(prefix));
                            }
                        });
        List<Update> announcements = new ArrayList<>();
        announced.forEach(
                (group, prefixes) ->
                        announcements.addAll(announce(group, prefixes, context, withdrawn)));
        List<Update> updates = new ArrayList<>();
        withdrawn.forEach(
                (family, prefixes) -> {
                    prefixes.forEach(each -> out.withdrawn(each.prefix()));
                    updates.addAll(UpdatePacker.withdrawals(family, prefixes, context));
                });
        updates.addAll(announcements);
        return updates;
    }

    private static <K> void add(Map<K, List<Nlri>> lists, K key, Nlri prefix) {
        lists.computeIfAbsent(key, _ -> new ArrayList<>()).add(prefix);
    }

    private List<Update> announce(
            Group group,
            List<Nlri> prefixes,
            CodecContext context,
            Map<AddressFamily, List<Nlri>> withdrawn) {
        List<Update> updates =
                UpdatePacker.announcements(group.family(), group.attributes(), prefixes, context);
        if (updates.isEmpty()) { // too long to be told
            prefixes.stream()
                    .filter(each -> out.told(each.prefix()).isPresent())
                    .forEach(each -> add(withdrawn, group.family(), each));
        } else {
            prefixes.forEach(each -> out.announced(each.prefix(), group.attributes()));
        }
        return updates;
    }

    /// The markers after the first routes of a session, one for each family, once.
    List<Update> endOfRib() {
        if (!out.endOfRibDue() || out.hasPending()) {
            return List.of();
        }
        out.endOfRibSent();
        return session.orElseThrow().families().stream().map(Update::endOfRib).toList();
    }
}
