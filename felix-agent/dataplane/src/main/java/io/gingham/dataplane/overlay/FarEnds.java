package io.gingham.dataplane.overlay;

import io.gingham.dataplane.overlay.WantedTunnel.FarEnd;
import io.gingham.netlink.Absence;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.FdbEntry;
import io.gingham.netlink.message.Neighbour;
import io.gingham.netlink.message.Request;
import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Of one device: the neighbours (which MAC a gateway has) and the forwarding entries (which node a
/// MAC is behind) that are in the kernel. For one thread.
final class FarEnds {

    /// In one go: whoever else uses the kernel's socket gets through in between.
    private static final int BATCH = 1024;

    private final TunnelKernel kernel;
    private final int link;
    private final Map<IpAddress, MacAddress> neighbours = new HashMap<>();
    private final Map<MacAddress, IpAddress> nodes = new HashMap<>();

    private FarEnds(TunnelKernel kernel, int link) {
        this.kernel = kernel;
        this.link = link;
    }

    /// As the kernel has them now.
    static FarEnds read(TunnelKernel kernel, int link) {
        FarEnds ends = new FarEnds(kernel, link);
        for (Neighbour neighbour : kernel.neighbours()) {
            if (neighbour.linkIndex() == link && neighbour.state() == Neighbour.PERMANENT) {
                ends.neighbours.put(neighbour.address(), neighbour.mac());
            }
        }
        kernel.forwardingEntries(link)
                .forEach(entry -> ends.nodes.put(entry.mac(), entry.destination()));
        return ends;
    }

    /// @param done what is so once the kernel has carried it out
    /// @param removal whether its object may have gone already
    private record Change(Request request, Runnable done, boolean removal) {}

    /// Adds and changes; first the node that a MAC is behind, then who has the MAC.
    ///
    /// @throws NetlinkException the first refusal; the others have been tried
    void put(Map<IpAddress, FarEnd> wanted) {
        List<Change> changes = new ArrayList<>();
        for (FarEnd end : wanted.values()) {
            if (!end.node().equals(nodes.get(end.mac()))) {
                changes.add(
                        new Change(
                                new Request.PutFdbEntry(new FdbEntry(link, end.mac(), end.node())),
                                () -> nodes.put(end.mac(), end.node()),
                                false));
            }
        }
        wanted.forEach(
                (gateway, end) -> {
                    if (!end.mac().equals(neighbours.get(gateway))) {
                        changes.add(
                                new Change(
                                        new Request.PutNeighbour(
                                                Neighbour.permanent(link, gateway, end.mac())),
                                        () -> neighbours.put(gateway, end.mac()),
                                        false));
                    }
                });
        execute(changes);
    }

    /// Takes away all others.
    ///
    /// @param gateways that are still wanted, all of which have been put
    /// @throws NetlinkException the first refusal; the others have been tried
    void removeOthers(Set<IpAddress> gateways) {
        List<Change> changes = new ArrayList<>();
        Set<MacAddress> used = new HashSet<>();
        neighbours.forEach(
                (gateway, mac) -> {
                    if (gateways.contains(gateway)) {
                        used.add(mac);
                    } else {
                        changes.add(
                                new Change(
                                        new Request.DeleteNeighbour(
                                                Neighbour.permanent(link, gateway, mac)),
                                        () -> neighbours.remove(gateway),
                                        true));
                    }
                });
        nodes.forEach(
                (mac, node) -> {
                    if (!used.contains(mac)) {
                        changes.add(
                                new Change(
                                        new Request.DeleteFdbEntry(new FdbEntry(link, mac, node)),
                                        () -> nodes.remove(mac),
                                        true));
                    }
                });
        execute(changes);
    }

    private void execute(List<Change> changes) {
        @Nullable NetlinkException first = null;
        for (int from = 0; from < changes.size(); from += BATCH) {
            List<Change> some = changes.subList(from, Math.min(changes.size(), from + BATCH));
            List<@Nullable NetlinkException> answers =
                    kernel.execute(some.stream().map(Change::request).toList());
            for (int i = 0; i < some.size(); i++) {
                NetlinkException refusal = answers.get(i);
                boolean gone =
                        refusal != null && some.get(i).removal() && Absence.isMeantBy(refusal);
                if (refusal == null || gone) {
                    some.get(i).done().run();
                } else if (first == null) {
                    first = refusal;
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
