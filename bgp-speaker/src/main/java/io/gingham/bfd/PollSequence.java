package io.gingham.bfd;

/// Changed timers are announced until the peer says that it has seen them (RFC 5880 section 6.5).
enum PollSequence {
    NONE,
    RUNNING,

    /// Something changed again while one ran: its end may answer to the older values, so another
    /// one follows.
    RUNNING_AND_WANTED;

    boolean running() {
        return this != NONE;
    }

    PollSequence wanted() {
        return this == NONE ? RUNNING : RUNNING_AND_WANTED;
    }

    PollSequence answered() {
        return this == RUNNING_AND_WANTED ? RUNNING : NONE;
    }
}
