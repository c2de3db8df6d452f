package io.gingham.bgp.bmp.station;

import java.time.Duration;

/// The speaker's clock. Tasks run on the speaker's thread.
public interface StationTimers {

    /// @return cancels it
    Runnable schedule(Duration after, Runnable task);

    /// After all that is waiting for the thread now.
    void soon(Runnable task);

    /// Since 1970.
    long epochMicros();
}
