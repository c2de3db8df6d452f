package io.gingham.cni.wiring;

import io.gingham.netlink.Netlink;
import io.gingham.netlink.message.Address;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Addresses that no pod can have, whatever the cluster is like: those with a meaning of their own,
/// and those of this host's interfaces and networks.
public final class PodAddresses {

    /// RFC 6890 and its updates, as far as routers and hosts treat them as something else than a
    /// host's address.
    private static final Map<IpPrefix, String> SPECIAL =
            Map.of(
                    IpPrefix.parse("0.0.0.0/8"), "it stands for \"this host\" (RFC 1122)",
                    IpPrefix.parse("127.0.0.0/8"), "it is a loopback address",
                    IpPrefix.parse("169.254.0.0/16"), "it is a link-local address",
                    IpPrefix.parse("224.0.0.0/4"), "it is a multicast address",
                    IpPrefix.parse("240.0.0.0/4"), "it is reserved or a broadcast address",
                    IpPrefix.parse("::/127"), "it is the unspecified or the loopback address",
                    IpPrefix.parse("::ffff:0:0/96"), "it is an IPv4 address written in IPv6",
                    IpPrefix.parse("fe80::/10"), "it is a link-local address",
                    IpPrefix.parse("ff00::/8"), "it is a multicast address");

    /// Networks with fewer addresses have none for network and broadcast (RFC 3021).
    private static final int LONGEST_WITH_BROADCAST = 30;

    /// Of the host's interfaces.
    private final List<Address> host;

    private PodAddresses(List<Address> host) {
        this.host = List.copyOf(host);
    }

    /// Beside the interfaces of the calling thread's namespace, as they are now.
    public static PodAddresses ofThisHost() {
        try (Netlink host = Netlink.open()) {
            return new PodAddresses(host.addresses());
        }
    }

    /// Why no pod may have it, as a clause; empty if one may.
    public Optional<String> unusable(IpAddress address) {
        return special(address).or(() -> taken(address));
    }

    /// Pure.
    public static Optional<String> special(IpAddress address) {
        for (Map.Entry<IpPrefix, String> entry : SPECIAL.entrySet()) {
            if (entry.getKey().family() == address.family() && entry.getKey().contains(address)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    private Optional<String> taken(IpAddress address) {
        return host.stream()
                .filter(own -> own.address().family() == address.family())
                .map(own -> conflict(own, address))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> conflict(Address own, IpAddress address) {
        if (own.address().equals(address)) {
            return Optional.of("it is this node's own (on link " + own.linkIndex() + ")");
        }
        IpPrefix network = own.network();
        boolean hasBroadcast =
                network.family() == IpFamily.IPV4 && network.length() <= LONGEST_WITH_BROADCAST;
        if (hasBroadcast && address.equals(network.address())) {
            return Optional.of(
                    "it is the network address of " + network + ", which this node is in");
        }
        if (hasBroadcast && address.equals(network.last())) {
            return Optional.of(
                    "it is the broadcast address of " + network + ", which this node is in");
        }
        return Optional.empty();
    }
}
