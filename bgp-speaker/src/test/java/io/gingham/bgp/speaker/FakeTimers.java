package io.gingham.bgp.speaker;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/// A clock that goes when it is told to.
final class FakeTimers implements Timers {

    private record Task(long at, long order, Runnable what) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private long now;
    private long order;

    void pass(Duration time) {
        long end = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at() <= end) {
            Task task = tasks.remove();
            now = task.at();
            task.what().run();
        }
        now = end;
    }

    @Override
    public long epochMicros() {
        return nanoTime() / 1_000;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Runnable schedule(Duration after, Runnable task) {
        Task planned = new Task(now + after.toNanos(), order++, task);
        tasks.add(planned);
        return () -> tasks.remove(planned);
    }

    @Override
    public void soon(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public double random() {
        return 0;
    }
}
