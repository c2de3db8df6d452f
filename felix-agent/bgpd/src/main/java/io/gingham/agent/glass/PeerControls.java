package io.gingham.agent.glass;

import io.gingham.bgp.speaker.BgpSpeaker;
import java.util.Optional;
import java.util.function.Supplier;

/// What an operator can do with a running speaker's peers.
public final class PeerControls {

    private final LookingGlass glass;
    private final Supplier<Optional<BgpSpeaker>> speaker;

    /// @param glass of the same speaker
    public PeerControls(LookingGlass glass, Supplier<Optional<BgpSpeaker>> speaker) {
        this.glass = glass;
        this.speaker = speaker;
    }

    /// @param nameOrAddress of the peer
    /// @param text told to it (RFC 9003), of a shutdown and a reset
    /// @throws IllegalArgumentException with a sentence, if it can't be done
    public Done carryOut(PeerAction action, String nameOrAddress, String text) {
        BgpSpeaker running =
                speaker.get()
                        .orElseThrow(
                                () -> new IllegalArgumentException("BGP has not been started yet"));
        String peer = glass.peer(nameOrAddress);
        return new Done(
                switch (action) {
                    case SHUTDOWN -> {
                        running.shutDown(peer, text);
                        yield peer + " is shut down until 'gingham bgp enable " + peer + "'";
                    }
                    case ENABLE -> {
                        running.enable(peer);
                        yield peer + " is enabled";
                    }
                    case RESET -> {
                        running.reset(peer, text);
                        yield peer + " is reset";
                    }
                    case REFRESH_IN -> {
                        running.refresh(peer);
                        yield peer + " was asked for its routes";
                    }
                    case REFRESH_OUT -> {
                        running.tellAgain(peer);
                        yield peer + " is told all routes again";
                    }
                });
    }
}
