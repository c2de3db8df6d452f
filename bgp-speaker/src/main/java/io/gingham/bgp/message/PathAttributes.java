package io.gingham.bgp.message;

import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// All attributes of a route: at most one of a type, ordered by type. Immutable, with a cached
/// hash, so that routes that share their attributes are found together cheaply.
public final class PathAttributes {

    /// What a route without LOCAL_PREF counts as; every implementation's default.
    public static final long DEFAULT_LOCAL_PREF = 100;

    public static final PathAttributes EMPTY = new PathAttributes(List.of());

    private final List<PathAttribute> attributes;
    private final int hash;

    private PathAttributes(List<PathAttribute> sorted) {
        this.attributes = sorted;
        this.hash = sorted.hashCode();
    }

    public static PathAttributes of(PathAttribute... attributes) {
        return of(List.of(attributes));
    }

    /// @throws IllegalArgumentException if two have one type
    public static PathAttributes of(Collection<? extends PathAttribute> attributes) {
        if (attributes.isEmpty()) {
            return EMPTY;
        }
        List<PathAttribute> sorted = new ArrayList<>(attributes);
        sorted.sort(Comparator.comparingInt(PathAttribute::type));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i - 1).type() == sorted.get(i).type()) {
                throw new IllegalArgumentException(
                        "path attribute " + sorted.get(i).type() + " stands twice");
            }
        }
        return new PathAttributes(List.copyOf(sorted));
    }

    /// Ordered by type.
    public List<PathAttribute> asList() {
        return attributes;
    }

    public boolean isEmpty() {
        return attributes.isEmpty();
    }

    public int size() {
        return attributes.size();
    }

    public <T extends PathAttribute> Optional<T> find(Class<T> kind) {
        for (PathAttribute attribute : attributes) {
            if (kind.isInstance(attribute)) {
                return Optional.of(kind.cast(attribute));
            }
        }
        return Optional.empty();
    }

    /// With that attribute added, or in the place of the one of its type.
    public PathAttributes with(PathAttribute attribute) {
        TreeMap<Integer, PathAttribute> byType = new TreeMap<>();
        attributes.forEach(each -> byType.put(each.type(), each));
        byType.put(attribute.type(), attribute);
        return new PathAttributes(List.copyOf(byType.values()));
    }

    public PathAttributes without(int type) {
        return without(attribute -> attribute.type() == type);
    }

    public PathAttributes without(Predicate<PathAttribute> unwanted) {
        List<PathAttribute> kept = attributes.stream().filter(Predicate.not(unwanted)).toList();
        return kept.size() == attributes.size() ? this : new PathAttributes(kept);
    }

    /// INCOMPLETE if the attribute is absent.
    public OriginType origin() {
        return find(PathAttribute.Origin.class)
                .map(PathAttribute.Origin::value)
                .orElse(OriginType.INCOMPLETE);
    }

    /// Empty if the attribute is absent.
    public AsPath asPath() {
        return find(PathAttribute.Path.class).map(PathAttribute.Path::value).orElse(AsPath.EMPTY);
    }

    public Optional<IpAddress> nextHop() {
        return find(PathAttribute.NextHop.class).map(PathAttribute.NextHop::value);
    }

    /// 0 if the attribute is absent (RFC 4271 section 9.1.2.2 c).
    public long med() {
        return find(PathAttribute.Med.class).map(PathAttribute.Med::value).orElse(0L);
    }

    /// [#DEFAULT_LOCAL_PREF] if the attribute is absent.
    public long localPref() {
        return find(PathAttribute.LocalPref.class)
                .map(PathAttribute.LocalPref::value)
                .orElse(DEFAULT_LOCAL_PREF);
    }

    public List<Community> communities() {
        return find(PathAttribute.Communities.class)
                .map(PathAttribute.Communities::values)
                .orElse(List.of());
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof PathAttributes that
                        && hash == that.hash
                        && attributes.equals(that.attributes));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return attributes.stream()
                .map(PathAttribute::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
