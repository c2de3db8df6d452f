package io.gingham.bgp.bmp;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Set;

/// The peer that stands for our own selection (RFC 9069 section 5).
public record LocRibPeer(AsNumber asNumber, RouterId routerId) {

    public RouteStream.Subject subject() {
        return new RouteStream.Subject(header(), Set.of());
    }

    public PeerHeader header() {
        return PeerHeader.locRib(asNumber, routerId);
    }

    /// With an OPEN that was never sent: it says how the updates are to be read (section 5.2).
    public BmpMessage up(long micros) {
        Octets open =
                Octets.of(
                        MessageEncoder.encode(
                                new Open(
                                        asNumber.fitsTwoOctets() ? asNumber : AsNumber.AS_TRANS,
                                        0,
                                        routerId,
                                        List.of(
                                                new Capability.Multiprotocol(
                                                        AddressFamily.IPV4_UNICAST),
                                                new Capability.Multiprotocol(
                                                        AddressFamily.IPV6_UNICAST),
                                                new Capability.FourOctetAs(asNumber))),
                                CodecContext.INITIAL));
        return new BmpMessage.PeerUp(
                header().at(micros),
                IpAddress.ipv4(0),
                0,
                0,
                open,
                open,
                List.of(InfoTlv.GLOBAL_TABLE));
    }
}
