package io.gingham.bgp.message;

import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.value.IpAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All attributes of a route: at most one of a type, ordered by type. Immutable. What the decision
/// process asks for lies ready; the hash is reckoned once, when it is first needed.
public final class PathAttributes {

    /// What a route without LOCAL_PREF counts as; every implementation's default.
    public static final long DEFAULT_LOCAL_PREF = 100;

    private static final Comparator<PathAttribute> ORDER =
            Comparator.comparingInt(PathAttribute::type);

    public static final PathAttributes EMPTY = new PathAttributes();

    private final PathAttribute[] attributes;
    private final @Nullable IpAddress nextHop;
    private final int localPref;
    private final int med;
    private final int asPathLength;
    private final OriginType origin;
    private int hash;

    /// @param sorted by type; it is kept, not copied
    private PathAttributes(PathAttribute... sorted) {
        IpAddress hop = null;
        long preference = DEFAULT_LOCAL_PREF;
        long metric = 0;
        int length = 0;
        OriginType born = OriginType.INCOMPLETE;
        for (PathAttribute attribute : sorted) {
            switch (attribute) {
                case PathAttribute.NextHop(var value) -> hop = value;
                case PathAttribute.LocalPref(var value) -> preference = value;
                case PathAttribute.Med(var value) -> metric = value;
                case PathAttribute.Path(var value) -> length = value.length();
                case PathAttribute.Origin(var value) -> born = value;
                case PathAttribute.AtomicAggregate _,
                        PathAttribute.Aggregator _,
                        PathAttribute.Communities _,
                        PathAttribute.OriginatorId _,
                        PathAttribute.ClusterList _,
                        PathAttribute.ExtendedCommunities _,
                        PathAttribute.Aigp _,
                        PathAttribute.LargeCommunities _,
                        PathAttribute.OnlyToCustomer _,
                        PathAttribute.MpReach _,
                        PathAttribute.MpUnreach _,
                        PathAttribute.As4Path _,
                        PathAttribute.As4Aggregator _,
                        PathAttribute.Unknown _ -> {}
            }
        }
        this.attributes = sorted;
        this.nextHop = hop;
        this.localPref = (int) preference;
        this.med = (int) metric;
        this.asPathLength = length;
        this.origin = born;
    }

    public static PathAttributes of(PathAttribute... attributes) {
        return of(Arrays.asList(attributes));
    }

    /// @throws IllegalArgumentException if two have one type
    public static PathAttributes of(Collection<? extends PathAttribute> attributes) {
        if (attributes.isEmpty()) {
            return EMPTY;
        }
        PathAttribute[] sorted = attributes.toArray(PathAttribute[]::new);
        Arrays.sort(sorted, ORDER);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i - 1].type() == sorted[i].type()) {
                throw new IllegalArgumentException(
                        "path attribute " + sorted[i].type() + " stands twice");
            }
        }
        return new PathAttributes(sorted);
    }

    /// Ordered by type.
    public List<PathAttribute> asList() {
        return Collections.unmodifiableList(Arrays.asList(attributes));
    }

    public boolean isEmpty() {
        return attributes.length == 0;
    }

    public int size() {
        return attributes.length;
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
        int at = 0;
        while (at < attributes.length && attributes[at].type() < attribute.type()) {
            at++;
        }
        boolean replaces = at < attributes.length && attributes[at].type() == attribute.type();
        int rest = replaces ? at + 1 : at;
        PathAttribute[] result = new PathAttribute[at + 1 + attributes.length - rest];
        System.arraycopy(attributes, 0, result, 0, at);
        result[at] = attribute;
        System.arraycopy(attributes, rest, result, at + 1, attributes.length - rest);
        return new PathAttributes(result);
    }

    public PathAttributes without(int type) {
        return without(attribute -> attribute.type() == type);
    }

    public PathAttributes without(Predicate<PathAttribute> unwanted) {
        PathAttribute[] kept = new PathAttribute[attributes.length];
        int count = 0;
        for (PathAttribute attribute : attributes) {
            if (!unwanted.test(attribute)) {
                kept[count++] = attribute;
            }
        }
        return count == attributes.length ? this : new PathAttributes(Arrays.copyOf(kept, count));
    }

    /// INCOMPLETE if the attribute is absent.
    public OriginType origin() {
        return origin;
    }

    /// Empty if the attribute is absent.
    public AsPath asPath() {
        return find(PathAttribute.Path.class).map(PathAttribute.Path::value).orElse(AsPath.EMPTY);
    }

    /// As the decision process counts, see [AsPath#length].
    public int asPathLength() {
        return asPathLength;
    }

    public Optional<IpAddress> nextHop() {
        return Optional.ofNullable(nextHop);
    }

    /// 0 if the attribute is absent (RFC 4271 section 9.1.2.2 c).
    public long med() {
        return Integer.toUnsignedLong(med);
    }

    /// [#DEFAULT_LOCAL_PREF] if the attribute is absent.
    public long localPref() {
        return Integer.toUnsignedLong(localPref);
    }

    public List<Community> communities() {
        return find(PathAttribute.Communities.class)
                .map(PathAttribute.Communities::values)
                .orElse(List.of());
    }

    /// @param type IANA's number
    public boolean has(int type) {
        for (PathAttribute attribute : attributes) {
            if (attribute.type() == type) {
                return true;
            }
        }
        return false;
    }

    public boolean has(Community community) {
        return find(PathAttribute.Communities.class)
                .filter(each -> each.values().contains(community))
                .isPresent();
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof PathAttributes that
                        && hashCode() == that.hashCode()
                        && Arrays.equals(attributes, that.attributes));
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(attributes);
            hash = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return Stream.of(attributes)
                .map(PathAttribute::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
