package io.gingham.agent;

import java.time.Duration;

/// How long an agent waits; tests are less patient.
///
/// @param look between two looks at how the network is
/// @param patience how long something must be wrong before the Node's condition says so
/// @param gate how long an ADD waits for its pod's policy
record AgentTiming(Duration look, Duration patience, Duration gate) {

    /// A start takes 3 s, and an API server that comes back is not to be met with a change from
    /// every node.
    static final AgentTiming DEFAULT =
            new AgentTiming(Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofSeconds(30));
}
