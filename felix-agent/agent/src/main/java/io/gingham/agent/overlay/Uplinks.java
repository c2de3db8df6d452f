package io.gingham.agent.overlay;

import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.dataplane.overlay.TunnelDevices;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The addresses of this node's links, those of pods and tunnels left out.
public record Uplinks(List<Uplink> all) {

    /// @param address of this node
    /// @param network that the address makes connected
    /// @param mtu of the link, in bytes
    public record Uplink(IpAddress address, IpPrefix network, int mtu) {}

    public Uplinks {
        all = List.copyOf(all);
    }

    public static Uplinks of(Collection<Link> links, Collection<Address> addresses) {
        Map<Integer, Link> byIndex = new HashMap<>();
        for (Link link : links) {
            if (!link.name().startsWith(HostInterfaceName.PREFIX)
                    && !TunnelDevices.NAMES.contains(link.name())) {
                byIndex.put(link.index(), link);
            }
        }
        List<Uplink> all = new ArrayList<>();
        for (Address address : addresses) {
            Link link = byIndex.get(address.linkIndex());
            if (link != null
                    && !address.address().isLoopback()
                    && !address.address().isLinkLocal()) {
                all.add(new Uplink(address.address(), address.network(), link.mtu()));
            }
        }
        return new Uplinks(all);
    }

    /// Of the link that has the address; the smallest, if several have it; empty if none has.
    OptionalInt mtu(IpAddress address) {
        return all.stream()
                .filter(uplink -> uplink.address().equals(address))
                .mapToInt(Uplink::mtu)
                .min();
    }

    /// Whether a packet to there needs no router.
    boolean isNear(IpAddress address) {
        return all.stream().anyMatch(uplink -> uplink.network().contains(address));
    }

    /// A network that is a part of the prefix, or an address of it.
    boolean isInside(IpPrefix prefix) {
        return all.stream()
                .anyMatch(
                        uplink ->
                                prefix.contains(uplink.network())
                                        || prefix.contains(uplink.address()));
    }
}
