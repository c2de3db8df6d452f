package io.gingham.bgp.speaker;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The address families spoken with a peer, on one session.
///
/// @param spoken at least one of IPv4 and IPv6 unicast
/// @param addresses our address of a family, told as next hop of its routes. Needed for the family
///   that is not the session's own: routes of that family are not told without it
public record PeerFamilies(Set<AddressFamily> spoken, Map<IpFamily, IpAddress> addresses) {

    private static final List<AddressFamily> ALL =
            List.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST);

    public static final PeerFamilies IPV4 =
            new PeerFamilies(Set.of(AddressFamily.IPV4_UNICAST), Map.of());

    public static final PeerFamilies IPV6 =
            new PeerFamilies(Set.of(AddressFamily.IPV6_UNICAST), Map.of());

    public PeerFamilies {
        spoken = Set.copyOf(spoken);
        addresses = Map.copyOf(addresses);
        if (spoken.isEmpty() || !ALL.containsAll(spoken)) {
            throw new IllegalArgumentException(
                    "families " + spoken + "; expected ipv4 unicast, ipv6 unicast or both");
        }
        addresses.forEach(
                (family, address) -> {
                    if (address.family() != family) {
                        throw new IllegalArgumentException(address + " is not of " + family);
                    }
                });
    }

    /// Both families; the addresses are those that are told as next hops.
    public static PeerFamilies both(IpAddress... addresses) {
        Map<IpFamily, IpAddress> byFamily = new EnumMap<>(IpFamily.class);
        Stream.of(addresses).forEach(address -> byFamily.put(address.family(), address));
        return new PeerFamilies(Set.copyOf(ALL), byFamily);
    }

    List<AddressFamily> inOrder() {
        return ALL.stream().filter(spoken::contains).toList();
    }

    /// What is told as next hop, by the family of the routes.
    ///
    /// @param local our end of the session
    /// @param ipv4OverIpv6 RFC 8950 was agreed upon
    Map<IpFamily, IpAddress> nextHops(IpAddress local, boolean ipv4OverIpv6) {
        Map<IpFamily, IpAddress> hops = new EnumMap<>(IpFamily.class);
        hops.put(local.family(), local);
        hops.putAll(addresses);
        if (ipv4OverIpv6) {
            hops.putIfAbsent(IpFamily.IPV4, local);
        }
        return hops;
    }
}
