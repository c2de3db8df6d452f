package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.watch.FeedSource;
import io.gingham.watch.Kind;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.ResourceSource;
import io.gingham.watch.ResourceSource.Item;
import io.gingham.watch.ResourceSource.WatchEvent;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClusterViewTest {

    private final Map<String, Consumer<Object>> watches = new ConcurrentHashMap<>();
    private final BlockingQueue<String> woken = new LinkedBlockingQueue<>();
    private final CountDownLatch listed = new CountDownLatch(2);

    /// An API server without objects, whose watches are in the test's hands.
    private final class Source<V> implements ResourceSource<V> {

        private final Kind<V> kind;

        Source(Kind<V> kind) {
            this.kind = kind;
        }

        @Override
        public String apiVersion() {
            return "v1";
        }

        @Override
        public Failure explain(Exception failure) {
            return new Failure(false, String.valueOf(failure));
        }

        @Override
        public String list(Consumer<Item<V>> each) {
            return "1";
        }

        @Override
        @SuppressWarnings("unchecked") // the test puts values of the kind
        public AutoCloseable watch(String resourceVersion, Consumer<WatchEvent<V>> events) {
            watches.put(kind.name(), event -> events.accept((WatchEvent<V>) event));
            return () -> {};
        }
    }

    private <V> void put(Kind<V> kind, V value) throws InterruptedException {
        while (!watches.containsKey(kind.name())) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        watches.get(kind.name())
                .accept(
                        new WatchEvent.Changed<>(
                                new Item<>(new ResourceKey("", "x"), "2", () -> value)));
    }

    @Test
    void aPoolWakesWhoMakesRulesAndWhoTellsOfPods() throws Exception {
        ClusterView view =
                new ClusterView(
                        new FeedSource() {
                            @Override
                            public <V> ResourceSource<V> open(Kind<V> kind) {
                                return new Source<>(kind);
                            }
                        },
                        null,
                        new ClusterView.Listener(
                                change -> {}, () -> wake("settings"), () -> wake("topology")));
        try (view) {
            view.start();
            listed.await();
            woken.clear();
            put(Kinds.POOLS, IPPoolSpec.EMPTY);
            assertEquals(Set.of("settings", "topology"), Set.of(woken.take(), woken.take()));
            put(Kinds.BGP_CONFIGURATIONS, BGPConfigurationSpec.EMPTY);
            assertEquals("topology", woken.take());
        }
    }

    private void wake(String whom) {
        woken.add(whom);
        listed.countDown();
    }
}
