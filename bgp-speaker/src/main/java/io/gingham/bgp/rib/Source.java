package io.gingham.bgp.rib;

import io.gingham.value.IpAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where routes come from: we ourselves, or one session of a peer. One object for each, so that
/// routes of one source are known by it.
final class Source {

    /// Ours.
    static final Source LOCAL = new Source(null, null);

    private final @Nullable AdjRibIn owner;
    private final @Nullable RibPeer peer;
    private final RouteOrigin origin;

    private Source(@Nullable AdjRibIn owner, @Nullable RibPeer peer) {
        this.owner = owner;
        this.peer = peer;
        this.origin =
                peer == null
                        ? RouteOrigin.LOCAL
                        : new RouteOrigin.Peer(peer.name(), peer.external());
    }

    static Source session(AdjRibIn owner, RibPeer peer) {
        return new Source(owner, peer);
    }

    /// The peer's table; absent for our own routes. It outlives the session.
    @Nullable AdjRibIn owner() {
        return owner;
    }

    /// As it was when the route came.
    @Nullable RibPeer peer() {
        return peer;
    }

    /// Another session of the same peer, as far as others can see.
    boolean isLike(Source other) {
        return this == other
                || (owner == other.owner
                        && routerId().equals(other.routerId())
                        && isClient() == other.isClient()
                        && link().equals(other.link())
                        && isInternal() == other.isInternal());
    }

    /// As filters see it.
    RouteOrigin origin() {
        return origin;
    }

    boolean isLocal() {
        return peer == null;
    }

    boolean isInternal() {
        return peer != null && !peer.external();
    }

    boolean isClient() {
        return peer != null && peer.treatment().client();
    }

    /// Where its link-local next hops are.
    Optional<String> link() {
        return peer == null ? Optional.empty() : peer.link();
    }

    /// The peer's, as ORIGINATOR_ID has it.
    Optional<IpAddress> routerId() {
        return Optional.ofNullable(peer).map(each -> IpAddress.ipv4(each.routerId().bits()));
    }

    /// The peer's name, or empty for our own.
    String name() {
        return peer == null ? "" : peer.name();
    }

    @Override
    public String toString() {
        return peer == null ? "ourselves" : peer.name();
    }
}
