package io.gingham.bgp.bmp;

import io.gingham.bgp.bmp.BmpMessage.Initiation;
import io.gingham.bgp.bmp.BmpMessage.PeerDown;
import io.gingham.bgp.bmp.BmpMessage.PeerUp;
import io.gingham.bgp.bmp.BmpMessage.RouteMonitoring;
import io.gingham.bgp.bmp.BmpMessage.StatisticsReport;
import io.gingham.bgp.bmp.BmpMessage.Termination;
import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.codec.MessageFraming;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.value.IpAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A message to its bytes (RFC 7854 section 4).
public final class BmpEncoder {

    private static final int VERSION = 3;

    /// Version, length, type.
    private static final int COMMON_HEADER = 6;

    private static final int PEER_HEADER = 42;

    private static final int ADDRESS = 16;

    /// The V flag: the address is an IPv6 one.
    private static final int IPV6 = 0x80;

    /// Where a BGP message says how long it is, and what (RFC 4271 section 4.1).
    private static final int BGP_LENGTH = 16;

    private static final int BGP_TYPE = 18;

    private static final int BGP_UPDATE = 2;

    private static final int ROUTE_MONITORING = 0;

    /// RFC 7854 section 4.5.
    private static final int TERMINATION_REASON = 1;

    /// A text's length has two octets; none of ours is near it.
    private static final int LONGEST_TEXT = 4_096;

    private BmpEncoder() {}

    public static byte[] encode(BmpMessage message) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(256);
        int type =
                switch (message) {
                    case RouteMonitoring(var peer, var update) -> {
                        body.writeBytes(header(peer));
                        body.writeBytes(update.toBytes());
                        yield ROUTE_MONITORING;
                    }
                    case StatisticsReport report -> statistics(report, body);
                    case PeerDown(var peer, var end) -> {
                        body.writeBytes(header(peer));
                        end(end, body);
                        yield 2;
                    }
                    case PeerUp up -> peerUp(up, body);
                    case Initiation(var information) -> {
                        information.forEach(tlv -> text(tlv, body));
                        yield 4;
                    }
                    case Termination termination -> termination(termination, body);
                };
        return ByteBuffer.allocate(COMMON_HEADER + body.size())
                .put((byte) VERSION)
                .putInt(COMMON_HEADER + body.size())
                .put((byte) type)
                .put(body.toByteArray())
                .array();
    }

    /// Each of the updates as a Route Monitoring message.
    ///
    /// @param messages whole messages of BGP, one after the other; what is no update is left out
    static byte[] routeMonitoring(PeerHeader peer, byte[] messages) {
        byte[] header = header(peer);
        int count = count(messages);
        ByteBuffer out =
                ByteBuffer.allocate(messages.length + count * (COMMON_HEADER + PEER_HEADER));
        int at = 0;
        while (at + MessageFraming.HEADER <= messages.length) {
            int length = length(messages, at);
            if (messages[at + BGP_TYPE] == BGP_UPDATE) {
                out.put((byte) VERSION)
                        .putInt(COMMON_HEADER + PEER_HEADER + length)
                        .put((byte) ROUTE_MONITORING)
                        .put(header)
                        .put(messages, at, length);
            }
            at += length;
        }
        return out.position() == out.capacity()
                ? out.array()
                : Arrays.copyOf(out.array(), out.position());
    }

    private static int count(byte[] messages) {
        int count = 0;
        for (int at = 0;
                at + MessageFraming.HEADER <= messages.length;
                at += length(messages, at)) {
            count++;
        }
        return count;
    }

    private static int length(byte[] messages, int at) {
        return (messages[at + BGP_LENGTH] & 0xff) << 8 | (messages[at + BGP_LENGTH + 1] & 0xff);
    }

    private static byte[] header(PeerHeader peer) {
        boolean ipv6 = peer.type() == PeerHeader.Type.GLOBAL_INSTANCE && !peer.address().isIpv4();
        return ByteBuffer.allocate(PEER_HEADER)
                .put((byte) peer.type().code())
                .put((byte) (peer.flags() | (ipv6 ? IPV6 : 0)))
                .putLong(0)
                .put(address(peer.address()))
                .putInt((int) peer.asNumber().value())
                .putInt(peer.routerId().bits())
                .putInt((int) (peer.micros() / 1_000_000))
                .putInt((int) (peer.micros() % 1_000_000))
                .array();
    }

    /// IPv4 addresses stand at the end.
    private static byte[] address(IpAddress address) {
        byte[] bytes = address.toBytes();
        byte[] padded = new byte[ADDRESS];
        System.arraycopy(bytes, 0, padded, ADDRESS - bytes.length, bytes.length);
        return padded;
    }

    private static int statistics(StatisticsReport report, ByteArrayOutputStream out) {
        out.writeBytes(header(report.peer()));
        out.writeBytes(ByteBuffer.allocate(4).putInt(report.statistics().size()).array());
        for (Statistic statistic : report.statistics()) {
            ByteBuffer value =
                    switch (statistic) {
                        case Statistic.Counter(_, var count) ->
                                ByteBuffer.allocate(4).putInt(count);
                        case Statistic.Gauge(_, var level) -> ByteBuffer.allocate(8).putLong(level);
                        case Statistic.FamilyGauge(_, var family, var level) ->
                                ByteBuffer.allocate(11)
                                        .putShort((short) family.afi())
                                        .put((byte) family.safi())
                                        .putLong(level);
                    };
            tlv(statistic.type(), value.array(), out);
        }
        return 1;
    }

    private static int peerUp(PeerUp up, ByteArrayOutputStream out) {
        out.writeBytes(header(up.peer()));
        out.writeBytes(address(up.localAddress()));
        out.writeBytes(
                ByteBuffer.allocate(4)
                        .putShort((short) up.localPort())
                        .putShort((short) up.remotePort())
                        .array());
        out.writeBytes(up.openSent().toBytes());
        out.writeBytes(up.openReceived().toBytes());
        up.information().forEach(tlv -> text(tlv, out));
        return 3;
    }

    private static void end(PeerEnd end, ByteArrayOutputStream out) {
        switch (end) {
            case PeerEnd.Sent(var said) -> {
                out.write(1);
                out.writeBytes(notification(said));
            }
            case PeerEnd.Silent(var event) -> {
                out.write(2);
                out.write(event >>> 8);
                out.write(event);
            }
            case PeerEnd.Received(var said) -> {
                out.write(3);
                out.writeBytes(notification(said));
            }
            case PeerEnd.Closed() -> out.write(4);
        }
    }

    private static byte[] notification(Notification said) {
        return MessageEncoder.encode(said, CodecContext.INITIAL);
    }

    private static int termination(Termination termination, ByteArrayOutputStream out) {
        int reason = termination.reason().code();
        tlv(TERMINATION_REASON, new byte[] {(byte) (reason >>> 8), (byte) reason}, out);
        if (!termination.text().isEmpty()) {
            text(new InfoTlv(InfoTlv.Type.STRING, termination.text()), out);
        }
        return 5;
    }

    private static void text(InfoTlv tlv, ByteArrayOutputStream out) {
        byte[] bytes = tlv.text().getBytes(StandardCharsets.UTF_8);
        tlv(tlv.type().code(), Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_TEXT)), out);
    }

    private static void tlv(int type, byte[] value, ByteArrayOutputStream out) {
        out.writeBytes(
                ByteBuffer.allocate(4)
                        .putShort((short) type)
                        .putShort((short) value.length)
                        .array());
        out.writeBytes(value);
    }
}
