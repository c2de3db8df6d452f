package io.gingham.agent.part;

import io.gingham.agent.status.StatusDraft;
import java.time.Duration;

/// Something on this node that the agent keeps as it should be.
///
/// [#run] is called on the part's loop, one call at a time; everything else by any thread.
public interface Part extends AutoCloseable {

    /// One word, for log lines, metrics and [Loop#request]: `policy`.
    String name();

    /// At the latest so long after a refresh the next one comes, however often runs are asked for;
    /// zero is never.
    default Duration refreshInterval() {
        return Duration.ZERO;
    }

    /// Brings what the part is responsible for to its desired state. Called once at first, then
    /// whenever somebody asks, and when the refresh is due.
    ///
    /// @param refresh true if the world shall be read anew, whether or not something is known to
    ///   have changed
    /// @throws Exception if it is to be tried again; the message is for the operator
    default void run(boolean refresh) throws Exception {}

    /// How it stands.
    ///
    /// @param failure why the last run failed; empty if it did not
    Health health(String failure);

    /// Fills in what the agent's status says of it.
    default void show(StatusDraft status) {}

    /// When the agent ends. What is in the kernel stays: the next agent finds it.
    @Override
    default void close() {}
}
