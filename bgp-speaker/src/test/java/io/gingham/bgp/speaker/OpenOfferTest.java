package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.AddPath;
import io.gingham.bgp.message.Capability.AddPathFamily;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.LongLivedFamily;
import io.gingham.bgp.message.Capability.LongLivedGracefulRestart;
import io.gingham.bgp.message.Capability.PreservedFamily;
import io.gingham.bgp.message.Capability.Role;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The configuration of a peer, as capabilities.
class OpenOfferTest {

    private static final PeerConfig PEER =
            PeerConfig.of("tor", IpAddress.parse("10.0.0.1"), new AsNumber(64513))
                    .withFamilies(PeerFamilies.both());

    private static <T extends Capability> Optional<T> offered(PeerConfig peer, Class<T> kind) {
        return new OpenOffer(peer, false, true)
                .capabilities().stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    private static Set<Integer> codes(PeerConfig peer) {
        return new OpenOffer(peer, false, false)
                .capabilities().stream().map(Capability::code).collect(Collectors.toSet());
    }

    @Test
    void whatIsAlwaysKnownIsAlwaysSaid() {
        Set<Integer> plain = codes(PEER.withGracefulRestart(GracefulRestartConfig.OFF));
        // Multiprotocol, both route refreshes, extended messages.
        assertEquals(Set.of(1, 2, 70, 6), plain);
    }

    @Test
    void aRestartIsSaidWithItsTimeAndWhatWasKept() {
        OpenOffer cold = new OpenOffer(PEER, false, false);
        OpenOffer back = new OpenOffer(PEER, true, true);
        List<PreservedFamily> kept =
                List.of(
                        new PreservedFamily(AddressFamily.IPV4_UNICAST, true),
                        new PreservedFamily(AddressFamily.IPV6_UNICAST, true));
        assertTrue(back.capabilities().contains(new GracefulRestart(true, true, 120, kept)));
        assertTrue(
                cold.capabilities().stream()
                        .anyMatch(
                                each ->
                                        each instanceof GracefulRestart restart
                                                && !restart.restarting()
                                                && !restart.forwards(AddressFamily.IPV4_UNICAST)
                                                && restart.covers(AddressFamily.IPV4_UNICAST)));
    }

    @Test
    void severalPathsAreOfferedBothWaysOrOne() {
        assertEquals(Optional.empty(), offered(PEER, AddPath.class));
        for (var each :
                List.of(
                        List.of(new PeerAddPath(true, 0), AddPathFamily.RECEIVE),
                        List.of(new PeerAddPath(false, 4), AddPathFamily.SEND),
                        List.of(new PeerAddPath(true, 4), AddPathFamily.BOTH))) {
            PeerConfig peer = PEER.withAddPath((PeerAddPath) each.getFirst());
            AddPath said = offered(peer, AddPath.class).orElseThrow();
            assertEquals(2, said.families().size());
            assertTrue(said.families().stream().allMatch(f -> each.getLast().equals(f.mode())));
        }
    }

    @Test
    void aRoleIsSaidIfThereIsOne() {
        assertEquals(Optional.empty(), offered(PEER, Role.class));
        PeerConfig customer =
                PEER.withRelation(PeerRelation.PLAIN.withRole(RoleType.CUSTOMER, false));
        assertEquals(Optional.of(new Role(RoleType.CUSTOMER)), offered(customer, Role.class));
    }

    @Test
    void longLivedRoutesHaveTheirTimeForEachFamily() {
        assertEquals(Optional.empty(), offered(PEER, LongLivedGracefulRestart.class));
        PeerConfig peer =
                PEER.withGracefulRestart(
                        GracefulRestartConfig.DEFAULT.withLongLived(Duration.ofHours(1)));
        assertEquals(
                List.of(
                        new LongLivedFamily(AddressFamily.IPV4_UNICAST, true, 3_600),
                        new LongLivedFamily(AddressFamily.IPV6_UNICAST, true, 3_600)),
                offered(peer, LongLivedGracefulRestart.class).orElseThrow().families());
    }

    @Test
    void ipv4OverIpv6IsOfferedOnIpv6Only() {
        assertTrue(!codes(PEER).contains(5));
        PeerConfig six = PEER.withEndpoint(PeerEndpoint.of(IpAddress.parse("2001:db8::1")));
        assertTrue(codes(six).contains(5));
    }
}
