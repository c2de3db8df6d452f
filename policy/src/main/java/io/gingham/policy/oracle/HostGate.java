package io.gingham.policy.oracle;

/// Where a host endpoint decides.
public enum HostGate {
    /// What the node itself sends or receives.
    LOCAL,
    /// What is routed through the node: policies with `applyOnForward`.
    FORWARDED,
    /// Before connection tracking: `doNotTrack`.
    UNTRACKED,
    /// Before destination translation: `preDNAT`, ingress only.
    PRE_DNAT
}
