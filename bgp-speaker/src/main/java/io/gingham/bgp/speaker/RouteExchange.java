package io.gingham.bgp.speaker;

import io.gingham.bgp.fsm.Loss;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.rib.Outlet;
import io.gingham.bgp.rib.RibPeer;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an Established session is for: the peer's routes into the RIB, the RIB's to the peer, and
/// what is kept while the peer restarts.
final class RouteExchange {

    private static final Logger log = LoggerFactory.getLogger(RouteExchange.class);

    /// Two that have restarted need not wait for each other (RFC 4724 section 4.1), or neither
    /// would ever begin; but FRR says so of itself for two minutes after every start, and what it
    /// tells is in by then.
    static final Duration RESTARTED_TOO = Duration.ofSeconds(5);

    private final PeerDriver.Speaker speaker;
    private final Supplier<PeerConfig> config;
    private final PeerHistory history;
    private final Consumer<Notification> end;
    private final StaleRoutes stale;
    private final PrefixGuard guard;

    /// Families of the session whose first routes have not ended yet.
    private final Set<AddressFamily> awaitedEnds = new HashSet<>();

    private @Nullable Negotiated session;
    private @Nullable RouteRefreshes refreshes;

    /// @param end ends the session with that message
    /// @param startAgain called when a peer that sent too much may come back
    RouteExchange(
            PeerDriver.Speaker speaker,
            Supplier<PeerConfig> config,
            PeerHistory history,
            Consumer<Notification> end,
            Runnable startAgain) {
        this.speaker = speaker;
        this.config = config;
        this.history = history;
        this.end = end;
        this.stale = new StaleRoutes(speaker, config);
        this.guard = new PrefixGuard(speaker.timers(), config, startAgain);
    }

    private String name() {
        return config.get().name();
    }

    void sessionUp(RibPeer peer, Negotiated negotiated, Connection connection) {
        session = negotiated;
        refreshes = new RouteRefreshes(speaker, config, negotiated);
        speaker.rib().sessionUp(peer, connection.context(), new ConnectionOutlet(connection));
        guard.sessionUp();
        awaitedEnds.clear();
        awaitedEnds.addAll(negotiated.families());
        stale.sessionUp(negotiated);
        if (!negotiated.gracefulRestart()) {
            speaker.initialRoutesComplete(name());
        } else if (negotiated.peerRestart().restarting()) {
            speaker.timers().schedule(RESTARTED_TOO, () -> speaker.initialRoutesComplete(name()));
        }
        speaker.ribChanged();
    }

    void sessionDown(Loss loss) {
        session = null;
        if (refreshes != null) {
            refreshes.sessionDown();
            refreshes = null;
        }
        stale.sessionDown(loss);
        speaker.ribChanged();
    }

    /// The peer will not come back with its routes: what was kept for it goes.
    void abandonRestart(String reason) {
        if (session == null) {
            stale.abandon(reason);
        }
    }

    /// The peer may come back, but not soon.
    void pause() {
        guard.pause();
    }

    /// Nothing is waited for any more.
    void stop() {
        stale.stopWaiting();
        guard.stop();
    }

    /// The peer may send as much as it is allowed to now. If that is less than it has sent, the
    /// session ends.
    void configurationChanged() {
        guard.stop();
        guard.startAnew();
        if (session != null) {
            guard.count(speaker.rib().received(name())).ifPresent(end);
        }
    }

    /// Tells the peer all routes again.
    void tellAgain() {
        if (session != null) {
            session.families().forEach(family -> speaker.rib().refresh(name(), family));
            speaker.ribChanged();
        }
    }

    void deliver(BgpMessage message) {
        switch (message) {
            case Update update when update.endOfRib().isPresent() -> endOfRib(update);
            case Update update -> receive(update);
            case RouteRefresh refresh -> {
                if (refreshes != null) {
                    refreshes.received(refresh);
                }
            }
            case Keepalive() -> {}
            case Open _, Notification _ ->
                    throw new IllegalStateException(message + " is the session's own business");
        }
        speaker.ribChanged();
    }

    private void receive(Update update) {
        speaker.rib().receive(name(), update);
        guard.count(speaker.rib().received(name())).ifPresent(end);
    }

    private void endOfRib(Update update) {
        AddressFamily family = update.endOfRib().orElseThrow();
        speaker.monitor().endOfRib(name(), family);
        stale.endOfRib(family);
        if (refreshes != null) {
            refreshes.endOfRib(family);
        }
        if (awaitedEnds.remove(family) && awaitedEnds.isEmpty()) {
            history.tableIn();
            speaker.initialRoutesComplete(name());
        }
    }

    /// Asks the peer for all its routes again.
    ///
    /// @throws IllegalArgumentException if the peer can't do that
    void askAgain(Connection to) {
        if (refreshes != null) {
            for (RouteRefresh request : refreshes.requests()) {
                history.out.count(request);
                to.send(request);
            }
        }
    }

    /// What the RIB tells the peer.
    private final class ConnectionOutlet implements Outlet {
        private final Connection to;

        /// What kept routes from the peer, as far as it was said.
        private final Set<String> said = new HashSet<>();

        ConnectionOutlet(Connection to) {
            this.to = to;
        }

        @Override
        public long backlog() {
            return to.backlogOctets();
        }

        @Override
        public void send(byte[] messages) {
            history.out.count(messages);
            to.send(messages);
            speaker.monitor().told(name(), messages);
        }

        @Override
        public void untold(IpPrefix prefix, String why) {
            if (said.add(why)) {
                log.warn(
                        "peer {}: {} and maybe more are not told: {}; see 'gingham bgp explain {}"
                                + " --to {}' (this is said once a session)",
                        config.get().label(),
                        prefix,
                        why,
                        prefix,
                        name());
            }
        }
    }
}
