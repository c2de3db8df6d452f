package io.gingham.bgp.speaker;

/// How many messages of each type went one way, since the peer was configured.
public record MessageCounts(
        long opens, long updates, long notifications, long keepalives, long routeRefreshes) {

    public static final MessageCounts NONE = new MessageCounts(0, 0, 0, 0, 0);

    public long total() {
        return opens + updates + notifications + keepalives + routeRefreshes;
    }
}
