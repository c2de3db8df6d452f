package io.gingham.bgp.speaker;

import io.gingham.bfd.BfdChange;
import io.gingham.bfd.BfdSessions;
import io.gingham.bgp.bmp.station.BmpMonitor;
import io.gingham.bgp.codec.AttributeFault;
import io.gingham.bgp.fsm.Farewell;
import io.gingham.bgp.fsm.Loss;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.fsm.SessionEvent.Start;
import io.gingham.bgp.fsm.SessionEvent.Stop;
import io.gingham.bgp.fsm.SessionSettings;
import io.gingham.bgp.fsm.SessionState.Established;
import io.gingham.bgp.fsm.SessionState.Idle;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.rib.LocalLinks;
import io.gingham.bgp.rib.Rib;
import io.gingham.bgp.rib.RibPeer;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One peer from its configuration to its removal: its connections ([ConnectionPair]), its routes
/// ([RouteExchange]), and what is known of it ([PeerHistory]).
final class PeerDriver implements SessionRunner.Owner, OperatorControl.Peer {

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

        /// The peer is on a link of ours that carries nothing now.
        boolean isCutOff(PeerConfig peer);

        Timers timers();

        BfdSessions bfd();

        /// We have restarted, and peers may not know it yet: the first BFD packet would end what
        /// they keep for us (RFC 5882 section 4.3.2.2).
        boolean restarting();

        LogLimit logLimit();

        /// Tells collectors of BMP what happens.
        BmpMonitor monitor();

        /// Best paths or what must be told may have changed.
        void ribChanged();

        /// The peer has told all it knows, or never will.
        void initialRoutesComplete(String peer);

        /// The peer's routes are waited for before any are selected.
        boolean awaits(String peer);

        /// This machine's addresses, but those that are other speakers'.
        LocalLinks links();
    }

    private final Speaker speaker;
    private final PeerHistory history;
    private final ConnectionPair connections;
    private final RouteExchange routes;
    private final PathWatch path;
    private final FlapDamper damper;
    private final OperatorControl operator;
    private PeerConfig config;
    private SessionSettings settings;
    private boolean hadSession;

    /// The session came up over a link that is known to carry: it can be lost.
    private boolean reached;

    /// @param shutDown by the operator, in a life before
    PeerDriver(Speaker speaker, PeerConfig config, boolean shutDown) {
        this.speaker = speaker;
        this.config = config;
        this.operator = new OperatorControl(this, shutDown);
        this.settings = speaker.settings(config, false);
        this.history = new PeerHistory(speaker.timers());
        this.damper = new FlapDamper(speaker.timers(), () -> this.config.timers().flapDamping());
        this.connections =
                new ConnectionPair(
                        state ->
                                new SessionRunner(this, speaker.network(), speaker.timers(), state),
                        history,
                        this::stray);
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
        if (operator.isShutDown()) {
            return;
        }
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
        if (!operator.isShutDown()) {
            path.start();
        }
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
            history.endedFor("BFD: " + change.why());
            session().handle(new Start());
        } else if (change.peerIndependent()) {
            routes.abandonRestart("BFD says it can't be reached");
        }
    }

    /// A peer of another AS ends its session at once when the link is lost, as all do (fast
    /// external failover); ours must not outlive it, or its next connection would be refused until
    /// the hold timer's end. What graceful restart keeps is kept.
    void wayChanged() {
        if (reached
                && settings.external()
                && session().state() instanceof Established
                && speaker.isCutOff(config)) {
            log.warn("peer {}: its link is down", config.label());
            connections.dropSecondary();
            session().lost("its link is down");
        }
    }

    /// Until someone starts it again.
    private void end(Notification why) {
        connections.dropSecondary();
        session().handle(new Stop(new Farewell.Final(why)));
        history.endedFor("sent " + why);
    }

    /// For whoever keeps the speaker.
    OperatorControl operator() {
        return operator;
    }

    @Override
    public void endFor(Notification said, String words) {
        connections.dropSecondary();
        session().handle(new Stop(new Farewell.Final(said)));
        routes.abandonRestart("its operator wants no session");
        history.endedFor(words);
    }

    @Override
    public void rest() {
        path.stop();
        routes.stop();
        speaker.initialRoutesComplete(config.name());
        speaker.ribChanged();
    }

    @Override
    public void beginAnew(String words) {
        history.endedFor(words);
        damper.forgive();
        routes.configurationChanged();
        start();
    }

    /// Tells the peer all routes again.
    ///
    /// @throws IllegalArgumentException if there is no session
    void tellAgain() {
        established();
        routes.tellAgain();
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

    /// What a session can go by while it runs applies at once, and to the routes that are there;
    /// what OPEN agreed upon needs another one ([PeerChange]).
    void reconfigure(PeerConfig next) {
        PeerChange change = PeerChange.between(config, next);
        boolean samePlace = config.endpoint().equals(next.endpoint());
        config = next;
        refreshSettings();
        speaker.rib()
                .changeFilters(
                        next.name(),
                        speaker.policy(next, next.importFilter()),
                        speaker.policy(next, next.exportFilter()));
        if (!operator.isShutDown()) {
            path.reconfigured(samePlace);
        }
        if (change.isNothing()) {
            return;
        }
        damper.forgive();
        if (!(session().state() instanceof Established)) {
            tryAnew(change);
        } else if (change.anew().isEmpty()) {
            adjust(change);
        } else {
            log.info(
                    "peer {}: {} changed, which takes a new session",
                    config.label(),
                    String.join(", ", change.anew()));
            startAnew();
        }
    }

    /// There is no session that could be spared; an attempt goes by what holds now.
    private void tryAnew(PeerChange change) {
        boolean waits = session().state() instanceof Idle;
        if (!operator.isShutDown()
                && (waits || !change.later().isEmpty() || !change.anew().isEmpty())) {
            startAnew();
        }
    }

    private void startAnew() {
        connections.dropSecondary();
        routes.configurationChanged();
        if (session().state() instanceof Established) {
            history.endedFor("closed by us for another configuration");
        }
        session().handle(new Stop(new Farewell.Pause(CHANGED)));
        start();
    }

    /// The session goes on.
    private void adjust(PeerChange change) {
        session().settingsChanged();
        updateRib();
        List<String> later = new ArrayList<>(change.later());
        if (config.localAddress().equals(session().connection().map(Connection::localAddress))) {
            later.remove("localAddress");
        }
        if (!later.isEmpty()) {
            log.info(
                    "peer {}: {} in force with its next session; for one now: gingham bgp reset {}",
                    config.label(),
                    String.join(", ", later) + (later.size() == 1 ? " is" : " are"),
                    config.name());
        }
        routes.configurationChanged();
        speaker.ribChanged();
    }

    /// This machine's addresses are others now.
    void linksChanged() {
        updateRib();
    }

    private void updateRib() {
        if (session().state() instanceof Established(var running)) {
            session()
                    .connection()
                    .map(Connection::localAddress)
                    .map(local -> forRib(running, local))
                    .ifPresent(speaker.rib()::changeSession);
        }
    }

    private RibPeer forRib(Negotiated negotiated, IpAddress local) {
        return SessionForRib.of(config, settings.external(), negotiated, local, speaker.links());
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
        history.sessionUp(negotiated.peerId(), negotiated.peerAs());
        refreshSettings();
        log.info(
                "peer {}: session up, router ID {}, hold time {} s",
                config.label(),
                negotiated.peerId(),
                negotiated.holdTime().toSeconds());
        RibPeer peer = forRib(negotiated, local);
        speaker.monitor()
                .peerUp(
                        SessionForMonitor.of(
                                peer, negotiated, connection.facts(), speaker.timers()));
        MissingNextHops.of(peer).forEach(what -> log.warn("peer {}: {}", config.label(), what));
        routes.sessionUp(peer, negotiated, connection);
        path.start();
        reached = !speaker.isCutOff(config);
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
        speaker.monitor().peerDown(config.name(), session.end());
        routes.sessionDown(loss);
    }

    @Override
    public void deliver(BgpMessage message) {
        routes.deliver(message);
    }

    @Override
    public void faults(List<AttributeFault> faults) {
        boolean withdrawn = faults.stream().anyMatch(AttributeFault::withdraws);
        if (withdrawn) {
            speaker.monitor().treatedAsWithdraw(config.name());
        }
        if (speaker.logLimit().permits("faults of " + config.name())) {
            log.warn(
                    "peer {}: malformed update, {} (more in the next minute are not shown)",
                    config.label(),
                    withdrawn ? faults.getLast() : faults.getFirst());
        }
    }

    @Override
    public void trouble(SessionRunner from, String what) {
        if (!from.equals(session())) {
            // A second connection came to nothing; the first one is what counts.
            log.debug("peer {}: a second connection: {}", config.label(), what);
            return;
        }
        // A peer that drops our packets for their TTL or signature is as silent as one that is
        // gone.
        String why =
                what.contains(BgpError.HOLD_TIMER_EXPIRED.toString())
                        ? what + ConnectTrouble.suspicion(config.security()).orElse("")
                        : what;
        if (history.isNew(why) && speaker.logLimit().permits(config.name() + ": " + why)) {
            log.info("peer {}: no session, {}", config.label(), why);
        }
        history.error(why);
    }

    private void stray(String what) {
        if (history.isNew(what) && speaker.logLimit().permits(config.name() + ": " + what)) {
            log.warn("peer {}: {}", config.label(), what);
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
        routes.askAgain(established());
    }

    private Connection established() {
        return session()
                .connection()
                .filter(_ -> session().state() instanceof Established)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "peer "
                                                + config.label()
                                                + " has no session to send routes over"));
    }

    PeerStatus status() {
        boolean established = session().state() instanceof Established;
        return new PeerStatus(
                config.name(),
                config.address(),
                config.remoteAs().orElseGet(history::remoteAs),
                history.routerId(),
                operator.isShutDown() ? PeerStatus.SHUT_DOWN : session().state().label(),
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
                speaker.awaits(config.name()),
                history.lastError());
    }
}
