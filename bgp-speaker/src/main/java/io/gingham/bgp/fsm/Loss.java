package io.gingham.bgp.fsm;

/// Why an Established session ended.
///
/// @param keepRoutes the peer may be restarting: its routes stay, as stale (RFC 4724 section 4.2)
public record Loss(String reason, boolean keepRoutes) {}
