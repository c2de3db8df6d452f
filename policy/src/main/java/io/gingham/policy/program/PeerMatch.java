package io.gingham.policy.program;

import io.gingham.value.IpPrefix;

/// Which addresses at the other end a rule allows: the source on ingress, the destination on
/// egress.
public sealed interface PeerMatch {

    record Anyone() implements PeerMatch {}

    /// @param set the id of a [ProgramSet.Addresses]
    record InSet(String set) implements PeerMatch {}

    record InBlock(IpPrefix cidr) implements PeerMatch {}

    /// In the block and in none of the excepted ones.
    ///
    /// @param exceptSet the id of a [ProgramSet.Nets]
    record InBlockExcept(IpPrefix cidr, String exceptSet) implements PeerMatch {}
}
