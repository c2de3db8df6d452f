package io.gingham.agent.address;

import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.dataplane.overlay.TunnelDevices;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The address that a method finds. Pure: what the machine has is given.
final class AddressChoice {

    /// Links that carry no traffic between nodes, as Calico leaves them out, and this agent's own.
    private static final Pattern NEVER =
            Pattern.compile(
                    "lo|docker.*|cbr.*|dummy.*|virbr.*|lxcbr.*|lxc.*|veth.*|tunl.*|flannel.*|kube-ipvs.*|cni.*"
                            + "|nodelocaldns.*|vxlan\\.calico.*|vxlan-v6\\.calico.*|wireguard\\.cali.*|wg-v6\\.cali.*|"
                            + HostInterfaceName.PREFIX
                            + ".*");

    /// @param link the interface's name
    record Candidate(String link, IpAddress address, int prefixLength) {

        /// As the annotation has it: `192.0.2.7/24`.
        String text() {
            return address + "/" + prefixLength;
        }
    }

    /// @param reason as the end of a sentence
    record Found(Candidate candidate, String reason) {}

    private AddressChoice() {}

    /// Addresses that other nodes could reach this one by, of links that are up: in the order of
    /// the links' indexes, of one link in the kernel's.
    static List<Candidate> candidates(
            Collection<Link> links, Collection<Address> addresses, IpFamily family) {
        List<Candidate> all = new ArrayList<>();
        links.stream()
                .filter(Link::up)
                .sorted(Comparator.comparingInt(Link::index))
                .forEach(
                        link ->
                                addresses.stream()
                                        .filter(each -> each.linkIndex() == link.index())
                                        .filter(each -> each.address().family() == family)
                                        .filter(AddressChoice::isOfUse)
                                        .map(
                                                each ->
                                                        new Candidate(
                                                                link.name(),
                                                                each.address(),
                                                                each.prefixLength()))
                                        .forEach(all::add));
        return all;
    }

    private static boolean isOfUse(Address each) {
        return !each.address().isLoopback()
                && !each.address().isLinkLocal()
                && !each.has(Address.DEPRECATED)
                && !each.has(Address.TENTATIVE)
                && !each.has(Address.DAD_FAILED);
    }

    /// @param candidates of one family
    /// @param source what the kernel would send from to a destination; empty if it has no way
    /// @return empty if nothing fits, and for [AddressMethod.InternalIp]
    static Optional<Found> choose(
            AddressMethod method,
            List<Candidate> candidates,
            Function<String, Optional<IpAddress>> source) {
        return switch (method) {
            case AddressMethod.InternalIp() -> Optional.empty();
            case AddressMethod.FirstFound() ->
                    first(
                            candidates.stream().filter(AddressChoice::isPlain),
                            "it is the first address of the first link");
            case AddressMethod.CanReach(var destination) ->
                    source.apply(destination)
                            .flatMap(
                                    from ->
                                            first(
                                                    candidates.stream()
                                                            .filter(
                                                                    each ->
                                                                            each.address()
                                                                                    .equals(from)),
                                                    "packets to "
                                                            + destination
                                                            + " leave from it"));
            case AddressMethod.OnInterface(var names) ->
                    names.stream()
                            .flatMap(
                                    name ->
                                            first(
                                                    candidates.stream().filter(named(name)),
                                                    "its link is the first whose name is " + name)
                                                    .stream())
                            .findFirst();
            case AddressMethod.SkipInterface(var names) ->
                    first(
                            candidates.stream()
                                    .filter(AddressChoice::isPlain)
                                    .filter(
                                            each ->
                                                    names.stream()
                                                            .noneMatch(
                                                                    name ->
                                                                            named(name)
                                                                                    .test(each))),
                            "it is the first address of the first link whose name is not "
                                    + String.join(", ", names));
            case AddressMethod.InNetwork(var networks) ->
                    first(
                            candidates.stream()
                                    .filter(AddressChoice::isPlain)
                                    .filter(
                                            each ->
                                                    networks.stream()
                                                            .anyMatch(
                                                                    net ->
                                                                            net.contains(
                                                                                    each
                                                                                            .address()))),
                            "it is the first address in one of " + networks);
        };
    }

    private static Optional<Found> first(Stream<Candidate> candidates, String reason) {
        return candidates.findFirst().map(each -> new Found(each, reason));
    }

    private static boolean isPlain(Candidate each) {
        return !NEVER.matcher(each.link()).matches() && !TunnelDevices.NAMES.contains(each.link());
    }

    private static Predicate<Candidate> named(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return each -> pattern.matcher(each.link()).matches();
    }
}
