package io.gingham.bgp.speaker;

import java.util.function.Consumer;

/// How connections to peers are made. All callbacks run on the speaker's thread, never inside the
/// call.
interface Network {

    /// Begins to connect; exactly one of the callbacks follows, unless the attempt is cancelled.
    ///
    /// @return cancels the attempt
    Runnable connect(PeerConfig peer, Consumer<Connection> connected, Consumer<String> failed);

    /// Reads nothing from any connection until [#resumeReading].
    ///
    /// @param allHeard called once, when all that was read before has been heard
    void pauseReading(Runnable allHeard);

    void resumeReading();
}
