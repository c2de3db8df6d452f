package io.gingham.dataplane.iptables;

import static io.gingham.dataplane.iptables.TestPolicies.denyAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.Conntrack;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Why connections of pods that are gone are forgotten: real packets, both variants of iptables.
@ParameterizedClass
@ValueSource(strings = {"-nft", "-legacy"})
class ForgottenConnectionsKernelTest {

    private static final int ALLOWED_WITHIN_MILLIS = 10_000;
    private static final int DENIED_AFTER_MILLIS = 350;

    private final PolicyKernel kernel;

    ForgottenConnectionsKernelTest(String variant) {
        kernel = new PolicyKernel(variant);
    }

    @AfterEach
    void leaveNothing() {
        kernel.close();
    }

    private static DatagramSocket socket(TestPod pod, IpFamily family, int port) {
        return pod.namespace()
                .call(
                        () -> {
                            try {
                                return new DatagramSocket(
                                        new InetSocketAddress(
                                                pod.ip(family).toInetAddress(), port));
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
    }

    private static boolean passes(DatagramSocket from, DatagramSocket to, boolean expected)
            throws IOException {
        from.send(new DatagramPacket(new byte[1], 1, to.getLocalSocketAddress()));
        to.setSoTimeout(expected ? ALLOWED_WITHIN_MILLIS : DENIED_AFTER_MILLIS);
        try {
            to.receive(new DatagramPacket(new byte[1], 1));
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void aFlowOfUdpThatThePolicyDeniesEndsWhenItIsForgotten(IpFamily family) throws IOException {
        kernel.apply();
        TestPod a = kernel.a();
        TestPod b = kernel.b();
        try (DatagramSocket here = socket(a, family, 4000);
                DatagramSocket there = socket(b, family, 4001);
                Conntrack conntrack = Conntrack.open()) {
            assertTrue(passes(here, there, true));
            assertTrue(passes(there, here, true));
            kernel.apply(denyAll());
            assertTrue(passes(here, there, true), "an established flow goes on");
            assertEquals(1, conntrack.forget(Set.of(b.ip(family))));
            assertFalse(passes(here, there, false));
            assertFalse(passes(there, here, false));
        }
    }
}
