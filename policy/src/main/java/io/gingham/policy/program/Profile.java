package io.gingham.policy.program;

import io.gingham.policy.model.Direction;
import java.util.List;

/// The policies that isolate some endpoints in one direction; what none of them allows is dropped.
///
/// @param chains ids of the [PolicyChain]s, in the order of the policies' names
public record Profile(String id, Direction direction, List<String> chains) {

    public Profile {
        chains = List.copyOf(chains);
    }
}
