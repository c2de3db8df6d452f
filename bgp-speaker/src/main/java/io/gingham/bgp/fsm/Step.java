package io.gingham.bgp.fsm;

import java.util.List;

/// What a session does upon an event: where it goes, and what the shell must do, in that order.
public record Step(SessionState next, List<SessionEffect> effects) {
    public Step {
        effects = List.copyOf(effects);
    }

    static Step to(SessionState next, SessionEffect... effects) {
        return new Step(next, List.of(effects));
    }
}
