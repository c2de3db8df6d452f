package io.gingham.bgp.speaker;

import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What happened with a peer since it was configured: for its status.
final class PeerHistory {

    /// Of a peer that has not told its yet: nobody's (RFC 7607).
    private static final AsNumber UNKNOWN_AS = new AsNumber(0);

    final MessageCounter in = new MessageCounter();
    final MessageCounter out = new MessageCounter();
    private final Timers timers;
    private @Nullable RouterId routerId;
    private AsNumber remoteAs = UNKNOWN_AS;
    private long flaps;
    private long upSince;
    private @Nullable Duration tableAfter;
    private String lastError = "";

    /// Why the last session ended.
    private String lastEnd = "";

    /// The last NOTIFICATION since the last session, and what it was for.
    private String lastNotification = "";

    PeerHistory(Timers timers) {
        this.timers = timers;
    }

    /// What kept the peers apart until now is no error of this session.
    void sessionUp(RouterId peer, AsNumber as) {
        routerId = peer;
        remoteAs = as;
        lastError = lastEnd;
        lastNotification = "";
        upSince = timers.nanoTime();
        tableAfter = null;
    }

    /// The peer has told all it knew at the session's start.
    void tableIn() {
        tableAfter = uptime();
    }

    void sessionDown(String reason) {
        flaps++;
        lastEnd = reason;
        error(reason);
    }

    void error(String what) {
        lastError = what;
        if (what.startsWith("sent ") || what.startsWith("received ")) {
            lastNotification = what;
        }
    }

    /// Why we ended the session that just went down.
    void endedFor(String why) {
        lastEnd = why;
        error(why);
    }

    boolean isNew(String what) {
        return !what.equals(lastError);
    }

    /// A peer that waits out an error closes all connections: then the error says more than that.
    String lastError() {
        return lastNotification.isEmpty() || lastNotification.equals(lastError)
                ? lastError
                : lastError + "; before that: " + lastNotification;
    }

    long flaps() {
        return flaps;
    }

    /// Of the session that is Established.
    Optional<Duration> tableAfter() {
        return Optional.ofNullable(tableAfter);
    }

    Optional<RouterId> routerId() {
        return Optional.ofNullable(routerId);
    }

    /// What it said last.
    AsNumber remoteAs() {
        return remoteAs;
    }

    /// Of the session that is Established.
    Duration uptime() {
        return Duration.ofNanos(timers.nanoTime() - upSince);
    }
}
