package io.gingham.policy.model;

import java.util.List;

/// One element of `ingress` or `egress`: allows what matches one of the peers and one of the ports.
///
/// @param peers empty means any peer
/// @param ports empty means any port of any protocol
public record PolicyRule(List<Peer> peers, List<PolicyPort> ports) {

    public PolicyRule {
        peers = List.copyOf(peers);
        ports = List.copyOf(ports);
    }
}
