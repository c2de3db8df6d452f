package io.gingham.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.gingham.watch.ResourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What a change by compare-and-swap promises, whatever keeps the objects.
abstract class ObjectStoreContract {

    private static final AtomicInteger NAMES = new AtomicInteger();

    final ResourceKey key = new ResourceKey("default", "counter-" + NAMES.incrementAndGet());

    abstract ApiObjects<ConfigMap> objects();

    final ObjectStore<ConfigMap> store() {
        return new ObjectStore<>(
                objects(), new Retry(200, Duration.ofMillis(1), Duration.ofMillis(50)));
    }

    final ConfigMap counter(int count) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(key.namespace())
                .withName(key.name())
                .endMetadata()
                .addToData("count", Integer.toString(count))
                .build();
    }

    static int count(ConfigMap counter) {
        return Integer.parseInt(counter.getData().get("count"));
    }

    /// One more, from nothing on.
    final UnaryOperator<Optional<ConfigMap>> oneMore() {
        return before -> Optional.of(counter(before.map(ObjectStoreContract::count).orElse(0) + 1));
    }

    /// As the change does, but the first time somebody else does something meanwhile.
    static UnaryOperator<Optional<ConfigMap>> interfered(
            Runnable interference, UnaryOperator<Optional<ConfigMap>> change) {
        AtomicInteger asked = new AtomicInteger();
        return before -> {
            if (asked.getAndIncrement() == 0) {
                interference.run();
            }
            return change.apply(before);
        };
    }

    private void create(int count) {
        assertTrue(objects().create(counter(count)).isPresent());
    }

    private int now() {
        return count(objects().read(key).orElseThrow());
    }

    @Test
    void createsWhatIsNotThere() {
        ConfigMap kept = store().update(key, oneMore()).orElseThrow();

        assertEquals(1, count(kept));
        assertEquals(1, now());
    }

    @Test
    void changesWhatIsThere() {
        create(4);

        assertEquals(5, count(store().update(key, oneMore()).orElseThrow()));
        assertEquals(5, now());
    }

    @Test
    void aChangeMayBeMadeInPlace() {
        create(4);

        store().update(
                        key,
                        before -> {
                            before.orElseThrow().setData(Map.of("count", "9"));
                            return before;
                        });

        assertEquals(9, now());
    }

    @Test
    void deletesWhatTheChangeMakesNothingOf() {
        create(4);

        assertEquals(Optional.empty(), store().update(key, before -> Optional.empty()));

        assertEquals(Optional.empty(), objects().read(key));
    }

    @Test
    void nothingOutOfNothingIsNoWrite() {
        assertEquals(Optional.empty(), store().update(key, before -> before));
    }

    @Test
    void whatStaysAsItWasIsNotWritten() {
        create(4);
        String version = objects().read(key).orElseThrow().getMetadata().getResourceVersion();

        ConfigMap same = store().update(key, before -> before).orElseThrow();

        assertEquals(version, same.getMetadata().getResourceVersion());
        assertEquals(version, objects().read(key).orElseThrow().getMetadata().getResourceVersion());
    }

    @Test
    void aChangeIsAskedAgainWhenSomebodyElseWroteMeanwhile() {
        create(4);

        store().update(key, interfered(() -> store().update(key, oneMore()), oneMore()));

        assertEquals(6, now());
    }

    @Test
    void aChangeIsAskedAgainWhenSomebodyElseCreatedItFirst() {
        store().update(key, interfered(() -> create(7), oneMore()));

        assertEquals(8, now());
    }

    @Test
    void aChangeIsAskedAgainWhenSomebodyElseDeletedIt() {
        create(4);

        store().update(
                        key,
                        interfered(
                                () -> store().update(key, before -> Optional.empty()), oneMore()));

        assertEquals(1, now());
    }

    /// The new one has another version, though it is all the same otherwise.
    @Test
    void whatWasDeletedAndMadeAgainIsAnother() {
        create(4);
        List<Optional<ConfigMap>> seen = new ArrayList<>();

        store().update(
                        key,
                        interfered(
                                () -> {
                                    store().update(key, before -> Optional.empty());
                                    create(4);
                                },
                                before -> {
                                    seen.add(before);
                                    return oneMore().apply(before);
                                }));

        assertEquals(2, seen.size());
        assertEquals(5, now());
    }

    @Test
    void whatSomebodyElseChangedMeanwhileIsNotDeletedUnseen() {
        create(0);

        store().update(
                        key,
                        interfered(
                                () -> store().update(key, oneMore()),
                                before -> before.filter(counter -> count(counter) > 0)));

        assertEquals(1, now());
    }

    @Test
    void aDeleteOfWhatIsGoneIsDone() {
        create(4);

        store().update(
                        key,
                        interfered(
                                () -> store().update(key, before -> Optional.empty()),
                                before -> Optional.empty()));

        assertEquals(Optional.empty(), objects().read(key));
    }

    @Test
    void noChangeOfManyWritersIsLost() throws Exception {
        int writers = 6;
        int each = 10;
        List<Future<?>> work = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            for (int writer = 0; writer < writers; writer++) {
                work.add(
                        threads.submit(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        store().update(key, oneMore());
                                    }
                                }));
            }
            for (Future<?> one : work) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
        assertEquals(writers * each, now());
    }
}
