package io.gingham.bfd;

/// Time, for the driver of a session. Tasks run on the thread of BFD.
interface BfdClock {

    /// From a start of its own.
    long nanoTime();

    /// @return cancels it; a cancelled task does not run
    Runnable schedule(long afterNanos, Runnable task);

    /// In [0, 1), for jitter.
    double random();
}
