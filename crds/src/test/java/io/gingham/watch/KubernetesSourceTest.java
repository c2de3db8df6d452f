package io.gingham.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.WatcherException;
import io.gingham.watch.ResourceSource.WatchEvent.Closed;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class KubernetesSourceTest {

    private static Closed<?> end(WatcherException cause) {
        return KubernetesSource.end(cause);
    }

    @Test
    void anEndWithoutACauseIsAnOrdinaryOne() {
        assertEquals(new Closed<>(false, null), end(new WatcherException("Exhausted reconnects")));
    }

    @Test
    void anEndWithACauseIsAFailure() {
        assertInstanceOf(
                WatcherException.class,
                end(new WatcherException("can't be read", new IOException("torn"))).failure());
    }

    @Test
    void anExpiredResourceVersionIsGone() {
        Status status = new Status();
        status.setCode(410);
        Closed<?> closed =
                end(new WatcherException("too old", new KubernetesClientException(status)));
        assertEquals(true, closed.gone());
        assertNull(closed.failure());
    }
}
