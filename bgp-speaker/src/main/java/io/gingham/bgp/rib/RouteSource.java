package io.gingham.bgp.rib;

/// Where a route comes from.
public sealed interface RouteSource {

    /// Originated here.
    record Local() implements RouteSource {}

    record Learned(RibPeer peer) implements RouteSource {}

    /// The peer's name, or empty for our own.
    default String key() {
        return switch (this) {
            case Local() -> "";
            case Learned(var peer) -> peer.name();
        };
    }
}
