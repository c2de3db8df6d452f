package io.gingham.bfd;

import java.util.List;
import java.util.function.Consumer;

/// Watches peers. Its methods may be called from any thread.
public interface BfdSessions extends AutoCloseable {

    /// Begins a session.
    ///
    /// @param listener told on BFD's own thread of every change to UP and from UP; it must be quick
    /// @throws BfdException if there can be no BFD on this machine, or another session has the same
    ///   peer
    Watch watch(BfdTarget target, BfdConfig config, Consumer<BfdChange> listener);

    List<BfdStatus> sessions();

    /// Tells all peers that this is on purpose (AdminDown), and ends.
    @Override
    void close();

    /// One session.
    interface Watch extends AutoCloseable {

        /// Other timers, agreed with the peer while the session goes on. The number of hops can't
        /// change.
        void change(BfdConfig config);

        /// Tells the peer that this is on purpose (AdminDown), for as long as the peer needs to be
        /// sure to hear it. The listener hears nothing any more.
        @Override
        void close();
    }
}
