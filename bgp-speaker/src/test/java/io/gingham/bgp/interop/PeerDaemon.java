package io.gingham.bgp.interop;

import java.util.List;

/// A foreign speaker, as its operator sees it.
interface PeerDaemon extends AutoCloseable {

    /// A port of [PeerNetwork#FIRST] and so on, where it is.
    PeerNetwork.Place place();

    /// @param restarting it was here before, and is to say so (RFC 4724)
    void start(PeerScript script, boolean restarting);

    default void start(PeerScript script) {
        start(script, false);
    }

    /// kill -9.
    void kill();

    /// Its session with us.
    boolean established();

    /// All its paths to the prefix that came from others.
    List<SeenPath> paths(String prefix);

    /// All it says about its session with us, in its own words.
    String session();

    /// All it has logged.
    String log();

    /// Asks us for all our routes again.
    void refresh();

    /// Ends the session with us for a reason.
    void shutdown(String reason);

    /// What its operator types after a session ended by the peer's fault.
    void reset();

    @Override
    void close();
}
