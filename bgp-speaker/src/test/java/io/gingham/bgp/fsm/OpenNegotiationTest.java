package io.gingham.bgp.fsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.fsm.Negotiated.Refresh;
import io.gingham.bgp.fsm.RestartAgreement.LongLived;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.AddPath;
import io.gingham.bgp.message.Capability.AddPathFamily;
import io.gingham.bgp.message.Capability.EnhancedRouteRefresh;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.LongLivedFamily;
import io.gingham.bgp.message.Capability.LongLivedGracefulRestart;
import io.gingham.bgp.message.Capability.Multiprotocol;
import io.gingham.bgp.message.Capability.Role;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Capability.RouteRefresh;
import io.gingham.bgp.message.Capability.Unknown;
import io.gingham.bgp.message.Octets;
import io.gingham.value.AsNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What both sides may do is what both sides said.
class OpenNegotiationTest {

    private static final AddressFamily V4 = AddressFamily.IPV4_UNICAST;
    private static final AddressFamily V6 = AddressFamily.IPV6_UNICAST;

    private static SessionSettings ours(boolean strictRole, Capability... capabilities) {
        List<Capability> all = new ArrayList<>(List.of(capabilities));
        all.addFirst(new Multiprotocol(V4));
        return new SessionSettings(
                Sessions.OURS,
                Sessions.OUR_ID,
                Sessions.THEIRS,
                false,
                strictRole,
                SessionTimes.of(90, Duration.ofSeconds(5)),
                all);
    }

    private static SessionSettings external(AsNumber ours) {
        return new SessionSettings(
                ours,
                Sessions.OUR_ID,
                Optional.empty(),
                false,
                false,
                SessionTimes.of(90, Duration.ofSeconds(5)),
                List.of(new Multiprotocol(V4)));
    }

    @Test
    void aPeerOfAnyOtherAsSaysItselfWhichOneAndIsNotOfOurs() {
        assertTrue(external(Sessions.OURS).external());
        assertEquals(
                Sessions.THEIRS,
                OpenNegotiation.agree(Sessions.open(90), external(Sessions.OURS)).peerAs());
        BgpException e =
                assertThrows(
                        BgpException.class,
                        () -> OpenNegotiation.agree(Sessions.open(90), external(Sessions.THEIRS)));
        assertEquals(BgpError.BAD_PEER_AS, e.error());
    }

    private static Negotiated agree(Capability ours, Capability... theirs) {
        return OpenNegotiation.agree(Sessions.open(90, theirs), ours(false, ours));
    }

    private static AddPath addPath(AddressFamily family, int mode) {
        return new AddPath(List.of(new AddPathFamily(family, mode)));
    }

    @Test
    void severalPathsGoWhereOneSideSendsAndTheOtherReceives() {
        Negotiated toThem =
                agree(addPath(V4, AddPathFamily.SEND), addPath(V4, AddPathFamily.RECEIVE));
        assertEquals(Set.of(V4), toThem.out().addPath());
        assertEquals(Set.of(), toThem.in().addPath());
        Negotiated toUs = agree(addPath(V4, AddPathFamily.BOTH), addPath(V4, AddPathFamily.SEND));
        assertEquals(Set.of(), toUs.out().addPath());
        assertEquals(Set.of(V4), toUs.in().addPath());
        Negotiated both = agree(addPath(V4, AddPathFamily.BOTH), addPath(V4, AddPathFamily.BOTH));
        assertEquals(Set.of(V4), both.out().addPath());
        assertEquals(Set.of(V4), both.in().addPath());
    }

    @Test
    void severalPathsAreOfAgreedFamiliesAndKnownModes() {
        Negotiated other = agree(addPath(V6, AddPathFamily.BOTH), addPath(V6, AddPathFamily.BOTH));
        assertEquals(Set.of(), other.in().addPath());
        assertEquals(Set.of(), agree(addPath(V4, 3), addPath(V4, 7)).in().addPath());
        assertEquals(Set.of(), agree(addPath(V4, 3)).in().addPath());
    }

    @ParameterizedTest
    @EnumSource(RoleType.class)
    void eachRoleFitsOneOther(RoleType ours) {
        for (RoleType theirs : RoleType.values()) {
            boolean fits =
                    switch (ours) {
                        case PROVIDER -> theirs == RoleType.CUSTOMER;
                        case CUSTOMER -> theirs == RoleType.PROVIDER;
                        case ROUTE_SERVER -> theirs == RoleType.ROUTE_SERVER_CLIENT;
                        case ROUTE_SERVER_CLIENT -> theirs == RoleType.ROUTE_SERVER;
                        case PEER -> theirs == RoleType.PEER;
                    };
            if (fits) {
                assertEquals(Optional.of(ours), agree(new Role(ours), new Role(theirs)).role());
            } else {
                roleRefused(ours(false, new Role(ours)), new Role(theirs));
            }
        }
    }

    private static void roleRefused(SessionSettings ours, Capability... theirs) {
        BgpException e =
                assertThrows(
                        BgpException.class,
                        () -> OpenNegotiation.agree(Sessions.open(90, theirs), ours));
        assertEquals(BgpError.ROLE_MISMATCH, e.error());
    }

    @Test
    void aPeerWithoutARoleIsRefusedByTheStrictOnly() {
        Role ours = new Role(RoleType.PROVIDER);
        assertEquals(Optional.of(RoleType.PROVIDER), agree(ours).role());
        roleRefused(ours(true, ours));
    }

    @Test
    void twoRolesOrAnUnknownOneFitNothing() {
        SessionSettings provider = ours(false, new Role(RoleType.PROVIDER));
        roleRefused(provider, new Role(RoleType.CUSTOMER), new Role(RoleType.PEER));
        roleRefused(provider, new Unknown(Role.CODE, Octets.of((byte) 9)));
        Role customer = new Role(RoleType.CUSTOMER);
        assertEquals(
                Optional.of(RoleType.PROVIDER),
                agree(new Role(RoleType.PROVIDER), customer, customer).role());
    }

    @Test
    void aRoleOfTheirsAloneIsIgnored() {
        Negotiated session = agree(new RouteRefresh(), new Role(RoleType.PROVIDER));
        assertEquals(Optional.empty(), session.role());
    }

    @Test
    void refreshesHaveMarkersIfBothSayTheyKnowThem() {
        EnhancedRouteRefresh enhanced = new EnhancedRouteRefresh();
        assertEquals(Refresh.ENHANCED, agree(enhanced, enhanced).refresh());
        assertEquals(Refresh.PLAIN, agree(enhanced, new RouteRefresh()).refresh());
        assertEquals(
                Refresh.PLAIN, agree(new RouteRefresh(), new RouteRefresh(), enhanced).refresh());
        assertEquals(Refresh.NONE, agree(enhanced).refresh());
    }

    private static GracefulRestart restart(boolean notification, int seconds) {
        return new GracefulRestart(
                false, notification, seconds, List.of(new Capability.PreservedFamily(V4, true)));
    }

    private static LongLivedGracefulRestart longLived(int seconds) {
        return new LongLivedGracefulRestart(List.of(new LongLivedFamily(V4, true, seconds)));
    }

    @Test
    void notificationsAreRestartsIfBothSayTheyAre() {
        assertTrue(agree(restart(true, 120), restart(true, 120)).restart().onNotification());
        assertFalse(agree(restart(true, 120), restart(false, 120)).restart().onNotification());
        assertFalse(agree(restart(false, 120), restart(true, 120)).restart().onNotification());
        assertFalse(agree(new RouteRefresh(), restart(true, 120)).restart().onNotification());
    }

    @Test
    void theLowerLongLivedTimeCounts() {
        SessionSettings ours = ours(false, restart(true, 120), longLived(3_600));
        Negotiated session =
                OpenNegotiation.agree(
                        Sessions.open(90, restart(true, 120), longLived(86_400)), ours);
        assertEquals(
                Map.of(V4, new LongLived(true, Duration.ofHours(1))),
                session.restart().longLived());
    }

    @Test
    void longLivedNeedsGracefulRestartOfBothSides() {
        SessionSettings ours = ours(false, restart(true, 120), longLived(3_600));
        Negotiated without = OpenNegotiation.agree(Sessions.open(90, longLived(3_600)), ours);
        assertEquals(Map.of(), without.restart().longLived());
        Negotiated notOurs =
                OpenNegotiation.agree(
                        Sessions.open(90, restart(true, 120), longLived(3_600)),
                        ours(false, restart(true, 120)));
        assertEquals(Map.of(), notOurs.restart().longLived());
    }

    @Test
    void aRestartTimeOfZeroKeepsRoutesOnlyIfTheyAreLongLived() {
        SessionSettings ours = ours(false, restart(true, 120), longLived(3_600));
        Negotiated none = OpenNegotiation.agree(Sessions.open(90, restart(true, 0)), ours);
        assertEquals(Set.of(), none.kept());
        Negotiated bothTimes =
                OpenNegotiation.agree(Sessions.open(90, restart(true, 0), longLived(60)), ours);
        assertEquals(Set.of(V4), bothTimes.kept());
    }

    @Test
    void anOpenSaysWhatWeWereToldToSay() {
        List<Integer> codes =
                ours(false, restart(true, 120), new Role(RoleType.PEER))
                        .open()
                        .capabilities()
                        .stream()
                        .map(Capability::code)
                        .toList();
        assertEquals(Stream.of(1, 64, 9, 65).toList(), codes);
    }
}
