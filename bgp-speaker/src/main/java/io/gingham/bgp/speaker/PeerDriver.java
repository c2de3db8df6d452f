package io.gingham.bgp.speaker;

import io.gingham.bfd.BfdChange;
import io.gingham.bfd.BfdSessions;
import io.gingham.bgp.codec.AttributeFault;
import io.gingham.bgp.codec.AttributeVerdict;
import io.gingham.bgp.fsm.Farewell;
import io.gingham.bgp.fsm.Loss;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.fsm.SessionEvent.Start;
import io.gingham.bgp.fsm.SessionEvent.Stop;
import io.gingham.bgp.fsm.SessionSettings;
import io.gingham.bgp.fsm.SessionState.Established;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.rib.Rib;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One peer from its configuration to its removal: its connections ([ConnectionPair]), its routes
/// ([RouteExchange]), and what is known of it ([PeerHistory]).
final class PeerDriver implements SessionRunner.Owner {

    private static final Logger log = LoggerFactory.getLogger(PeerDriver.class);

    private static final Notification CHANGED =
            Notification.of(BgpError.OTHER_CONFIGURATION_CHANGE);

    private static final Notification BFD_DOWN = Notification.of(BgpError.BFD_DOWN);

    /// What it needs of the speaker.
    interface Speaker {
        SessionSettings settings(PeerConfig peer, boolean forwardingPreserved);

        Rib rib();

        /// The filter that counts for the peer, where RFC 8212 asks for one.
        RouteFilter policy(PeerConfig peer, RouteFilter configured);

        Network network();

        Timers timers();

        BfdSessions bfd();

        /// We have restarted, and peers may not know it yet: the first BFD packet would end what
        /// they keep for us (RFC 5882 section 4.3.2.2).
        boolean restarting();

        LogLimit logLimit();

        /// Best paths or what must be told may have changed.
        void ribChanged();

        /// The peer has told all it knows, or never will.
        void initialRoutesComplete(String peer);
    }

    private final Speaker speaker;
    private final PeerHistory history;
    private final ConnectionPair connections;
    private final RouteExchange routes;
    private final PathWatch path;
    private final FlapDamper damper;
    private PeerConfig config;
    private SessionSettings settings;
    private boolean hadSession;

    PeerDriver(Speaker speaker, PeerConfig config) {
        this.speaker = speaker;
        this.config = config;
        this.settings = speaker.settings(config, false);
        this.history = new PeerHistory(speaker.timers());
        this.damper = new FlapDamper(speaker.timers());
        this.connections =
                new ConnectionPair(
                        state ->
                                new SessionRunner(this, speaker.network(), speaker.timers(), state),
                        history);
        this.routes = new RouteExchange(speaker, this::config, history, this::end, this::start);
        this.path = new PathWatch(speaker, this::config, this::pathFailed);
        speaker.rib()
                .addPeer(
                        config.name(),
                        speaker.policy(config, config.importFilter()),
                        speaker.policy(config, config.exportFilter()));
    }

    private SessionRunner session() {
        return connections.primary();
    }

    void start() {
        session().handle(new Start());
        if (!speaker.restarting()) {
            path.start();
        }
    }

    /// The speaker's own state changed: the next OPEN says so.
    void refreshSettings() {
        settings = speaker.settings(config, hadSession);
    }

    /// The speaker's restart is over, with this peer or without it.
    void restartOver() {
        refreshSettings();
        path.start();
    }

    /// Ends the sessions. The driver is not used any more after that.
    void stop(Farewell farewell) {
        connections.dropSecondary();
        session().handle(new Stop(farewell));
        routes.stop();
        path.stop();
    }

    /// The way to the peer has failed (RFC 5882 section 4.3). If the peer's BFD outlives its BGP,
    /// it is the forwarding that failed, and nothing is kept. If it shares fate with it, the peer
    /// may be restarting: what graceful restart keeps is kept.
    private void pathFailed(BfdChange change) {
        boolean mayRestart =
                !change.peerIndependent()
                        && session().state() instanceof Established(var running)
                        && !running.kept().isEmpty();
        if (session().state() instanceof Established) {
            log.warn("peer {}: BFD says it can't be reached: {}", config.label(), change.why());
            connections.dropSecondary();
            session()
                    .handle(
                            new Stop(
                                    mayRestart
                                            ? new Farewell.Pause(BFD_DOWN)
                                            : new Farewell.Final(BFD_DOWN)));
            history.error("BFD: " + change.why());
            session().handle(new Start());
        } else if (change.peerIndependent()) {
            routes.abandonRestart("BFD says it can't be reached");
        }
    }

    /// Until someone starts it again.
    private void end(Notification why) {
        connections.dropSecondary();
        session().handle(new Stop(new Farewell.Final(why)));
        history.error("sent " + why);
    }

    int routesReceived() {
        return speaker.rib().received(config.name());
    }

    /// The peer sent more than there is room for, or the most of all.
    void outOfMemory() {
        log.error(
                "peer {}: the memory is full, and its {} routes are the most: the session ends for {}"
                        + " s; give the peer a prefix limit, or the process more heap",
                config.label(),
                routesReceived(),
                PrefixGuard.MEMORY_PAUSE.toSeconds());
        routes.pause();
        end(Notification.of(BgpError.OUT_OF_RESOURCES));
        speaker.rib().sessionDown(config.name(), false);
    }

    void remove() {
        stop(new Farewell.Final(Notification.of(BgpError.PEER_DECONFIGURED)));
        speaker.rib().removePeer(config.name());
        log.info("peer {}: removed", config.label());
    }

    /// Changed filters apply to the routes that are there; for anything else the session starts
    /// anew, so that with graceful restart no route is lost over it.
    void reconfigure(PeerConfig next) {
        boolean sameSession = config.sameSession(next);
        boolean samePlace = config.endpoint().equals(next.endpoint());
        config = next;
        refreshSettings();
        speaker.rib()
                .changeFilters(
                        next.name(),
                        speaker.policy(next, next.importFilter()),
                        speaker.policy(next, next.exportFilter()));
        path.reconfigured(samePlace);
        if (!sameSession) {
            log.info("peer {}: configuration changed, the session starts anew", config.label());
            damper.forgive();
            connections.dropSecondary();
            routes.configurationChanged();
            session().handle(new Stop(new Farewell.Pause(CHANGED)));
            session().handle(new Start());
        }
    }

    /// The peer connected to us.
    void incoming(Connection connection) {
        if (damper.refuses() && !(session().state() instanceof Established)) {
            connection.close();
        } else {
            connections.incoming(connection);
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
    public PeerHistory history() {
        return history;
    }

    @Override
    public void agreed(SessionRunner session, Negotiated negotiated) {
        connections.agreed(session, negotiated, settings);
    }

    @Override
    public void settled(SessionRunner session) {
        connections.settled(session);
    }

    @Override
    public void up(SessionRunner session, Negotiated negotiated) {
        Connection connection = session.connection().orElseThrow();
        IpAddress local = connection.localAddress();
        hadSession = true;
        history.sessionUp(negotiated.peerId());
        refreshSettings();
        log.info(
                "peer {}: session up, router ID {}, hold time {} s",
                config.label(),
                negotiated.peerId(),
                negotiated.holdTime().toSeconds());
        routes.sessionUp(
                SessionForRib.of(config, settings.external(), negotiated, local),
                negotiated,
                connection);
        path.start();
    }

    @Override
    public void down(SessionRunner session, Loss loss) {
        Duration pause = damper.sessionDown(history.uptime());
        if (pause.isPositive()) {
            log.warn(
                    "peer {}: its sessions end as soon as they begin, its connections are refused"
                            + " for {} s",
                    config.label(),
                    pause.toSeconds());
        }
        history.sessionDown(loss.reason());
        routes.sessionDown(loss);
    }

    @Override
    public void deliver(BgpMessage message) {
        routes.deliver(message);
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
        if (history.isNew(what) && speaker.logLimit().permits(config.name() + ": " + what)) {
            log.info("peer {}: no session, {}", config.label(), what);
        }
        history.error(what);
    }

    @Override
    public void writable() {
        speaker.ribChanged();
    }

    /// Asks the peer for all its routes again.
    ///
    /// @throws IllegalArgumentException if there is no session, or the peer can't do that
    void askAgain() {
        Connection to =
                session()
                        .connection()
                        .filter(_ -> session().state() instanceof Established)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "peer "
                                                        + config.label()
                                                        + " has no session to send its routes"
                                                        + " over"));
        routes.askAgain(to);
    }

    PeerStatus status() {
        boolean established = session().state() instanceof Established;
        return new PeerStatus(
                config.name(),
                config.address(),
                config.remoteAs(),
                history.routerId(),
                session().state().label(),
                established ? history.uptime() : Duration.ZERO,
                established ? history.tableAfter() : Optional.empty(),
                history.flaps(),
                speaker.rib().received(config.name()),
                speaker.rib().accepted(config.name()),
                speaker.rib().advertised(config.name()),
                history.in.counts(),
                history.out.counts(),
                session().connection().map(Connection::backlogOctets).orElse(0L),
                session().holdTimeLeft(),
                path.isUp(),
                history.lastError());
    }
}
