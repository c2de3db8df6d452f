package io.gingham.bgp.speaker;

import io.gingham.bgp.fsm.Collision;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.fsm.SessionEvent.CollisionLost;
import io.gingham.bgp.fsm.SessionEvent.TcpFailed;
import io.gingham.bgp.fsm.SessionFsm;
import io.gingham.bgp.fsm.SessionSettings;
import io.gingham.bgp.fsm.SessionState;
import io.gingham.bgp.fsm.SessionState.Active;
import io.gingham.bgp.fsm.SessionState.Connect;
import io.gingham.bgp.fsm.SessionState.Established;
import io.gingham.bgp.fsm.SessionState.Idle;
import io.gingham.bgp.fsm.SessionState.OpenConfirm;
import io.gingham.bgp.fsm.SessionState.OpenSent;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The session of a peer, and for a moment a second one while two connections collide (RFC 4271
/// section 6.8).
///
/// A connection the peer makes is the session's if it waits for one (Active). While another is
/// being made or used, the new one gets a session of its own until its OPEN says who must yield. If
/// the old one is Established, the peer has restarted without our noticing (RFC 4724 section 4.2)
/// and the new one is right, or it is a stray.
@SuppressWarnings("ReferenceEquality") // a session is itself only
final class ConnectionPair {

    /// A connection that comes so soon after a session is one that was made at the same time, not a
    /// restarted peer's.
    private static final Duration COLLISION_TIME = Duration.ofSeconds(2);

    private final Function<SessionState, SessionRunner> runners;
    private final PeerHistory history;
    private final Consumer<String> strays;
    private SessionRunner primary;
    private @Nullable SessionRunner secondary;

    /// @param runners make a session in a state
    /// @param strays told of a connection that was refused since there is a session
    ConnectionPair(
            Function<SessionState, SessionRunner> runners,
            PeerHistory history,
            Consumer<String> strays) {
        this.runners = runners;
        this.history = history;
        this.strays = strays;
        this.primary = runners.apply(SessionFsm.INITIAL);
    }

    /// The one that counts.
    SessionRunner primary() {
        return primary;
    }

    /// The peer connected to us.
    void incoming(Connection connection) {
        switch (primary.state()) {
            case Idle _ -> connection.close();
            case Active active when !active.delaying() -> primary.adopt(connection);
            case Active _, Connect _, OpenSent _, OpenConfirm _, Established _ -> {
                dropSecondary();
                SessionRunner second = runners.apply(new Active(SessionState.Retry.NONE));
                secondary = second;
                second.adopt(connection);
            }
        }
    }

    /// A session's OPENs are known: if there are two sessions, one must go now.
    void agreed(SessionRunner session, Negotiated negotiated, SessionSettings settings) {
        SessionRunner other = session == primary ? secondary : primary;
        if (other == null) {
            return;
        }
        if (yields(other, session, negotiated, settings)) {
            other.handle(
                    other.state() instanceof Established
                            ? new TcpFailed("the peer connected anew, so it has restarted")
                            : new CollisionLost());
            promote(session, other);
        } else {
            if (other.state() instanceof Established) {
                strays.accept(refusal(session, negotiated));
            }
            session.handle(new CollisionLost());
        }
    }

    private static String refusal(SessionRunner session, Negotiated negotiated) {
        return "a second connection"
                + session.connection().map(c -> " from " + c.remoteAddress()).orElse("")
                + " (router ID "
                + negotiated.peerId()
                + ") was refused: there is a session already";
    }

    /// Whether the older session must give way to the one whose OPEN just came.
    private boolean yields(
            SessionRunner old,
            SessionRunner session,
            Negotiated negotiated,
            SessionSettings settings) {
        return switch (old.state()) {
            case Idle _ -> true;
            case Connect connect when !connect.delaying() -> true;
            case Active active when !active.delaying() -> true;
            case Established(var running) ->
                    !running.kept().isEmpty() && history.uptime().compareTo(COLLISION_TIME) > 0;
            case Connect _, Active _, OpenSent _, OpenConfirm _ -> {
                Collision verdict =
                        Collision.resolve(
                                settings.routerId(),
                                settings.localAs(),
                                negotiated.peerId(),
                                negotiated.peerAs());
                yield (verdict == Collision.KEEP_OURS) == session.ours();
            }
        };
    }

    private void promote(SessionRunner winner, SessionRunner loser) {
        loser.discard();
        primary = winner;
        secondary = null;
    }

    /// A step of a session is over: a second one that failed is forgotten.
    void settled(SessionRunner session) {
        boolean failed =
                session.state() instanceof Idle
                        || (session.state() instanceof Active active && !active.delaying());
        if (session == secondary && failed) {
            dropSecondary();
        }
    }

    void dropSecondary() {
        if (secondary != null) {
            secondary.discard();
            secondary = null;
        }
    }
}
