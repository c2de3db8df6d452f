package io.gingham.bgp.bmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Against bytes written by hand from the pictures in RFC 7854 section 4.
class BmpEncoderTest {

    private static final String MARKER = "ff".repeat(16);

    private static final PeerHeader PEER =
            PeerHeader.of(
                            IpAddress.parse("192.0.2.7"),
                            new AsNumber(65_010),
                            RouterId.parse("10.0.0.7"))
                    .at(1_700_000_000_000_042L);

    /// Of [#PEER], with its flags.
    private static String header(String flags) {
        return "00"
                + flags
                + "00".repeat(8)
                + "00".repeat(12)
                + "c0000207"
                + "0000fdf2"
                + "0a000007"
                + "6553f100"
                + "0000002a";
    }

    private static String hex(BmpMessage message) {
        return HexFormat.of().formatHex(BmpEncoder.encode(message));
    }

    @Test
    void writesAnInitiation() {
        assertEquals(
                "03" + "00000012" + "04" + "0001" + "0002" + "6162" + "0002" + "0002" + "6e31",
                hex(
                        new BmpMessage.Initiation(
                                List.of(
                                        new InfoTlv(InfoTlv.Type.SYS_DESCR, "ab"),
                                        new InfoTlv(InfoTlv.Type.SYS_NAME, "n1")))));
    }

    @Test
    void writesATermination() {
        assertEquals(
                "03" + "00000012" + "05" + "0001" + "0002" + "0000" + "0000" + "0002" + "6f6b",
                hex(new BmpMessage.Termination(BmpMessage.Reason.ADMINISTRATIVELY_CLOSED, "ok")));
    }

    @Test
    void writesAPeerUp() {
        String open = MARKER + "001d" + "01" + "04" + "fdf2" + "005a" + "0a000007" + "00";
        assertEquals(
                "03"
                        + "0000007e"
                        + "03"
                        + header("00")
                        + "00".repeat(12)
                        + "c0000201"
                        + "00b3"
                        + "9c40"
                        + open
                        + open,
                hex(
                        new BmpMessage.PeerUp(
                                PEER,
                                IpAddress.parse("192.0.2.1"),
                                179,
                                40_000,
                                Octets.parse(open),
                                Octets.parse(open),
                                List.of())));
    }

    @Test
    void saysHowAPeerWent() {
        Notification cease = Notification.of(BgpError.ADMINISTRATIVE_RESET);
        String pdu = MARKER + "0015" + "03" + "06" + "04";
        assertEquals(
                "03" + "00000046" + "02" + header("00") + "01" + pdu,
                hex(new BmpMessage.PeerDown(PEER, new PeerEnd.Sent(cease))));
        assertEquals(
                "03" + "00000033" + "02" + header("00") + "02" + "0002",
                hex(new BmpMessage.PeerDown(PEER, PeerEnd.Silent.MANUAL_STOP)));
        assertEquals(
                "03" + "00000046" + "02" + header("00") + "03" + pdu,
                hex(new BmpMessage.PeerDown(PEER, new PeerEnd.Received(cease))));
        assertEquals(
                "03" + "00000031" + "02" + header("00") + "04",
                hex(new BmpMessage.PeerDown(PEER, new PeerEnd.Closed())));
    }

    @Test
    void flagsTellTheViews() {
        String end = MARKER + "0017" + "02" + "0000" + "0000";
        Octets update = Octets.parse(end);
        for (String flags : List.of("00", "40", "50")) {
            BmpView view =
                    flags.equals("00")
                            ? BmpView.PRE_POLICY
                            : flags.equals("40") ? BmpView.POST_POLICY : BmpView.ADJ_RIB_OUT;
            assertEquals(
                    "03" + "00000047" + "00" + header(flags) + end,
                    hex(new BmpMessage.RouteMonitoring(PEER.in(view), update)));
        }
        assertEquals(
                "03" + "00000047" + "00" + header("70") + end,
                hex(
                        new BmpMessage.RouteMonitoring(
                                PEER.withLegacyAs().in(BmpView.ADJ_RIB_OUT), update)));
    }

    @Test
    void theLocRibIsAPeerWithoutAnAddress() {
        PeerHeader locRib =
                PeerHeader.locRib(new AsNumber(4_200_000_000L), RouterId.parse("1.2.3.4"));
        String end = MARKER + "0017" + "02" + "0000" + "0000";
        assertEquals(
                "03"
                        + "00000047"
                        + "00"
                        + "03"
                        + "00"
                        + "00".repeat(24)
                        + "fa56ea00"
                        + "01020304"
                        + "00".repeat(8)
                        + end,
                hex(new BmpMessage.RouteMonitoring(locRib.in(BmpView.LOC_RIB), Octets.parse(end))));
    }

    @Test
    void anIpv6PeerHasTheVFlag() {
        PeerHeader peer =
                PeerHeader.of(
                        IpAddress.parse("2001:db8::7"),
                        new AsNumber(65_010),
                        RouterId.parse("10.0.0.7"));
        assertEquals(
                "03"
                        + "00000031"
                        + "02"
                        + "00"
                        + "80"
                        + "00".repeat(8)
                        + "20010db8000000000000000000000007"
                        + "0000fdf2"
                        + "0a000007"
                        + "00".repeat(8)
                        + "04",
                hex(new BmpMessage.PeerDown(peer, new PeerEnd.Closed())));
    }

    @Test
    void writesStatistics() {
        assertEquals(
                "03"
                        + "00000057"
                        + "01"
                        + header("00")
                        + "00000003"
                        + "0007"
                        + "0008"
                        + "00000000000f4240"
                        + "000b"
                        + "0004"
                        + "00000003"
                        + "000a"
                        + "000b"
                        + "0002"
                        + "01"
                        + "0000000000000005",
                hex(
                        new BmpMessage.StatisticsReport(
                                PEER,
                                List.of(
                                        Statistic.routesIn(1_000_000),
                                        Statistic.treatedAsWithdraw(3),
                                        Statistic.routesSelected(AddressFamily.IPV6_UNICAST, 5)))));
        assertThrows(
                IllegalArgumentException.class,
                () -> new BmpMessage.StatisticsReport(PEER, List.of()));
    }

    /// What goes out has them in two octets; what is written anew of it has not.
    @Test
    void aPeerWithShortAsNumbersIsSaidToHaveThemWhereItsBytesGoOn() {
        MonitoredPeer peer =
                new MonitoredPeer(
                        "old",
                        PEER,
                        IpAddress.parse("192.0.2.1"),
                        179,
                        40_000,
                        Octets.EMPTY,
                        Octets.EMPTY,
                        Set.of(AddressFamily.IPV4_UNICAST),
                        Set.of(),
                        Set.of(),
                        true);
        assertEquals(PEER.withLegacyAs(), RouteStream.Subject.out(peer).header());
        assertEquals(PEER, RouteStream.Subject.outAnew(peer).header());
        assertEquals(PEER, RouteStream.Subject.in(peer).header());
    }

    /// Keepalives and refresh markers go out between updates, and are nobody's routes.
    @Test
    void onlyUpdatesArePassedOn() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        byte[] end =
                MessageEncoder.encode(
                        Update.endOfRib(AddressFamily.IPV6_UNICAST), CodecContext.INITIAL);
        sent.writeBytes(end);
        sent.writeBytes(MessageEncoder.encode(new Keepalive(), CodecContext.INITIAL));
        sent.writeBytes(end);
        List<BmpReader.Read> read =
                BmpReader.all(
                        BmpEncoder.routeMonitoring(
                                PEER.in(BmpView.ADJ_RIB_OUT), sent.toByteArray()));
        assertEquals(2, read.size());
    }
}
