package io.gingham.bgp.speaker;

import io.gingham.bgp.bmp.station.StationTimers;
import java.time.Duration;

/// The speaker's clock. Tasks run on the speaker's thread.
interface Timers extends StationTimers {

    /// From a start of its own, in nanoseconds.
    long nanoTime();

    /// Since 1970: for what others are told of the time, not to measure by.
    @Override
    long epochMicros();

    /// @return cancels it; a cancelled task does not run
    @Override
    Runnable schedule(Duration after, Runnable task);

    /// After all that is waiting for the thread now.
    @Override
    void soon(Runnable task);

    /// In [0, 1), for jitter.
    double random();
}
