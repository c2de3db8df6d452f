package io.gingham.agent.enforce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.cni.WorkloadEndpoint;
import io.gingham.value.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

    private final EndpointGate gate =
            new EndpointGate(endpoint -> "no rules yet", endpoint -> Optional.of("rules gone"));

    @Test
    void letsAnEnforcedEndpointThrough() {
        gate.enforced(Set.of(ENDPOINT.id()));

        assertTrue(gate.enforced(ENDPOINT).isDone());
    }

    @Test
    void holdsAnEndpointUntilItIsEnforced() {
        CompletableFuture<Void> waiting = gate.enforced(ENDPOINT);
        gate.enforced(Set.of());
        assertFalse(waiting.isDone());

        gate.enforced(Set.of(ENDPOINT.id()));

        assertTrue(waiting.isDone());
    }

    @Test
    void whoGaveUpIsForgotten() {
        CompletableFuture<Void> gaveUp = gate.enforced(ENDPOINT);
        CompletableFuture<Void> waits = gate.enforced(ENDPOINT);
        gaveUp.cancel(false);

        gate.enforced(Set.of(ENDPOINT.id()));

        assertTrue(gaveUp.isCancelled());
        assertFalse(waits.isCompletedExceptionally());
    }

    @Test
    void saysWhatTheEnforcementSays() {
        assertEquals("no rules yet", gate.obstacle(ENDPOINT));
        assertEquals(Optional.of("rules gone"), gate.missing(ENDPOINT));
    }
}
