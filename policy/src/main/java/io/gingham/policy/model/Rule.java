package io.gingham.policy.model;

import io.gingham.value.IpFamily;
import java.util.Optional;

/// One rule: all that it says must hold.
///
/// @param protocol only packets of it; needed wherever ports or ICMP types are given
/// @param notProtocol only packets of other protocols
/// @param origin where it stands in its resource
public record Rule(
        Action action,
        Optional<IpFamily> family,
        Optional<IpProtocol> protocol,
        Optional<IpProtocol> notProtocol,
        Optional<IcmpMatch> icmp,
        Optional<IcmpMatch> notIcmp,
        EntityMatch source,
        EntityMatch destination,
        Origin origin) {

    /// @param number of the rule in its direction's list, from 1; several rules may come from one
    ///   (each peer of a Kubernetes rule is one)
    /// @param path of what it was made from: `spec.ingress[0].from[1]`
    /// @param note the rule's name or annotation, for people; may be empty
    public record Origin(int number, String path, String note) {}

    /// A rule about everything.
    public static Rule of(Action action, Origin origin) {
        return new Rule(
                action,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                EntityMatch.ANYTHING,
                EntityMatch.ANYTHING,
                origin);
    }

    public Rule withProtocol(IpProtocol other) {
        return new Rule(
                action,
                family,
                Optional.of(other),
                notProtocol,
                icmp,
                notIcmp,
                source,
                destination,
                origin);
    }

    public Rule withEnds(EntityMatch from, EntityMatch to) {
        return new Rule(action, family, protocol, notProtocol, icmp, notIcmp, from, to, origin);
    }

    public EntityMatch end(Side side) {
        return switch (side) {
            case SOURCE -> source;
            case DESTINATION -> destination;
        };
    }
}
