package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A way to a prefix from one source, as it came and as the import policy left it. What is said of
/// it does not change; a new announcement is a new object.
final class Route {

    final Destination destination;
    final Source source;

    /// As the peer sent it.
    final PathAttributes received;

    /// As it may be used, most often the very same; null if it may not be used.
    final @Nullable PathAttributes accepted;

    /// The peer's name for it (RFC 7911), 0 without add-path; an unsigned number.
    final int pathId;

    /// Our name for it, from 1, different from that of the destination's other routes.
    int localId;

    /// Of before the peer's restart; not sent again yet.
    boolean stale;

    /// Stale for longer than the restart time (RFC 9494).
    boolean longLived;

    /// The peer is sending all again, and has not sent this one yet (RFC 7313).
    boolean unrefreshed;

    /// The next one to the same destination.
    @Nullable Route next;

    // Its neighbours in the peer's table.
    @Nullable Route previousOfPeer;
    @Nullable Route nextOfPeer;

    Route(
            Destination destination,
            Source source,
            int pathId,
            PathAttributes received,
            @Nullable PathAttributes accepted) {
        this.destination = destination;
        this.source = source;
        this.pathId = pathId;
        this.received = received;
        this.accepted = accepted;
    }

    boolean isUsable() {
        return accepted != null;
    }

    /// For one that is usable.
    PathAttributes attributes() {
        PathAttributes usable = accepted;
        if (usable == null) {
            throw new IllegalStateException("a refused route is not to be used: " + this);
        }
        return usable;
    }

    /// Nobody would notice if one took the other's place.
    boolean saysTheSameAs(Route other) {
        return source.isLike(other.source)
                && localId == other.localId
                && Objects.equals(accepted, other.accepted);
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
