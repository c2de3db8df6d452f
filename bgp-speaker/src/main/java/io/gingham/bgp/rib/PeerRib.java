package io.gingham.bgp.rib;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.UpdatePacker;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpPrefix;
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

    /// The next updates for the peer.
    ///
    /// @param limit the most prefixes to look at
    List<Update> nextUpdates(LocRib routes, AsNumber localAs, CodecContext context, int limit) {
        ExportPolicy policy = new ExportPolicy(session.orElseThrow(), localAs, exportFilter);
        List<IpPrefix> withdrawn = new ArrayList<>();
        Map<PathAttributes, List<IpPrefix>> announced = new LinkedHashMap<>();
        out.take(limit)
                .forEach(
                        (prefix, again) -> {
                            Optional<PathAttributes> wanted =
                                    routes.best(prefix).flatMap(policy::advertise);
                            Optional<PathAttributes> told = out.told(prefix);
                            if (wanted.isEmpty()) {
                                told.ifPresent(_ -> withdrawn.add(prefix));
                            } else if (again || !wanted.equals(told)) {
                                announced
                                        .computeIfAbsent(wanted.get(), _ -> new ArrayList<>())
                                        .add(prefix);
                            }
                        });
        List<Update> updates = new ArrayList<>();
        announced.forEach(
                (attributes, prefixes) ->
                        updates.addAll(announce(attributes, prefixes, context, withdrawn)));
        withdrawn.forEach(out::withdrawn);
        updates.addAll(
                0,
                UpdatePacker.withdrawals(AddressFamily.IPV4_UNICAST, Nlri.of(withdrawn), context));
        return updates;
    }

    private List<Update> announce(
            PathAttributes attributes,
            List<IpPrefix> prefixes,
            CodecContext context,
            List<IpPrefix> withdrawn) {
        List<Update> updates =
                UpdatePacker.announcements(
                        AddressFamily.IPV4_UNICAST, attributes, Nlri.of(prefixes), context);
        if (updates.isEmpty()) { // too long to be told
            prefixes.stream()
                    .filter(prefix -> out.told(prefix).isPresent())
                    .forEach(withdrawn::add);
        } else {
            prefixes.forEach(prefix -> out.announced(prefix, attributes));
        }
        return updates;
    }

    /// The marker after the first routes of a session, once.
    Optional<Update> endOfRib() {
        if (!out.endOfRibDue() || out.hasPending()) {
            return Optional.empty();
        }
        out.endOfRibSent();
        return Optional.of(Update.endOfRib(AddressFamily.IPV4_UNICAST));
    }
}
