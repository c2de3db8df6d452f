package io.gingham.agent;

import java.time.Duration;

/// How quickly an agent says what is wrong with its Node; tests are less patient.
///
/// @param look between two looks at how the network is
/// @param patience how long something must be wrong before the Node's condition says so
record AgentTiming(Duration look, Duration patience) {

    /// A start takes 3 s, and an API server that comes back is not to be met with a change from
    /// every node.
    static final AgentTiming DEFAULT =
            new AgentTiming(Duration.ofSeconds(2), Duration.ofSeconds(15));
}
