package io.gingham.bgp.filter;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.value.IpPrefix;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What becomes of a route that no rule of a filter takes.
///
/// @param filter its name, for people; two that differ in it only are equal
public record DefaultReject(String filter) implements RouteFilter {

    @Override
    public Optional<PathAttributes> apply(
            IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
        return Optional.empty();
    }

    @Override
    public Optional<String> refusal(
            IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
        return Optional.of("no rule of filter '" + filter + "' takes it");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DefaultReject;
    }

    @Override
    public int hashCode() {
        return DefaultReject.class.hashCode();
    }
}
