package io.gingham.bfd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Time that passes when the test says so.
final class FakeClock implements BfdClock {

    private record Alarm(long at, Runnable task) {}

    private final List<Alarm> alarms = new ArrayList<>();
    private long now = 1_000_000_000_000L;
    double random;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Runnable schedule(long afterNanos, Runnable task) {
        Alarm alarm = new Alarm(now + afterNanos, task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    @Override
    public double random() {
        return random;
    }

    void passMillis(double millis) {
        long end = now + (long) (millis * 1e6);
        for (Optional<Alarm> next = due(end); next.isPresent(); next = due(end)) {
            now = Math.max(now, next.get().at());
            alarms.remove(next.get());
            next.get().task().run();
        }
        now = end;
    }

    /// The process stands still: what was due in the meantime comes at the end.
    void standStillMillis(double millis) {
        now += (long) (millis * 1e6);
    }

    private Optional<Alarm> due(long end) {
        return alarms.stream()
                .filter(alarm -> alarm.at() <= end)
                .min(Comparator.comparingLong(Alarm::at));
    }
}
