package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.agent.bgp.PeeringPlan.SecretKey;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private static final SecretKey KEY = new SecretKey("bgp", "tor");

    private final Map<SecretKey, String> secrets = new HashMap<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean down;
    private long now;
    private int changes;

    private final Passwords passwords =
            new Passwords(
                    key -> {
                        if (down) {
                            throw new IllegalStateException("no route to host");
                        }
                        return Optional.ofNullable(secrets.get(key));
                    },
                    waiting::add,
                    () -> now,
                    () -> changes++);

    @Test
    void nobodyWaitsForTheFirstAnswer() {
        secrets.put(KEY, "hunter2");
        assertEquals(Optional.empty(), passwords.find(KEY));
        assertEquals(Optional.empty(), passwords.find(KEY));
        assertEquals(1, waiting.size(), "asked once");
        answer();
        assertEquals(1, changes);
        assertEquals(Optional.of("hunter2"), passwords.find(KEY));
    }

    @Test
    void aChangedSecretIsSeenAfterAMinute() {
        secrets.put(KEY, "old");
        passwords.find(KEY);
        answer();
        secrets.put(KEY, "new");
        assertEquals(Optional.of("old"), passwords.find(KEY));
        now += TimeUnit.SECONDS.toNanos(61);
        assertEquals(Optional.of("old"), passwords.find(KEY));
        answer();
        assertEquals(2, changes);
        assertEquals(Optional.of("new"), passwords.find(KEY));
    }

    @Test
    void whatWasReadStaysWhileTheServerIsGone() {
        secrets.put(KEY, "hunter2");
        passwords.find(KEY);
        answer();
        down = true;
        now += TimeUnit.SECONDS.toNanos(61);
        passwords.find(KEY);
        answer();
        assertEquals(Optional.of("hunter2"), passwords.find(KEY));
        assertEquals(1, changes);
    }

    private void answer() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
