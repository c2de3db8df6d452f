package io.gingham.agent.enforce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.cni.CniException;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointGateTest {

    private static final WorkloadEndpoint ENDPOINT =
            new WorkloadEndpoint(
                    "c1",
                    "eth0",
                    "shop",
                    "web",
                    "uid",
                    "cali1",
                    List.of(IpAddress.parse("10.244.1.2")),
                    "/run/netns/x",
                    "net",
                    Instant.EPOCH);

    @Test
    void letsAnEnforcedEndpointThrough() {
        EndpointGate gate = new EndpointGate(() -> "");
        gate.enforced(Set.of(ENDPOINT.id()));
        gate.awaitEnforced(ENDPOINT, Duration.ZERO);
    }

    @Test
    void holdsAnEndpointUntilItIsEnforced() throws Exception {
        EndpointGate gate = new EndpointGate(() -> "");
        Thread waiter =
                Thread.ofPlatform()
                        .start(() -> gate.awaitEnforced(ENDPOINT, Duration.ofSeconds(10)));
        gate.enforced(Set.of());
        assertTrue(waiter.isAlive());
        gate.enforced(Set.of(ENDPOINT.id()));
        waiter.join(Duration.ofSeconds(10));
        assertTrue(!waiter.isAlive());
    }

    @Test
    void refusesAfterTheLimitWithTheReason() {
        EndpointGate unknownPod = new EndpointGate(() -> "");
        CniException unknown =
                assertThrows(
                        CniException.class,
                        () -> unknownPod.awaitEnforced(ENDPOINT, Duration.ofMillis(1)));
        assertEquals(11, unknown.code());
        assertTrue(unknown.text().contains("shop/web"), unknown.text());
        EndpointGate broken = new EndpointGate(() -> "iptables-restore failed");
        CniException known =
                assertThrows(
                        CniException.class,
                        () -> broken.awaitEnforced(ENDPOINT, Duration.ofMillis(1)));
        assertTrue(known.text().contains("iptables-restore failed"), known.text());
    }
}
