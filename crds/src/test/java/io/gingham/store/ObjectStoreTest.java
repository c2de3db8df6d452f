package io.gingham.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.gingham.store.StoreException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The loop, beside the fake: how it ends when it does not succeed.
class ObjectStoreTest extends ObjectStoreContract {

    private final FakeApiObjects<ConfigMap> fake = new FakeApiObjects<>(ConfigMap.class);

    @Override
    ApiObjects<ConfigMap> objects() {
        return fake;
    }

    private static ObjectStore<ConfigMap> of(FakeApiObjects<ConfigMap> fake, int attempts) {
        return new ObjectStore<>(fake, new Retry(attempts, Duration.ZERO, Duration.ZERO));
    }

    private void somebodyElseIsFirst(int times) {
        for (int i = 0; i < times; i++) {
            // Not through the store: what is done before a write has no other done before it.
            fake.beforeNextWrite(
                    () -> {
                        ConfigMap there = fake.read(key).orElseThrow();
                        there.setData(Map.of("count", "" + (count(there) + 100)));
                        fake.replace(there);
                    });
        }
    }

    @Test
    void givesUpAfterItsAttemptsWithNothingWritten() {
        fake.create(counter(0));
        int attempts = 3;
        AtomicInteger asked = new AtomicInteger();
        StoreException e =
                assertThrows(
                        StoreException.class,
                        () ->
                                of(fake, attempts)
                                        .update(
                                                key,
                                                before -> {
                                                    asked.incrementAndGet();
                                                    ConfigMap other =
                                                            counter(
                                                                    count(before.orElseThrow())
                                                                            + 1);
                                                    fake.replace(withVersion(before.get(), 100));
                                                    return Optional.of(other);
                                                }));

        assertEquals(Reason.CONTENDED, e.reason());
        assertEquals(attempts, asked.get());
        assertEquals(300, count(fake.read(key).orElseThrow()));
        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith("ConfigMap " + key + " could not be changed: each of 3"),
                e::getMessage);
    }

    private static ConfigMap withVersion(ConfigMap read, int more) {
        return new ConfigMapBuilder(read)
                .withData(Map.of("count", "" + (count(read) + more)))
                .build();
    }

    @Test
    void isDoneWhenItIsFirstInTheLastAttempt() {
        fake.create(counter(0));
        somebodyElseIsFirst(1);

        of(fake, 2).update(key, oneMore());

        assertEquals(101, count(fake.read(key).orElseThrow()));
    }

    @Test
    void whatTheServerRefusesIsNotTriedAgain() {
        AtomicInteger asked = new AtomicInteger();
        fake.fail(new StoreException(Reason.REFUSED, "the API server forbids it"));

        StoreException e =
                assertThrows(
                        StoreException.class,
                        () ->
                                store().update(
                                                key,
                                                before -> {
                                                    asked.incrementAndGet();
                                                    return before;
                                                }));

        assertEquals(Reason.REFUSED, e.reason());
        assertEquals(0, asked.get());
        fake.recover();
        assertEquals(1, count(store().update(key, oneMore()).orElseThrow()));
    }

    @Test
    void aChangeThatThrowsWritesNothing() {
        fake.create(counter(4));

        assertThrows(
                IllegalStateException.class,
                () ->
                        store().update(
                                        key,
                                        before -> {
                                            before.orElseThrow().setData(Map.of("count", "9"));
                                            throw new IllegalStateException("full");
                                        }));

        assertEquals(4, count(fake.read(key).orElseThrow()));
        assertEquals(1, fake.writes());
    }

    @Test
    void aChangeOfAnothersNameIsRefused() {
        ConfigMap other = counter(1);
        other.getMetadata().setName("other");

        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> store().update(key, before -> Optional.of(other)));

        assertTrue(String.valueOf(e.getMessage()).contains("default/other"), e::getMessage);
        assertEquals(0, fake.writes());
    }

    @Test
    void aThreadThatIsToldToEndDoesNotWaitForItsTurn() {
        fake.create(counter(0));
        somebodyElseIsFirst(1);
        Thread.currentThread().interrupt();

        StoreException e = assertThrows(StoreException.class, () -> store().update(key, oneMore()));

        assertTrue(Thread.interrupted());
        assertEquals(Reason.CONTENDED, e.reason());
    }

    @Test
    void pausesGrowAndAreBounded() {
        Retry retry = new Retry(50, Duration.ofMillis(5), Duration.ofMillis(400));
        for (int attempt = 1; attempt <= 50; attempt++) {
            Duration pause = retry.pause(attempt);
            assertTrue(pause.compareTo(Duration.ofMillis(400)) <= 0, pause::toString);
            assertTrue(
                    attempt > 6 || pause.compareTo(Duration.ofMillis(5L << (attempt - 1))) <= 0,
                    pause::toString);
        }
        assertEquals(Duration.ZERO, new Retry(1, Duration.ZERO, Duration.ZERO).pause(1));
    }
}
