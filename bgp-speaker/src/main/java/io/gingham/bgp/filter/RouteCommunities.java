package io.gingham.bgp.filter;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.ExtendedCommunity;
import io.gingham.bgp.message.LargeCommunity;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// Communities of all three kinds.
public record RouteCommunities(
        List<Community> standard, List<ExtendedCommunity> extended, List<LargeCommunity> large) {

    public static final RouteCommunities NONE =
            new RouteCommunities(List.of(), List.of(), List.of());

    public RouteCommunities {
        standard = List.copyOf(standard);
        extended = List.copyOf(extended);
        large = List.copyOf(large);
    }

    public static RouteCommunities of(PathAttributes attributes) {
        return new RouteCommunities(
                attributes.communities(),
                attributes
                        .find(PathAttribute.ExtendedCommunities.class)
                        .map(PathAttribute.ExtendedCommunities::values)
                        .orElse(List.of()),
                attributes
                        .find(PathAttribute.LargeCommunities.class)
                        .map(PathAttribute.LargeCommunities::values)
                        .orElse(List.of()));
    }

    /// @param texts as [CommunityText] has them, without wildcards
    public static RouteCommunities parse(Collection<String> texts) {
        RouteCommunities all = NONE;
        for (String text : texts) {
            all = all.and(CommunityText.value(text));
        }
        return all;
    }

    /// These and those, each once.
    public RouteCommunities and(RouteCommunities more) {
        return new RouteCommunities(
                joined(standard, more.standard),
                joined(extended, more.extended),
                joined(large, more.large));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return more.isEmpty()
                ? some
                : Stream.concat(some.stream(), more.stream()).distinct().toList();
    }

    /// The attributes with these communities in the place of theirs.
    PathAttributes putInto(PathAttributes attributes) {
        PathAttributes result = attributes;
        RouteCommunities before = of(attributes);
        if (!before.standard.equals(standard)) {
            result =
                    standard.isEmpty()
                            ? result.without(PathAttribute.Communities.TYPE)
                            : result.with(new PathAttribute.Communities(standard));
        }
        if (!before.extended.equals(extended)) {
            result =
                    extended.isEmpty()
                            ? result.without(PathAttribute.ExtendedCommunities.TYPE)
                            : result.with(new PathAttribute.ExtendedCommunities(extended));
        }
        if (!before.large.equals(large)) {
            result =
                    large.isEmpty()
                            ? result.without(PathAttribute.LargeCommunities.TYPE)
                            : result.with(new PathAttribute.LargeCommunities(large));
        }
        return result;
    }
}
