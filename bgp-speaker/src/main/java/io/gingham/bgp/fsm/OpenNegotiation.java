package io.gingham.bgp.fsm;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.ExtendedMessage;
import io.gingham.bgp.message.Capability.ExtendedNextHop;
import io.gingham.bgp.message.Capability.FourOctetAs;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.Multiprotocol;
import io.gingham.bgp.message.Capability.NextHopFamily;
import io.gingham.bgp.message.Capability.RouteRefresh;
import io.gingham.bgp.message.Octets;
import io.gingham.value.AsNumber;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether the peer's OPEN is acceptable, and what it and ours agree upon (RFC 4271 section 6.2,
/// RFC 5492, 6286, 6793).
final class OpenNegotiation {

    private static final GracefulRestart NO_RESTART =
            new GracefulRestart(false, false, 0, List.of());

    private OpenNegotiation() {}

    /// @throws BgpException 2/2, 2/3 or 2/7
    static Negotiated agree(Open theirs, SessionSettings settings) {
        requireAs(theirs, settings);
        requireOtherRouterId(theirs, settings);
        int hold = Math.min(theirs.holdTimeSeconds(), settings.holdTimeSeconds());
        GracefulRestart restart = theirs.capability(GracefulRestart.class).orElse(NO_RESTART);
        boolean bothRestart =
                theirs.capability(GracefulRestart.class).isPresent()
                        && settings.capabilities().stream()
                                .anyMatch(GracefulRestart.class::isInstance);
        return new Negotiated(
                theirs.routerId(),
                theirs.asNumber(),
                Duration.ofSeconds(hold),
                theirs.capability(FourOctetAs.class).isPresent(),
                commonFamilies(theirs, settings),
                restart,
                bothRestart,
                theirs.capability(RouteRefresh.class).isPresent(),
                ipv4OverIpv6(theirs.capabilities()) && ipv4OverIpv6(settings.capabilities()),
                new Direction(longMessages(settings.capabilities()), Set.of()),
                new Direction(longMessages(theirs.capabilities()), Set.of()));
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
        if (!seen.equals(settings.remoteAs()) || !transOk) {
            throw new BgpException(
                    BgpError.BAD_PEER_AS,
                    "the peer says it is AS "
                            + seen
                            + (transOk ? "" : " and AS " + theirs.myAs())
                            + ", but AS "
                            + settings.remoteAs()
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
