package io.gingham.bgp.rib;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The addresses of this machine, and the networks they stand in: what is a next hop of ours (RFC
/// 4271 section 6.3), and who shares a link with whom (RFC 2545 section 3).
public final class LocalLinks {

    /// Nothing is known of this machine.
    public static final LocalLinks NONE = new LocalLinks(List.of());

    /// @param link the interface's name
    /// @param length of the network's prefix, in bits
    public record Address(String link, IpAddress address, int length) {
        boolean isOnLinkOnly() {
            return isBoundToLink(address);
        }
    }

    private final Set<Address> all;

    /// Without those that mean something on their link only.
    private final Set<IpAddress> anywhere = new HashSet<>();

    public LocalLinks(Collection<Address> addresses) {
        all = Set.copyOf(addresses);
        all.stream()
                .filter(each -> !each.isOnLinkOnly())
                .map(Address::address)
                .forEach(anywhere::add);
    }

    /// fe80::/10; the link-local addresses of IPv4 are routed like others where somebody wants it.
    static boolean isBoundToLink(IpAddress address) {
        return !address.isIpv4() && address.isLinkLocal();
    }

    /// Without those: they are other speakers' on this machine.
    public LocalLinks without(Set<IpAddress> others) {
        return new LocalLinks(
                all.stream().filter(each -> !others.contains(each.address())).toList());
    }

    /// @param link where a link-local address would be
    boolean isOurs(IpAddress address, Optional<String> link) {
        return isBoundToLink(address)
                ? all.stream()
                        .anyMatch(
                                each ->
                                        each.address().equals(address)
                                                && link.filter(each.link()::equals).isPresent())
                : anywhere.contains(address);
    }

    /// The link on which a neighbour of that address is; empty for one that is further away.
    public Optional<String> linkOf(IpAddress neighbour) {
        return all.stream()
                .filter(each -> each.address().family() == neighbour.family())
                .filter(
                        each ->
                                IpPrefix.containing(each.address(), each.length())
                                        .contains(neighbour))
                .max(Comparator.comparingInt(Address::length))
                .map(Address::link);
    }

    /// The addresses that came or went from here to there, with their links.
    Set<Address> differenceTo(LocalLinks other) {
        Set<Address> difference = new HashSet<>(all);
        difference.removeAll(other.all);
        other.all.stream().filter(each -> !all.contains(each)).forEach(difference::add);
        return difference;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LocalLinks links && all.equals(links.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
