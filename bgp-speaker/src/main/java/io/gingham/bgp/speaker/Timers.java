package io.gingham.bgp.speaker;

import java.time.Duration;

/// The speaker's clock. Tasks run on the speaker's thread.
interface Timers {

    /// From a start of its own, in nanoseconds.
    long nanoTime();

    /// @return cancels it; a cancelled task does not run
    Runnable schedule(Duration after, Runnable task);

    /// After all that is waiting for the thread now.
    void soon(Runnable task);

    /// In [0, 1), for jitter.
    double random();
}
