package io.gingham.netlink.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.router.RouterMessage.Advertisement;
import io.gingham.netlink.router.RouterSocket.Heard;
import io.gingham.netlink.router.Verdict.Valid;
import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two namespaces and a cable between them.
@Timeout(60)
class RouterLinkTest {

    private static final String CABLE = "cable";
    private static final String LEFT_MAC = "02:00:00:00:00:01";
    private static final IpAddress LEFT = IpAddress.parse("fe80::ff:fe00:1");
    private static final IpAddress RIGHT = IpAddress.parse("fe80::ff:fe00:2");
    private static final int LIMIT_SECONDS = 20;

    private final TestNamespaces namespaces = new TestNamespaces();
    private final NetworkNamespace left = namespaces.create("left");
    private final NetworkNamespace right = namespaces.create("right");
    private final LinkedBlockingQueue<IpAddress> heardLeft = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<IpAddress> heardRight = new LinkedBlockingQueue<>();

    @BeforeEach
    void connect() {
        plug(LEFT_MAC, "02:00:00:00:00:02");
    }

    @AfterEach
    void end() {
        namespaces.close();
    }

    private void plug(String leftMac, String rightMac) {
        namespaces.run(
                left,
                "ip link add cable type veth peer name cable netns %s".formatted(right).split(" "));
        up(left, leftMac);
        up(right, rightMac);
    }

    private void up(NetworkNamespace place, String mac) {
        namespaces.run(place, "ip", "link", "set", CABLE, "address", mac);
        namespaces.run(place, "ip", "link", "set", CABLE, "up");
    }

    private static RouterLink start(NetworkNamespace place, LinkedBlockingQueue<IpAddress> heard) {
        return place.call(() -> RouterLink.start(CABLE, heard::add));
    }

    private static @Nullable IpAddress next(LinkedBlockingQueue<IpAddress> heard)
            throws InterruptedException {
        return heard.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static RouterSocket open(NetworkNamespace place) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            try {
                return place.call(() -> new RouterSocket(CABLE, Duration.ofMillis(500)));
            } catch (NetlinkException e) {
                // The kernel makes sure first that nobody has the address.
                if (!e.is(Errno.EADDRNOTAVAIL) || System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    @Test
    void bothEndsFindEachOther() throws InterruptedException {
        try (RouterLink _ = start(left, heardLeft);
                RouterLink _ = start(right, heardRight)) {
            assertEquals(RIGHT, next(heardLeft));
            assertEquals(LEFT, next(heardRight));
        }
    }

    @Test
    void anAdvertisementMakesNobodyADefaultRouter() throws InterruptedException {
        try (RouterSocket listening = open(right);
                RouterLink _ = start(left, heardLeft)) {
            Optional<Heard> heard = Optional.empty();
            for (int tries = 0; tries < 2 * LIMIT_SECONDS && heard.isEmpty(); tries++) {
                // Its kernel asks for routers, too.
                heard =
                        listening
                                .receive()
                                .filter(
                                        each ->
                                                !each.verdict()
                                                        .equals(
                                                                new Valid(
                                                                        new RouterMessage
                                                                                .Solicitation())));
            }
            Advertisement said = new Advertisement(0, Optional.of(MacAddress.parse(LEFT_MAC)));
            assertEquals(Optional.of(new Heard(LEFT, new Valid(said))), heard);
        }
    }

    @Test
    void aSpeakerDoesNotHearItself() throws InterruptedException {
        try (RouterLink _ = start(left, heardLeft);
                RouterLink _ = start(right, heardRight)) {
            next(heardLeft);
            next(heardRight);
        }
        assertNull(heardLeft.poll());
        assertNull(heardRight.poll());
    }

    @Test
    void aSolicitationOfTheKernelIsAnswered() throws InterruptedException {
        try (RouterSocket answering = open(left)) {
            namespaces.run(right, "ip", "link", "set", CABLE, "down");
            // A host that is no router asks when its link comes up.
            namespaces.run(
                    right,
                    "sh",
                    "-c",
                    "echo 0 >/proc/sys/net/ipv6/conf/cable/forwarding;"
                            + " echo 1 >/proc/sys/net/ipv6/conf/cable/accept_ra");
            namespaces.run(right, "ip", "link", "set", CABLE, "up");
            Optional<Heard> heard = Optional.empty();
            for (int tries = 0; tries < 2 * LIMIT_SECONDS && heard.isEmpty(); tries++) {
                heard = answering.receive();
            }
            assertEquals(
                    Optional.of(new Valid(new RouterMessage.Solicitation())),
                    heard.map(Heard::verdict));
        }
    }

    @Test
    void anInterfaceMayComeLaterAndBeMadeAnew() throws InterruptedException {
        namespaces.run(left, "ip", "link", "del", CABLE);
        try (RouterLink _ = start(left, heardLeft);
                RouterLink _ = start(right, heardRight)) {
            plug(LEFT_MAC, "02:00:00:00:00:02");
            assertEquals(RIGHT, next(heardLeft));
            assertEquals(LEFT, next(heardRight));
        }
    }

    @Test
    void aSocketKnowsWhenItsInterfaceIsAnotherOne() throws InterruptedException {
        try (RouterSocket socket = open(left)) {
            assertTrue(left.call(socket::isCurrent));
            namespaces.run(left, "ip", "link", "del", CABLE);
            assertEquals(false, left.call(socket::isCurrent));
            plug(LEFT_MAC, "02:00:00:00:00:02");
            assertEquals(false, left.call(socket::isCurrent));
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsNamed() {
        NetlinkException refused =
                assertThrows(
                        NetlinkException.class,
                        () -> left.call(() -> new RouterSocket("nowhere", Duration.ofSeconds(1))));
        assertTrue(refused.is(Errno.ENODEV));
        assertTrue(String.valueOf(refused.getMessage()).contains("nowhere"), refused.getMessage());
    }
}
