package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.BLOCK;
import static io.gingham.bgp.interop.OurSide.TO_FIRST;
import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.OurSide.awaitPath;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OTHERS;
import static io.gingham.bgp.interop.PeerNetwork.OURS;
import static io.gingham.bgp.interop.PeerScript.ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.value.AsNumber;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Roles and ONLY_TO_CUSTOMER (RFC 9234). GoBGP 3 has none.
@Timeout(120)
@ParameterizedClass
@EnumSource(names = {"BIRD", "FRR"})
class RolesInteropTest {

    private final PeerKind kind;
    @TempDir Path folder;
    private PeerNetwork network;
    private PeerDaemon peer;

    RolesInteropTest(PeerKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void connect() {
        kind.needed();
        network = new PeerNetwork(folder);
        peer = network.peer(kind, FIRST);
    }

    @AfterEach
    void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    private static PeerConfig as(RoleType role, PeerConfig peer) {
        return peer.withRelation(peer.relation().withRole(role, true));
    }

    private static SpeakerConfig us(RoleType role) {
        return OurSide.external(each -> as(role, each));
    }

    @Test
    void whatAProviderTellsIsMarked() {
        peer.start(PeerScript.external(PeerFeature.PROVIDER));
        try (TestSpeaker ours = new TestSpeaker(us(RoleType.CUSTOMER))) {
            ours.originate(BLOCK);
            OurSide.awaitSession(ours, peer);
            ours.awaitRoute(ROUTE);
            assertEquals(
                    new AsNumber(PeerScript.AS),
                    Objects.requireNonNull(ours.kernel.get(IpPrefix.parse(ROUTE)))
                            .attributes()
                            .find(PathAttribute.OnlyToCustomer.class)
                            .orElseThrow()
                            .asNumber());
            assertEquals("", awaitPath(peer, BLOCK).otc());
        }
    }

    @Test
    void whatWeTellACustomerIsMarked() {
        peer.start(PeerScript.external(PeerFeature.CUSTOMER));
        try (TestSpeaker ours = new TestSpeaker(us(RoleType.PROVIDER))) {
            ours.originate(BLOCK);
            OurSide.awaitSession(ours, peer);
            assertEquals("64512", awaitPath(peer, BLOCK).otc());
        }
    }

    @Test
    void rolesThatDoNotFitAreNoSession() {
        peer.start(PeerScript.external(PeerFeature.PROVIDER));
        try (TestSpeaker ours = new TestSpeaker(us(RoleType.PROVIDER))) {
            await(
                    "the session is refused as 2/11",
                    () -> ours.peer(TO_FIRST).lastError().contains("(2/11)"));
            assertFalse(ours.peer(TO_FIRST).established());
            ours.bgp.reconfigure(us(RoleType.CUSTOMER));
            OurSide.awaitSession(ours, peer);
        }
    }

    /// One provider's routes are not for another: only the route of our own goes there.
    @Test
    void aProvidersRoutesDoNotGoToAnotherProvider() {
        peer.start(PeerScript.external(PeerFeature.PROVIDER));
        PeerConfig toOther =
                as(
                        RoleType.CUSTOMER,
                        TestSpeaker.peer(
                                OURS.address(), OTHERS.address(), 179, PeerScript.OTHERS_AS));
        PeerConfig fromOther =
                as(
                        RoleType.PROVIDER,
                        TestSpeaker.peer(OTHERS.address(), OURS.address(), 179, PeerScript.OUR_AS));
        SpeakerConfig middle =
                OurSide.config(as(RoleType.CUSTOMER, OurSide.peer(FIRST, PeerScript.AS)), toOther);
        try (TestSpeaker ours = new TestSpeaker(middle);
                TestSpeaker other =
                        new TestSpeaker(
                                TestSpeaker.config(
                                        OTHERS.address(), 179, PeerScript.OTHERS_AS, fromOther))) {
            other.originate("10.3.0.0/24");
            ours.awaitEstablished();
            ours.awaitRoute(ROUTE);
            ours.awaitRoute("10.3.0.0/24");
            ours.originate(BLOCK);
            awaitPath(peer, BLOCK);
            other.awaitRoute(BLOCK);
            assertEquals(0, peer.paths("10.3.0.0/24").size());
            assertTrue(other.kernel.size() == 1, "only our own: " + other.kernel.keySet());
        }
    }
}
