package io.gingham.policy.program;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.PodKey;
import io.gingham.value.IpAddress;
import java.util.List;

/// A pod's interface on this node.
///
/// @param ips the only source addresses it may use, sorted
public record EndpointProgram(
        String interfaceName, PodKey pod, List<IpAddress> ips, Gate ingress, Gate egress) {

    public EndpointProgram {
        ips = List.copyOf(ips);
    }

    public Gate gate(Direction direction) {
        return switch (direction) {
            case INGRESS -> ingress;
            case EGRESS -> egress;
        };
    }
}
