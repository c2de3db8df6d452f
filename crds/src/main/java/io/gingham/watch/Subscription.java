package io.gingham.watch;

/// Ends what [Feed#subscribe] began; nothing is told after the call, but for what is being told.
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
