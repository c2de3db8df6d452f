package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.Optional;

/// A peer's import or export policy: a pure function, called on the RIB's thread.
///
/// On import it sees what the peer sent. On export it sees the route as it stands in the Loc-RIB,
/// before our AS and next hop are put in.
///
/// A filter is a value that two peers may share: peers with equal filters are told the same.
@FunctionalInterface
public interface RouteFilter {

    RouteFilter ACCEPT_ALL = (_, _, attributes) -> Optional.of(attributes);
    RouteFilter REJECT_ALL = (_, _, _) -> Optional.empty();

    /// Nobody said anything: accepts all, unless the speaker wants a policy for external peers (RFC
    /// 8212).
    RouteFilter NO_POLICY = new NoPolicy();

    /// What stands in its place where the speaker wants one.
    RouteFilter POLICY_MISSING = new PolicyMissing();

    record PolicyMissing() implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return Optional.empty();
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return Optional.of("nobody wrote one, and a peer of another AS needs one (RFC 8212)");
        }
    }

    record NoPolicy() implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return Optional.of(attributes);
        }
    }

    /// @return the attributes to go on with, changed or not; empty to reject the route
    Optional<PathAttributes> apply(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes);

    /// What in the filter rejects the route, for people: `rule 2, 'nonsense'`; empty if nothing
    /// does.
    default Optional<String> refusal(
            IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
        return apply(prefix, origin, attributes).isPresent()
                ? Optional.empty()
                : Optional.of("it takes none like this");
    }
}
