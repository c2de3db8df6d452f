package io.gingham.bgp.bmp.station;

import io.gingham.value.IpAddress;

/// How collectors are reached. All callbacks run on the speaker's thread, never inside the call.
public interface CollectorNetwork {

    /// Begins to connect.
    ///
    /// @return gives up the attempt, or closes what came of it; no event follows
    Runnable connect(IpAddress address, int port, Events events);

    interface Events {
        void connected(CollectorLink link);

        /// There was no connection, or it is no more.
        void ended(String why);

        /// What waited is nearly gone.
        void writable();
    }
}
