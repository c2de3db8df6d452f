package io.gingham.netlink.router;

/// What is to be thought of a message.
public sealed interface Verdict {

    record Valid(RouterMessage message) implements Verdict {}

    /// To be dropped without a word (RFC 4861 section 6.1).
    ///
    /// @param why names the rule
    record Invalid(String why) implements Verdict {}
}
