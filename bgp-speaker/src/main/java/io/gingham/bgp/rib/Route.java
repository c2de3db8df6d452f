package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A way to a prefix from one source, as it came and as the import policy left it. What is said of
/// it does not change; a new announcement is a new object.
///
/// There may be millions, so one is five words: what most routes don't have stands in
/// [RouteWithMore].
sealed class Route permits RouteWithMore {

    final Destination destination;
    final Source source;

    /// As the peer sent it.
    final PathAttributes received;

    /// Our name for it, from 1, different from that of the destination's other routes.
    int localId;

    Age age = Age.FRESH;

    /// The next one to the same destination.
    @Nullable Route next;

    // Its neighbours in the peer's table.
    @Nullable Route previousOfPeer;
    @Nullable Route nextOfPeer;

    Route(Destination destination, Source source, PathAttributes received) {
        this.destination = destination;
        this.source = source;
        this.received = received;
    }

    /// @param accepted as it may be used, most often the very same as it came; null if it may not
    ///   be used
    @SuppressWarnings("ReferenceEquality") // the very same is what is meant
    static Route of(
            Destination destination,
            Source source,
            int pathId,
            PathAttributes received,
            @Nullable PathAttributes accepted) {
        return accepted == received && pathId == 0
                ? new Route(destination, source, received)
                : new RouteWithMore(destination, source, pathId, received, accepted);
    }

    /// The peer's name for it (RFC 7911), 0 without add-path; an unsigned number.
    int pathId() {
        return 0;
    }

    /// As it may be used; null if it may not be.
    @Nullable PathAttributes accepted() {
        return received;
    }

    boolean isUsable() {
        return accepted() != null;
    }

    /// For one that is usable.
    PathAttributes attributes() {
        PathAttributes usable = accepted();
        if (usable == null) {
            throw new IllegalStateException("a refused route is not to be used: " + this);
        }
        return usable;
    }

    /// Nobody would notice if one took the other's place.
    boolean saysTheSameAs(Route other) {
        return source.isLike(other.source)
                && localId == other.localId
                && Objects.equals(accepted(), other.accepted());
    }

    IpPrefix prefix() {
        return destination.prefix();
    }

    Optional<RibPeer> peer() {
        return Optional.ofNullable(source.peer());
    }

    @Override
    public String toString() {
        return prefix() + " from " + source + " " + received;
    }
}
