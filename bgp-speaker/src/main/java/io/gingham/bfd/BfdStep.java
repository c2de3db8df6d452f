package io.gingham.bfd;

import java.util.List;

/// A session after an event, and what is to be done.
record BfdStep(BfdSession next, List<Effect> effects) {

    BfdStep {
        effects = List.copyOf(effects);
    }

    /// Something for the shell.
    sealed interface Effect {

        /// At once, whatever the timers say.
        record Send(ControlPacket packet) implements Effect {}

        /// @param failed the session was up and is down for another reason than someone's wish (RFC
        ///   5882 section 3.2)
        /// @param peerIndependent the C bit of the peer's last packet
        record Changed(
                BfdState from, BfdState to, Diagnostic why, boolean failed, boolean peerIndependent)
                implements Effect {}
    }
}
