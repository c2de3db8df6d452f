package io.gingham.bgp.speaker;

import io.gingham.bgp.message.Octets;

/// What others are told of a connection.
///
/// @param openSent whole, as it went out; empty before
/// @param openReceived whole, as it came; empty before
record ConnectionFacts(int localPort, int remotePort, Octets openSent, Octets openReceived) {}
