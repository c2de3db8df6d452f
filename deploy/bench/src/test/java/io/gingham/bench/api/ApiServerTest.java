package io.gingham.bench.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServerTest {

    private static final ResourceKind PODS = ResourceKind.core("pods", "Pod");
    private static final String GONE = "gone";

    private ApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        server = new ApiServer(InetAddress.getLoopbackAddress(), 0);
        Config config =
                new ConfigBuilder(Config.fromKubeconfig(server.kubeconfig()))
                        .withWatchReconnectLimit(0)
                        .withRequestRetryBackoffLimit(0)
                        .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        server.close();
    }

    private static String pod(String name, String label) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"a\",\"resourceVersion\":\"\",\"labels\":{\"l\":\"%s\"}},\"spec\":{\"containers\":[]}}"
                .formatted(name, label);
    }

    private static ListOptions page(long limit, @Nullable String token) {
        return new ListOptionsBuilder().withLimit(limit).withContinue(token).build();
    }

    @Test
    void listsInPagesAndGivesEachObjectItsVersion() {
        for (int i = 0; i < 25; i++) {
            server.put(PODS, "a/p" + i, pod("p" + i, "x"));
        }
        Set<String> names = new TreeSet<>();
        Set<String> versions = new TreeSet<>();
        List<Integer> sizes = new ArrayList<>();
        String token = null;
        do {
            PodList page = client.pods().inAnyNamespace().list(page(10, token));
            sizes.add(page.getItems().size());
            page.getItems().forEach(pod -> names.add(pod.getMetadata().getName()));
            page.getItems().forEach(pod -> versions.add(pod.getMetadata().getResourceVersion()));
            token = page.getMetadata().getContinue();
        } while (token != null && !token.isEmpty());

        assertEquals(List.of(10, 10, 5), sizes);
        assertEquals(25, names.size());
        assertEquals(25, versions.size());
        assertFalse(versions.contains(""), "each has a version");
    }

    @Test
    void aKindWithoutObjectsIsAnEmptyList() {
        assertEquals(List.of(), client.services().inAnyNamespace().list().getItems());
        assertNull(client.pods().inNamespace("a").withName("nobody").get());
    }

    @Test
    void writesAreRefused() {
        Pod pod = client.getKubernetesSerialization().unmarshal(pod("p", "x"), Pod.class);
        KubernetesClientException refused =
                assertThrows(
                        KubernetesClientException.class,
                        () -> client.pods().inNamespace("a").resource(pod).create());
        assertEquals(405, refused.getCode());
    }

    @Test
    void aWatchGetsWhatCameAfterItsVersionAndThenEachChange() throws Exception {
        server.put(PODS, "a/old", pod("old", "x"));
        String version = client.pods().inAnyNamespace().list().getMetadata().getResourceVersion();
        server.put(PODS, "a/between", pod("between", "x"));
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (Watch watch = watch(version, events)) {
            assertEquals("ADDED between x", events.poll(10, TimeUnit.SECONDS));
            long before = System.nanoTime();
            long told = server.put(PODS, "a/old", pod("old", "y"));
            assertTrue(told >= before && told <= System.nanoTime());
            assertEquals("MODIFIED old y", events.poll(10, TimeUnit.SECONDS));
            server.remove(PODS, "a/old");
            assertEquals("DELETED old y", events.poll(10, TimeUnit.SECONDS));
            assertEquals(1, server.watches());
            // Longer than 125 and than 65,535 octets: each has another form of frame.
            server.put(PODS, "a/large", pod("large", "z".repeat(70_000)));
            assertEquals("ADDED large " + "z".repeat(70_000), events.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aVersionThatIsNoLongerKnownIsGone() throws Exception {
        for (int i = 0; i < 20_100; i++) {
            server.put(PODS, "a/p", pod("p", "x" + i));
        }
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (Watch watch = watch("1", events)) {
            assertEquals(GONE, events.poll(10, TimeUnit.SECONDS));
        }
        assertNotEquals(1, server.watches());
    }

    private Watch watch(String version, BlockingQueue<String> events) {
        return client.pods()
                .inAnyNamespace()
                .watch(
                        new ListOptionsBuilder().withResourceVersion(version).build(),
                        new Watcher<Pod>() {
                            @Override
                            public void eventReceived(Action action, Pod pod) {
                                events.add(
                                        action
                                                + " "
                                                + pod.getMetadata().getName()
                                                + " "
                                                + pod.getMetadata().getLabels().get("l"));
                            }

                            @Override
                            public void onClose(WatcherException cause) {
                                if (cause.isHttpGone()) {
                                    events.add(GONE);
                                }
                            }
                        });
    }
}
