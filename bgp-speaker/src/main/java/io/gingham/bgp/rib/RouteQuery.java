package io.gingham.bgp.rib;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;

/// Which routes of a table to look at. What is not wanted costs a comparison.
///
/// @param bestOnly of each prefix the best one, if it is in the table
/// @param limit the most routes to show: the first ones in the order of prefixes
public record RouteQuery(Scope scope, boolean bestOnly, int limit) {

    public static final RouteQuery ALL =
            new RouteQuery(new Scope.Everywhere(), false, Integer.MAX_VALUE);

    public static final RouteQuery BEST =
            new RouteQuery(new Scope.Everywhere(), true, Integer.MAX_VALUE);

    /// Which prefixes.
    public sealed interface Scope {

        record Everywhere() implements Scope {}

        /// The block and those in it.
        record Inside(IpPrefix block) implements Scope {}

        /// Those that contain the address.
        record Around(IpAddress address) implements Scope {}

        default boolean has(IpPrefix prefix) {
            return switch (this) {
                case Everywhere() -> true;
                case Inside(var block) -> block.contains(prefix);
                case Around(var address) -> prefix.contains(address);
            };
        }
    }

    public RouteQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit of " + limit + " is not above zero");
        }
    }
}
