package io.gingham.agent.glass;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.gingham.bgp.filter.RouteCommunities;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteView;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A route, in JSON.
///
/// @param from the peer's name; `local` for our own
/// @param nextHop empty for our own
/// @param pathId of RFC 7911; null without add-path
/// @param localPreference null if the route has none: it counts as 100
/// @param med null if the route has none: it counts as 0
/// @param best it won
/// @param beside it is used at the same time as the one that won (multipath)
/// @param stale its peer is restarting (RFC 4724)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SeenRoute(
        String prefix,
        String from,
        String nextHop,
        @Nullable Long pathId,
        String asPath,
        String origin,
        @Nullable Long localPreference,
        @Nullable Long med,
        List<String> communities,
        List<String> extendedCommunities,
        List<String> largeCommunities,
        boolean best,
        boolean beside,
        boolean stale) {

    public static SeenRoute of(RouteView route) {
        PathAttributes attributes = route.attributes();
        RouteCommunities communities = RouteCommunities.of(attributes);
        return new SeenRoute(
                route.prefix().toString(),
                route.from().isEmpty() ? "local" : route.from(),
                attributes.nextHop().map(IpAddress::toString).orElse(""),
                route.pathId() == 0 ? null : route.pathId(),
                attributes.asPath().toString(),
                attributes.origin().name().toLowerCase(Locale.ROOT),
                attributes
                        .find(PathAttribute.LocalPref.class)
                        .map(PathAttribute.LocalPref::value)
                        .orElse(null),
                attributes.find(PathAttribute.Med.class).map(PathAttribute.Med::value).orElse(null),
                communities.standard().stream().map(Object::toString).toList(),
                communities.extended().stream().map(Object::toString).toList(),
                communities.large().stream().map(Object::toString).toList(),
                route.best(),
                route.beside(),
                route.stale());
    }
}
