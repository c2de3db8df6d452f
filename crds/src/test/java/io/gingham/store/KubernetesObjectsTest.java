package io.gingham.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.gingham.store.StoreException.Reason;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The same through fabric8's client, with its mock server in CRUD mode.
class KubernetesObjectsTest extends ObjectStoreContract {

    private final Map<ServerRequest, Queue<ServerResponse>> answers = new ConcurrentHashMap<>();
    private final KubernetesMockServer server =
            new KubernetesMockServer(
                    new Context(),
                    new MockWebServer(),
                    answers,
                    new KubernetesMixedDispatcher(answers),
                    false);
    private final KubernetesClient client;

    KubernetesObjectsTest() {
        server.init();
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.destroy();
    }

    @Override
    ApiObjects<ConfigMap> objects() {
        return new KubernetesObjects<>(client, ConfigMap.class);
    }

    /// The mock server does not heed the preconditions of a delete; the real one and the fake do.
    @Override
    void whatSomebodyElseChangedMeanwhileIsNotDeletedUnseen() {}

    private StoreException failure(int code) {
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/default/configmaps/" + key.name())
                .andReturn(code, "no")
                .once();
        return assertThrows(StoreException.class, () -> objects().read(key));
    }

    @Test
    void whatMayPassIsToldFromWhatWillNot() {
        for (int code : new int[] {429, 500, 503}) {
            assertEquals(Reason.UNAVAILABLE, failure(code).reason(), () -> "code " + code);
        }
        for (int code : new int[] {400, 401, 403, 422}) {
            assertEquals(Reason.REFUSED, failure(code).reason(), () -> "code " + code);
        }
    }

    @Test
    void aServerThatIsAwayIsSaid() {
        ApiObjects<ConfigMap> objects = objects();
        server.shutdown();

        StoreException e = assertThrows(StoreException.class, () -> objects.read(key));

        assertEquals(Reason.UNAVAILABLE, e.reason());
        assertTrue(String.valueOf(e.getMessage()).contains("can't be reached"), e::getMessage);
    }

    @Test
    void nothingIsWrittenByForce() {
        assertThrows(IllegalArgumentException.class, () -> objects().replace(counter(1)));
        assertThrows(IllegalArgumentException.class, () -> objects().delete(counter(1)));
    }
}
