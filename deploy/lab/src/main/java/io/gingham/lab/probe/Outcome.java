package io.gingham.lab.probe;

/// What became of a probe. Only `ANSWERED` is *allow*, and only `TIMED_OUT` is *deny*: a refusal or
/// an ICMP error shows that the packet was not dropped by policy, or not by policy alone.
public sealed interface Outcome {

    /// The named place's server answered.
    record Answered(String by) implements Outcome {}

    /// Nothing came back within the time limit.
    record TimedOut() implements Outcome {}

    /// The connection was refused, or the network said that it can't be reached.
    record Refused(String reason) implements Outcome {}

    default boolean allowed() {
        return this instanceof Answered;
    }

    default boolean denied() {
        return this instanceof TimedOut;
    }
}
