package io.gingham.bgp.fsm;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.fsm.Negotiated.Refresh;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.AddPath;
import io.gingham.bgp.message.Capability.AddPathFamily;
import io.gingham.bgp.message.Capability.EnhancedRouteRefresh;
import io.gingham.bgp.message.Capability.ExtendedMessage;
import io.gingham.bgp.message.Capability.ExtendedNextHop;
import io.gingham.bgp.message.Capability.FourOctetAs;
import io.gingham.bgp.message.Capability.Multiprotocol;
import io.gingham.bgp.message.Capability.NextHopFamily;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Capability.RouteRefresh;
import io.gingham.bgp.message.Octets;
import io.gingham.value.AsNumber;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Whether the peer's OPEN is acceptable, and what it and ours agree upon (RFC 4271 section 6.2,
/// RFC 5492, 6286, 6793, 7911, 9234).
final class OpenNegotiation {

    private OpenNegotiation() {}

    /// @throws BgpException 2/2, 2/3, 2/7 or 2/11
    static Negotiated agree(Open theirs, SessionSettings settings) {
        requireAs(theirs, settings);
        requireOtherRouterId(theirs, settings);
        Set<AddressFamily> families = commonFamilies(theirs, settings);
        Optional<RoleType> role = RoleCheck.require(theirs, settings);
        List<Capability> ours = settings.capabilities();
        int hold = Math.min(theirs.holdTimeSeconds(), settings.times().holdTimeSeconds());
        return new Negotiated(
                theirs.routerId(),
                theirs.asNumber(),
                Duration.ofSeconds(hold),
                theirs.capability(FourOctetAs.class).isPresent(),
                families,
                RestartAgreement.of(theirs, settings),
                refresh(theirs, settings),
                role,
                ipv4OverIpv6(theirs.capabilities()) && ipv4OverIpv6(ours),
                new Direction(longMessages(ours), addPath(families, theirs.capabilities(), ours)),
                new Direction(
                        longMessages(theirs.capabilities()),
                        addPath(families, ours, theirs.capabilities())));
    }

    private static Refresh refresh(Open theirs, SessionSettings settings) {
        boolean enhanced =
                theirs.capability(EnhancedRouteRefresh.class).isPresent()
                        && settings.capability(EnhancedRouteRefresh.class).isPresent();
        boolean plain = theirs.capability(RouteRefresh.class).isPresent();
        return enhanced ? Refresh.ENHANCED : plain ? Refresh.PLAIN : Refresh.NONE;
    }

    /// The families of which one side says it sends several paths, and the other that it receives
    /// them (RFC 7911 section 4).
    private static Set<AddressFamily> addPath(
            Set<AddressFamily> families, List<Capability> from, List<Capability> to) {
        Set<AddressFamily> agreed = addPath(from, AddPathFamily::sends);
        agreed.retainAll(addPath(to, AddPathFamily::receives));
        agreed.retainAll(families);
        return agreed;
    }

    private static Set<AddressFamily> addPath(
            List<Capability> capabilities, Predicate<AddPathFamily> mode) {
        return capabilities.stream()
                .filter(AddPath.class::isInstance)
                .limit(1)
                .flatMap(each -> ((AddPath) each).families().stream())
                .filter(mode)
                .map(AddPathFamily::family)
                .collect(Collectors.toSet());
    }

    private static boolean ipv4OverIpv6(List<Capability> capabilities) {
        return capabilities.stream()
                .anyMatch(
                        each ->
                                each instanceof ExtendedNextHop(var families)
                                        && families.contains(NextHopFamily.IPV4_OVER_IPV6));
    }

    /// Whoever announces it receives them; the other side may send them (RFC 8654 section 4).
    private static boolean longMessages(List<Capability> capabilities) {
        return capabilities.stream().anyMatch(ExtendedMessage.class::isInstance);
    }

    private static void requireAs(Open theirs, SessionSettings settings) {
        AsNumber seen = theirs.asNumber();
        boolean transOk = theirs.myAs().equals(AsNumber.AS_TRANS) || theirs.myAs().equals(seen);
        boolean asWanted =
                settings.remoteAs().map(seen::equals).orElse(!seen.equals(settings.localAs()));
        if (!asWanted || !transOk) {
            throw new BgpException(
                    BgpError.BAD_PEER_AS,
                    "the peer says it is AS "
                            + seen
                            + (transOk ? "" : " and AS " + theirs.myAs())
                            + ", but "
                            + settings.remoteAs().map(as -> "AS " + as).orElse("any AS but ours")
                            + " is configured");
        }
    }

    /// RFC 6286: unique within an AS; two ASes may use one number.
    private static void requireOtherRouterId(Open theirs, SessionSettings settings) {
        if (!settings.external() && theirs.routerId().equals(settings.routerId())) {
            throw new BgpException(
                    BgpError.BAD_BGP_IDENTIFIER,
                    "the peer has our own router ID "
                            + settings.routerId()
                            + "; give each node its own");
        }
    }

    private static Set<AddressFamily> commonFamilies(Open theirs, SessionSettings settings) {
        Set<AddressFamily> common = families(theirs.capabilities());
        Set<AddressFamily> ours = families(settings.capabilities());
        common.retainAll(ours);
        if (common.isEmpty()) {
            throw new BgpException(
                    BgpError.UNSUPPORTED_CAPABILITY,
                    missing(ours),
                    "the peer speaks none of our address families " + ours);
        }
        return common;
    }

    /// RFC 5492 section 4: the capabilities that are wanted, as they stand in an OPEN.
    private static Octets missing(Set<AddressFamily> families) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (AddressFamily family : families) {
            data.write(Multiprotocol.CODE);
            data.write(4);
            data.writeBytes(Octets.ofShort(family.afi()).toBytes());
            data.writeBytes(Octets.ofShort(family.safi()).toBytes());
        }
        return Octets.of(data.toByteArray());
    }

    /// Without any multiprotocol capability a speaker means IPv4 unicast.
    private static Set<AddressFamily> families(List<Capability> capabilities) {
        Set<AddressFamily> families =
                capabilities.stream()
                        .filter(Multiprotocol.class::isInstance)
                        .map(capability -> ((Multiprotocol) capability).family())
                        .collect(Collectors.toSet());
        if (families.isEmpty()) {
            families.add(AddressFamily.IPV4_UNICAST);
        }
        return families;
    }
}
