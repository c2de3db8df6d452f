package io.gingham.bgp.speaker;

import io.gingham.bfd.BfdSessions;
import io.gingham.bgp.bmp.LocRibPeer;
import io.gingham.bgp.bmp.station.BmpMonitor;
import io.gingham.bgp.bmp.station.CollectorNetwork;
import io.gingham.bgp.bmp.station.CollectorStatus;
import io.gingham.bgp.fsm.Farewell;
import io.gingham.bgp.fsm.SessionSettings;
import io.gingham.bgp.fsm.SessionTimes;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.LocalLinks;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.rib.Rib;
import io.gingham.bgp.rib.RibSettings;
import io.gingham.bgp.rib.RibViews;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteView;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A whole speaker without sockets and threads: peers, RIB, and when routes are told and reported.
/// Everything is called on one thread.
///
/// Wide: it is the place where the parts of a speaker are made, and hear of each other.
final class SpeakerCore implements PeerDriver.Speaker {

    private static final Logger log = LoggerFactory.getLogger(SpeakerCore.class);

    private final Network network;
    private final Timers timers;
    private final BfdSessions bfd;
    private final NextHops nextHops;
    private final LogLimit logLimit;
    private final Map<String, PeerDriver> peers = new LinkedHashMap<>();
    private final Rib rib;
    private final Telling telling;
    private final RestartWait restart;
    private final BmpMonitor monitor;

    /// Names of peers, configured ones only.
    private final Set<String> shutDown = new HashSet<>();

    private SpeakerConfig config;
    private LocalLinks links = LocalLinks.NONE;

    SpeakerCore(
            SpeakerConfig config,
            Network network,
            CollectorNetwork collectors,
            Timers timers,
            BfdSessions bfd,
            RouteMemory memory,
            Consumer<List<Delta<IpPrefix, BestPath>>> listener,
            NextHops nextHops) {
        this.config = config;
        this.network = network;
        this.timers = timers;
        this.bfd = bfd;
        this.nextHops = nextHops;
        this.logLimit = new LogLimit(timers, Duration.ofMinutes(1));
        this.restart =
                new RestartWait(
                        config.restarting(),
                        config.peers().stream()
                                .filter(SpeakerCore::canBeAwaited)
                                .map(PeerConfig::name)
                                .toList(),
                        this::selectAll);
        this.rib = new Rib(settings(config), !restart.isOver());
        this.monitor =
                new BmpMonitor(
                        rib,
                        collectors,
                        timers,
                        new LocRibPeer(config.localAs(), config.routerId()));
        MemoryGuard guard = new MemoryGuard(memory, network, rib, peers::values, logLimit);
        this.telling = new Telling(rib, timers, guard, listener);
    }

    /// With others there is no graceful restart, so neither side keeps routes for it.
    private static boolean canBeAwaited(PeerConfig peer) {
        return peer.gracefulRestart().enabled();
    }

    private RibSettings settings(SpeakerConfig wanted) {
        return RibSettings.of(wanted.localAs(), wanted.routerId())
                .withLinks(links())
                .withNextHops(nextHops)
                .withClusterId(IpAddress.ipv4(wanted.clusterId().bits()))
                .withAlwaysCompareMed(wanted.decision().alwaysCompareMed())
                .withMultipath(wanted.decision().multipath())
                .withAsPathRelax(wanted.decision().asPathRelax());
    }

    /// For people to look at.
    RibViews look() {
        return rib.look();
    }

    void start() {
        monitor.configure(config.monitoring());
        config.peers().forEach(this::add);
        restart.start(timers, config.selectionDeferral());
    }

    private void add(PeerConfig peer) {
        PeerDriver driver = new PeerDriver(this, peer, shutDown.contains(peer.name()));
        peers.put(peer.name(), driver);
        if (canBeAwaited(peer) && !driver.operator().isShutDown()) {
            restart.await(peer.name());
        }
        driver.start();
    }

    /// This machine's addresses may be others now.
    void localLinks(LocalLinks now) {
        if (now.equals(links)) {
            return;
        }
        links = now;
        rib.changeSettings(settings(config));
        peers.values().forEach(PeerDriver::linksChanged);
        ribChanged();
    }

    /// What is said of next hops is otherwise now.
    void nextHopsChanged() {
        rib.nextHopsChanged();
        List.copyOf(peers.values()).forEach(PeerDriver::wayChanged);
        ribChanged();
    }

    @Override
    public boolean isCutOff(PeerConfig peer) {
        Optional<String> link =
                peer.endpoint().interfaceName().or(() -> links().linkOf(peer.address()));
        return link.isPresent() && nextHops.cost(peer.address(), link).isEmpty();
    }

    /// Local AS and router ID must be the same as before.
    void reconfigure(SpeakerConfig next) {
        if (!next.localAs().equals(config.localAs())
                || !next.routerId().equals(config.routerId())) {
            throw new IllegalArgumentException(
                    "the local AS and the router ID of a running speaker can't change; close it and"
                            + " start another one");
        }
        Map<String, PeerConfig> wanted = new LinkedHashMap<>();
        next.peers().forEach(peer -> wanted.put(peer.name(), peer));
        for (String name : List.copyOf(peers.keySet())) {
            PeerConfig peer = wanted.get(name);
            PeerDriver driver = peers.get(name);
            if (driver != null && (peer == null || movesAway(driver.config(), peer))) {
                driver.remove();
                peers.remove(name);
                if (peer == null || !driver.config().endpoint().isSought()) {
                    initialRoutesComplete(name);
                }
            }
        }
        boolean otherDefault = next.denyWithoutPolicy() != config.denyWithoutPolicy();
        config = next;
        monitor.configure(next.monitoring());
        shutDown.retainAll(wanted.keySet());
        rib.changeSettings(settings(next));
        for (PeerConfig peer : next.peers()) {
            PeerDriver driver = peers.get(peer.name());
            if (driver == null) {
                add(peer);
            } else if (otherDefault || !driver.config().equals(peer)) {
                driver.reconfigure(peer);
            }
        }
        ribChanged();
    }

    /// Another peer under an old name, or one that is to take us for another.
    private static boolean movesAway(PeerConfig before, PeerConfig after) {
        return !before.endpoint().samePlace(after.endpoint())
                || !before.remoteAs().equals(after.remoteAs())
                || !before.localAs().equals(after.localAs());
    }

    void originate(Set<IpPrefix> prefixes) {
        originate(
                prefixes.stream().collect(Collectors.toMap(prefix -> prefix, _ -> Rib.ORIGINATED)));
    }

    void originate(Map<IpPrefix, PathAttributes> prefixes) {
        rib.originate(prefixes);
        restart.originated();
        ribChanged();
    }

    void changeOriginated(List<Delta<IpPrefix, PathAttributes>> changes) {
        rib.changeOriginated(changes);
        ribChanged();
    }

    /// Someone connected to our listener.
    void incoming(Connection connection) {
        IpAddress from = connection.remoteAddress();
        for (PeerDriver peer : peers.values()) {
            if (peer.config().endpoint().isAt(from, connection.interfaceName())) {
                peer.incoming(connection);
                return;
            }
        }
        if (logLimit.permits(from)) {
            log.warn("connection from {} closed: {}", from, whyUnknown(connection.interfaceName()));
        }
        connection.close();
    }

    /// @param link of a link-local address
    private String whyUnknown(Optional<String> link) {
        boolean sought =
                peers.values().stream()
                        .map(peer -> peer.config().endpoint())
                        .anyMatch(
                                endpoint ->
                                        endpoint.isSought()
                                                && endpoint.interfaceName().equals(link));
        return sought
                ? "the router on " + link.orElse("") + " has not been heard yet, or is another one"
                : "no peer with that address is configured"
                        + link.map(name -> " on " + name).orElse("");
    }

    void stop(Farewell farewell) {
        peers.values().forEach(peer -> peer.stop(farewell));
        peers.clear();
        monitor.close();
    }

    List<CollectorStatus> collectors() {
        return monitor.status();
    }

    List<PeerStatus> peers() {
        return peers.values().stream().map(PeerDriver::status).toList();
    }

    void refresh(String name) {
        peer(name).askAgain();
    }

    void tellAgain(String name) {
        peer(name).tellAgain();
    }

    void shutDown(String name, String text) {
        peer(name).operator().shutDown(text);
        shutDown.add(name);
    }

    void enable(String name) {
        peer(name).operator().enable();
        shutDown.remove(name);
    }

    void reset(String name, String text) {
        peer(name).operator().reset(text);
    }

    private PeerDriver peer(String name) {
        PeerDriver peer = peers.get(name);
        if (peer == null) {
            throw new IllegalArgumentException("no peer is named '" + name + "'");
        }
        return peer;
    }

    List<RouteView> routes() {
        return rib.look().routes();
    }

    ConvergenceHistogram convergence() {
        return telling.histogram();
    }

    CompletableFuture<Void> converged() {
        return restart.converged();
    }

    @Override
    public SessionSettings settings(PeerConfig peer, boolean forwardingPreserved) {
        PeerTimers timing = peer.timers();
        OpenOffer offer =
                new OpenOffer(peer, !restart.isOver(), restart.wasOne() || forwardingPreserved);
        return new SessionSettings(
                peer.ourAs(config.localAs()),
                config.routerId(),
                peer.remoteAs(),
                peer.endpoint().passive(),
                peer.relation().strictRole(),
                new SessionTimes(
                        (int) timing.holdTime().toSeconds(),
                        timing.connectRetry(),
                        timing.sendHoldTime(),
                        timing.delayOpen(),
                        timing.errorWait()),
                offer.capabilities());
    }

    @Override
    public RouteFilter policy(PeerConfig peer, RouteFilter configured) {
        boolean external = peer.isExternal(config.localAs());
        return config.denyWithoutPolicy() && external && configured.equals(RouteFilter.NO_POLICY)
                ? RouteFilter.POLICY_MISSING
                : configured;
    }

    @Override
    public Rib rib() {
        return rib;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public Timers timers() {
        return timers;
    }

    @Override
    public BfdSessions bfd() {
        return bfd;
    }

    @Override
    public boolean restarting() {
        return restart.wasOne() && !restart.isOver();
    }

    @Override
    public boolean awaits(String peer) {
        return restart.awaits(peer);
    }

    @Override
    public LocalLinks links() {
        return links.without(
                config.peers().stream().map(PeerConfig::address).collect(Collectors.toSet()));
    }

    @Override
    public BmpMonitor monitor() {
        return monitor;
    }

    @Override
    public LogLimit logLimit() {
        return logLimit;
    }

    @Override
    public void ribChanged() {
        telling.changed();
    }

    /// The memory ran out in the midst of something.
    void giveUpTheLargest() {
        telling.outOfMemory();
    }

    @Override
    public void initialRoutesComplete(String peer) {
        restart.complete(peer);
    }

    /// The restart is over.
    private void selectAll() {
        rib.resumeSelection();
        peers.values().forEach(PeerDriver::restartOver);
        telling.report();
        ribChanged();
    }
}
