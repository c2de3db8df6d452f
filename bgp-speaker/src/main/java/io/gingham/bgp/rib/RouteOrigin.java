package io.gingham.bgp.rib;

/// Where a route comes from, as a filter sees it. So no filter has to hold a list of what is ours:
/// a new prefix of our own is told to peers without any filter being another one.
public sealed interface RouteOrigin {

    RouteOrigin LOCAL = new Local();

    /// We ourselves originate it.
    record Local() implements RouteOrigin {}

    /// @param name of the peer that told it
    /// @param external the peer is in another AS
    record Peer(String name, boolean external) implements RouteOrigin {}

    default boolean isLocal() {
        return switch (this) {
            case Local() -> true;
            case Peer _ -> false;
        };
    }
}
