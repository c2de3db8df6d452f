package io.gingham.agent.bgp;

import io.gingham.value.IpPrefix;

/// A network that this node is connected to.
///
/// @param link the interface's name
public record ConnectedNetwork(String link, IpPrefix prefix) {}
