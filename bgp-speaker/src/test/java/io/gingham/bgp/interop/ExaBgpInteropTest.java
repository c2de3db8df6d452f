package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OTHERS;
import static io.gingham.bgp.interop.PeerNetwork.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.routers.RouterProcess;
import io.gingham.routers.RouterProgram;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// ExaBGP sends whatever attributes it is told to: unknown ones and broken ones. The session stays.
@Timeout(120)
class ExaBgpInteropTest {

    /// Sent behind each odd route: when it is here, the odd one has been dealt with.
    private static final String MARKER = "10.5.255.0/24";

    @TempDir Path folder;
    private PeerNetwork network;
    private RouterProcess exabgp;
    private TestSpeaker ours;
    private TestSpeaker behindUs;

    @BeforeEach
    void connect() throws IOException {
        PeerKind.needed(RouterProgram.EXABGP);
        network = new PeerNetwork(folder);
        network.connect(FIRST);
        exabgp = new RouterProcess(FIRST.netns(), folder, "exabgp");
        start();
        ours =
                new TestSpeaker(
                        OurSide.config(
                                OurSide.peer(FIRST, PeerScript.AS),
                                TestSpeaker.peer(
                                        OURS.address(),
                                        OTHERS.address(),
                                        179,
                                        PeerScript.OTHERS_AS)));
        behindUs =
                new TestSpeaker(
                        TestSpeaker.config(
                                OTHERS.address(),
                                179,
                                PeerScript.OTHERS_AS,
                                TestSpeaker.peer(
                                        OTHERS.address(), OURS.address(), 179, PeerScript.OUR_AS)));
        ours.awaitEstablished();
    }

    @AfterEach
    void disconnect() {
        if (exabgp != null) {
            exabgp.kill();
        }
        if (ours != null && behindUs != null) {
            ours.close();
            behindUs.close();
        }
        if (network != null) {
            network.close();
        }
    }

    /// Its commands are what stands in a file.
    private void start() throws IOException {
        Files.createFile(commands());
        String config =
                exabgp.write(
                        "exabgp.conf",
                        """
                        process operator { run /usr/bin/tail -n +1 -f %s; encoder text; }
                        neighbor %s {
                          router-id %s; local-address %s; local-as %d; peer-as %d;
                          family { ipv4 unicast; ipv6 unicast; }
                          api { processes [ operator ]; }
                        }
                        """
                                .formatted(
                                        commands(),
                                        OURS.address(),
                                        FIRST.address(),
                                        FIRST.address(),
                                        PeerScript.AS,
                                        PeerScript.OUR_AS));
        exabgp.start(
                List.of(
                        "env",
                        "exabgp.daemon.user=root",
                        "exabgp.daemon.drop=false",
                        "exabgp.api.cli=false",
                        "exabgp.api.ack=false",
                        "exabgp.bgp.openwait=60",
                        "exabgp",
                        config));
    }

    private Path commands() {
        return folder.resolve("commands");
    }

    private void say(String command) throws IOException {
        Files.writeString(commands(), command + "\n", StandardOpenOption.APPEND);
    }

    /// @param attribute `[ type flags value ]`, or nothing
    private void announce(String prefix, String attribute) throws IOException {
        String odd = attribute.isEmpty() ? "" : " attribute " + attribute;
        say("announce route " + prefix + " next-hop " + FIRST.address() + odd);
    }

    /// Until all that was said before has been dealt with.
    private void awaitMarker() throws IOException {
        announce(MARKER, "");
        behindUs.awaitRoute(MARKER);
        say("withdraw route " + MARKER + " next-hop " + FIRST.address());
        behindUs.awaitNoRoute(MARKER);
    }

    private static PathAttributes attributes(TestSpeaker speaker, String prefix) {
        speaker.awaitRoute(prefix);
        return Objects.requireNonNull(speaker.kernel.get(IpPrefix.parse(prefix))).attributes();
    }

    private void assertSessionsNeverEnded() {
        for (var peer : ours.bgp.peers()) {
            assertTrue(peer.established(), peer.name());
            assertEquals(0, peer.flaps(), peer.name());
        }
    }

    @Test
    void anUnknownTransitiveAttributeGoesOnAsPartial() throws IOException {
        announce("10.5.1.0/24", "[ 0xf0 0xc0 0x01020304 ]");
        PathAttribute.Unknown seen =
                attributes(behindUs, "10.5.1.0/24").find(PathAttribute.Unknown.class).orElseThrow();
        assertEquals(0xf0, seen.type());
        assertEquals(Octets.of(new byte[] {1, 2, 3, 4}), seen.value());
        assertEquals(0x20, seen.flags() & 0x20, "partial");
        assertSessionsNeverEnded();
    }

    @Test
    void anUnknownAttributeThatIsNotTransitiveEndsHere() throws IOException {
        announce("10.5.2.0/24", "[ 0xf1 0x80 0x01020304 ]");
        assertTrue(attributes(behindUs, "10.5.2.0/24").find(PathAttribute.Unknown.class).isEmpty());
        assertSessionsNeverEnded();
    }

    /// RFC 7606 section 7.8: communities of three octets withdraw the route.
    @Test
    void aRouteWithBrokenCommunitiesIsWithdrawn() throws IOException {
        announce("10.5.3.0/24", "");
        behindUs.awaitRoute("10.5.3.0/24");
        announce("10.5.3.0/24", "[ 0x08 0xc0 0x010203 ]");
        behindUs.awaitNoRoute("10.5.3.0/24");
        assertTrue(!ours.kernel.containsKey(IpPrefix.parse("10.5.3.0/24")), "gone here too");
        assertSessionsNeverEnded();
        announce("10.5.3.0/24", "[ 0x08 0xc0 0xfc010001 ]");
        ours.awaitRoute("10.5.3.0/24");
    }

    /// RFC 7606 section 7.7: an AGGREGATOR of three octets is left out, and the route stays.
    @Test
    void aBrokenAggregatorIsLeftOut() throws IOException {
        announce("10.5.4.0/24", "[ 0x07 0xc0 0x010203 ]");
        assertTrue(
                attributes(behindUs, "10.5.4.0/24").find(PathAttribute.Aggregator.class).isEmpty());
        assertSessionsNeverEnded();
    }

    /// RFC 7606 sections 7.11 and 7.14, RFC 8092 section 5, RFC 9234 section 5: of a wrong length.
    @Test
    void routesWithOtherBrokenAttributesNeverArrive() throws IOException {
        announce("10.5.5.0/24", "[ 0x20 0xc0 0x0102 ]");
        announce("10.5.6.0/24", "[ 0x23 0xc0 0x0102 ]");
        announce("10.5.7.0/24", "[ 0x10 0xc0 0x0102 ]");
        awaitMarker();
        assertEquals(0, ours.kernel.size(), ours.kernel.keySet().toString());
        assertSessionsNeverEnded();
    }

    @Test
    void whatItWithdrawsIsGone() throws IOException {
        announce("10.5.8.0/24", "");
        behindUs.awaitRoute("10.5.8.0/24");
        say("withdraw route 10.5.8.0/24 next-hop " + FIRST.address());
        behindUs.awaitNoRoute("10.5.8.0/24");
        await("no route here", ours.kernel::isEmpty);
        assertSessionsNeverEnded();
    }
}
