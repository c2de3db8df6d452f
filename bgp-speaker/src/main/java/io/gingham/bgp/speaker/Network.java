package io.gingham.bgp.speaker;

import java.util.function.Consumer;

/// How connections to peers are made. All callbacks run on the speaker's thread, never inside the
/// call.
interface Network {

    /// Begins to connect; exactly one of the callbacks follows, unless the attempt is cancelled.
    ///
    /// @return cancels the attempt
    Runnable connect(PeerConfig peer, Consumer<Connection> connected, Consumer<String> failed);
}
