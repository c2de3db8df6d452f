package io.gingham.bgp.speaker;

import io.gingham.bgp.codec.AttributeFault;
import io.gingham.bgp.codec.AttributeVerdict;
import io.gingham.bgp.fsm.Collision;
import io.gingham.bgp.fsm.Farewell;
import io.gingham.bgp.fsm.Loss;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.fsm.SessionEvent.CollisionLost;
import io.gingham.bgp.fsm.SessionEvent.Start;
import io.gingham.bgp.fsm.SessionEvent.Stop;
import io.gingham.bgp.fsm.SessionEvent.TcpFailed;
import io.gingham.bgp.fsm.SessionFsm;
import io.gingham.bgp.fsm.SessionSettings;
import io.gingham.bgp.fsm.SessionState;
import io.gingham.bgp.fsm.SessionState.Established;
import io.gingham.bgp.fsm.SessionState.Idle;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.rib.Rib;
import io.gingham.bgp.rib.RibPeer;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One peer: its session, for a moment a second one while two connections collide, its part in the
/// RIB, and what is kept while it restarts.
///
/// A connection the peer makes is the session's if it waits for one (Active). While another is
/// being made or used, the new one gets a session of its own until its OPEN says who must yield
/// (RFC 4271 section 6.8). If the old one is Established, the peer has restarted without our
/// noticing (RFC 4724 section 4.2) and the new one is right, or it is a stray.
final class PeerDriver implements SessionRunner.Owner {

    private static final Logger log = LoggerFactory.getLogger(PeerDriver.class);

    /// Prefixes looked at before other peers have a turn.
    private static final int FLUSH_PREFIXES = 2_000;

    /// A connection that comes so soon after a session is one that was made at the same time, not a
    /// restarted peer's.
    private static final Duration COLLISION_TIME = Duration.ofSeconds(2);

    /// What it needs of the speaker.
    interface Speaker {
        SessionSettings settings(PeerConfig peer, boolean forwardingPreserved);

        Rib rib();

        /// The filter that counts for the peer, where RFC 8212 asks for one.
        RouteFilter policy(PeerConfig peer, RouteFilter configured);

        Network network();

        Timers timers();

        LogLimit logLimit();

        /// Best paths or what must be told may have changed.
        void ribChanged();

        /// The peer has told all it knows, or never will.
        void initialRoutesComplete(String peer);
    }

    private final Speaker speaker;
    private final StaleRoutes stale;
    private final PrefixGuard guard;
    private PeerConfig config;
    private SessionSettings settings;
    private SessionRunner primary;
    private @Nullable SessionRunner secondary;

    /// Families of the session whose first routes have not ended yet.
    private final Set<AddressFamily> awaitedEnds = new HashSet<>();

    private boolean hadSession;
    private final PeerHistory history;

    PeerDriver(Speaker speaker, PeerConfig config) {
        this.speaker = speaker;
        this.config = config;
        this.history = new PeerHistory(speaker.timers());
        this.settings = speaker.settings(config, false);
        this.primary = runner(SessionFsm.INITIAL);
        this.stale = new StaleRoutes(speaker, this::config);
        this.guard = new PrefixGuard(speaker.timers(), this::config, this::start);
        speaker.rib()
                .addPeer(
                        config.name(),
                        speaker.policy(config, config.importFilter()),
                        speaker.policy(config, config.exportFilter()));
    }

    private SessionRunner runner(SessionState state) {
        return new SessionRunner(this, speaker.network(), speaker.timers(), state);
    }

    void start() {
        primary.handle(new Start());
    }

    /// The speaker's own state changed: the next OPEN says so.
    void refreshSettings() {
        settings = speaker.settings(config, hadSession);
    }

    /// Ends the sessions. The driver is not used any more after that.
    void stop(Farewell farewell) {
        dropSecondary();
        primary.handle(new Stop(farewell));
        stale.stopWaiting();
        guard.stop();
    }

    void remove() {
        stop(new Farewell.Said(Notification.of(BgpError.PEER_DECONFIGURED)));
        speaker.rib().removePeer(config.name());
        log.info("peer {}: removed", config.label());
    }

    /// Changed filters apply to the routes that are there; for anything else the session starts
    /// anew, without a NOTIFICATION, so that with graceful restart no route is lost over it.
    void reconfigure(PeerConfig next) {
        boolean sameSession = config.sameSession(next);
        config = next;
        refreshSettings();
        speaker.rib()
                .changeFilters(
                        next.name(),
                        speaker.policy(next, next.importFilter()),
                        speaker.policy(next, next.exportFilter()));
        if (!sameSession) {
            log.info("peer {}: configuration changed, the session starts anew", config.label());
            dropSecondary();
            guard.stop();
            primary.handle(new TcpFailed("configuration changed"));
            primary.handle(new Start());
        }
    }

    /// The peer connected to us.
    void incoming(Connection connection) {
        switch (primary.state()) {
            case Idle _ -> connection.close();
            case SessionState.Active _ -> primary.adopt(connection);
            case SessionState.Connect _,
                    SessionState.OpenSent _,
                    SessionState.OpenConfirm _,
                    Established _ -> {
                dropSecondary();
                SessionRunner second = runner(new SessionState.Active(SessionState.Retry.NONE));
                secondary = second;
                second.adopt(connection);
            }
        }
    }

    @Override
    public SessionSettings settings() {
        return settings;
    }

    @Override
    public PeerConfig config() {
        return config;
    }

    @Override
    public void agreed(SessionRunner session, Negotiated negotiated) {
        SessionRunner other = session == primary ? secondary : primary;
        if (other == null) {
            return;
        }
        if (yields(other, session, negotiated)) {
            other.handle(
                    other.state() instanceof Established
                            ? new TcpFailed("the peer connected anew, so it has restarted")
                            : new CollisionLost());
            promote(session, other);
        } else {
            session.handle(new CollisionLost());
        }
    }

    /// Whether the older session must give way to the one whose OPEN just came.
    private boolean yields(SessionRunner old, SessionRunner session, Negotiated negotiated) {
        return switch (old.state()) {
            case Idle _, SessionState.Connect _, SessionState.Active _ -> true;
            case Established(var running) ->
                    !running.kept().isEmpty() && history.uptime().compareTo(COLLISION_TIME) > 0;
            case SessionState.OpenSent _, SessionState.OpenConfirm _ -> {
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

    @Override
    public void settled(SessionRunner session) {
        boolean failed =
                session.state() instanceof Idle || session.state() instanceof SessionState.Active;
        if (session == secondary && failed) {
            dropSecondary();
        }
    }

    private void dropSecondary() {
        if (secondary != null) {
            secondary.discard();
            secondary = null;
        }
    }

    @Override
    public void up(SessionRunner session, Negotiated negotiated) {
        IpAddress local =
                session.connection()
                        .map(Connection::localAddress)
                        .or(config::localAddress)
                        .orElseThrow();
        hadSession = true;
        history.sessionUp(negotiated.peerId());
        refreshSettings();
        speaker.rib()
                .sessionUp(
                        new RibPeer(
                                config.name(),
                                config.address(),
                                config.remoteAs(),
                                settings.external(),
                                negotiated.peerId(),
                                local,
                                negotiated.families(),
                                config.families().nextHops(local, negotiated.ipv4OverIpv6()),
                                negotiated.ipv4OverIpv6()));
        log.info(
                "peer {}: session up, router ID {}, hold time {} s",
                config.label(),
                negotiated.peerId(),
                negotiated.holdTime().toSeconds());
        guard.sessionUp();
        awaitedEnds.clear();
        awaitedEnds.addAll(negotiated.families());
        stale.sessionUp(negotiated);
        if (negotiated.gracefulRestart() && negotiated.peerRestart().restarting()) {
            speaker.initialRoutesComplete(config.name());
        }
        speaker.ribChanged();
    }

    @Override
    public void down(SessionRunner session, Loss loss) {
        history.sessionDown(loss.reason());
        stale.sessionDown(loss);
        speaker.ribChanged();
    }

    @Override
    public void deliver(BgpMessage message) {
        switch (message) {
            case Update update when update.endOfRib().isPresent() -> endOfRib(update);
            case Update update -> receive(update);
            case RouteRefresh(var family, int demarcation) -> {
                if (demarcation == RouteRefresh.REQUEST) {
                    speaker.rib().refresh(config.name(), family);
                }
            }
            case Keepalive() -> quiet();
            case Open _, Notification _ ->
                    throw new IllegalStateException(message + " is the session's own business");
        }
        speaker.ribChanged();
    }

    private void receive(Update update) {
        speaker.rib().receive(config.name(), update);
        guard.count(speaker.rib().received(config.name()))
                .ifPresent(
                        tooMany -> {
                            dropSecondary();
                            primary.handle(new Stop(new Farewell.Said(tooMany)));
                            history.error("sent " + tooMany);
                        });
    }

    private void endOfRib(Update update) {
        AddressFamily family = update.endOfRib().orElseThrow();
        stale.endOfRib(family);
        if (awaitedEnds.remove(family) && awaitedEnds.isEmpty()) {
            speaker.initialRoutesComplete(config.name());
        }
    }

    private void quiet() {
        if (primary.state() instanceof Established(var session) && !session.gracefulRestart()) {
            speaker.initialRoutesComplete(config.name());
        }
    }

    @Override
    public void faults(List<AttributeFault> faults) {
        boolean withdrawn = faults.stream().anyMatch(f -> f.verdict() != AttributeVerdict.DISCARD);
        if (speaker.logLimit().permits("faults of " + config.name())) {
            log.warn(
                    "peer {}: malformed update, {} (more in the next minute are not shown)",
                    config.label(),
                    withdrawn ? faults.getLast() : faults.getFirst());
        }
    }

    @Override
    public void trouble(String what) {
        if (!what.equals(history.lastError())
                && speaker.logLimit().permits(config.name() + ": " + what)) {
            log.info("peer {}: no session, {}", config.label(), what);
        }
        history.error(what);
    }

    @Override
    public void writable() {
        flush();
    }

    /// Tells the peer what it does not know yet, as long as it reads.
    void flush() {
        Optional<Connection> connection = primary.connection();
        if (!(primary.state() instanceof Established) || connection.isEmpty()) {
            return;
        }
        Connection to = connection.get();
        Rib rib = speaker.rib();
        while (to.isWritable() && rib.hasUpdates(config.name())) {
            rib.nextUpdates(config.name(), to.context(), FLUSH_PREFIXES)
                    .forEach(
                            update -> {
                                history.out.count(update);
                                to.send(update);
                            });
        }
    }

    @Override
    public PeerHistory history() {
        return history;
    }

    PeerStatus status() {
        return new PeerStatus(
                config.name(),
                config.address(),
                config.remoteAs(),
                history.routerId(),
                primary.state().label(),
                primary.state() instanceof Established ? history.uptime() : Duration.ZERO,
                history.flaps(),
                speaker.rib().received(config.name()),
                speaker.rib().accepted(config.name()),
                speaker.rib().advertised(config.name()),
                history.in.counts(),
                history.out.counts(),
                primary.connection().map(Connection::backlogOctets).orElse(0L),
                primary.holdTimeLeft(),
                history.lastError());
    }
}
