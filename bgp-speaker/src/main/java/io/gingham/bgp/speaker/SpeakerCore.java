package io.gingham.bgp.speaker;

import io.gingham.bfd.BfdSessions;
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
final class SpeakerCore implements PeerDriver.Speaker {

    private static final Logger log = LoggerFactory.getLogger(SpeakerCore.class);

    /// Without a change for so long, the speaker rests.
    private static final Duration REST = Duration.ofMillis(250);

    /// Destinations looked at before the next event has a turn.
    private static final int TELL_DESTINATIONS = 4_000;

    /// In one line of the log.
    private static final int MOST_NAMES = 8;

    private final Network network;
    private final Timers timers;
    private final BfdSessions bfd;
    private final MemoryGuard memory;
    private final Consumer<List<Delta<IpPrefix, BestPath>>> listener;
    private final NextHops nextHops;
    private final LogLimit logLimit;
    private final Map<String, PeerDriver> peers = new LinkedHashMap<>();
    private final Rib rib;
    private final Convergence convergence;
    private final CompletableFuture<Void> converged = new CompletableFuture<>();
    private final boolean restarted;
    private final BurstClock bursts = new BurstClock();

    /// Names of peers, configured ones only.
    private final Set<String> shutDown = new HashSet<>();

    private SpeakerConfig config;
    private LocalLinks links = LocalLinks.NONE;
    private boolean flushPlanned;
    private boolean restPlanned;
    private long lastChange;

    SpeakerCore(
            SpeakerConfig config,
            Network network,
            Timers timers,
            BfdSessions bfd,
            RouteMemory memory,
            Consumer<List<Delta<IpPrefix, BestPath>>> listener,
            NextHops nextHops) {
        this.config = config;
        this.restarted = config.restarting();
        this.network = network;
        this.timers = timers;
        this.bfd = bfd;
        this.listener = listener;
        this.nextHops = nextHops;
        this.logLimit = new LogLimit(timers, Duration.ofMinutes(1));
        this.convergence =
                new Convergence(
                        config.restarting(),
                        config.peers().stream()
                                .filter(SpeakerCore::canBeAwaited)
                                .map(PeerConfig::name)
                                .toList());
        this.rib = new Rib(settings(config), !convergence.done());
        this.memory = new MemoryGuard(memory, network, rib, peers::values, logLimit);
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
                .withMultipath(wanted.decision().multipath());
    }

    /// For people to look at.
    RibViews look() {
        return rib.look();
    }

    void start() {
        config.peers().forEach(this::add);
        if (convergence.done()) {
            converged.complete(null);
        } else {
            log.info(
                    "restart: routes wait for {}, at most {} s",
                    named(convergence.awaited()),
                    config.selectionDeferral().toSeconds());
            timers.schedule(config.selectionDeferral(), this::stopWaiting);
        }
    }

    private void add(PeerConfig peer) {
        PeerDriver driver = new PeerDriver(this, peer, shutDown.contains(peer.name()));
        peers.put(peer.name(), driver);
        if (canBeAwaited(peer) && !driver.operator().isShutDown()) {
            convergence.await(peer.name());
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
        ribChanged();
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

    /// Another peer under an old name.
    private static boolean movesAway(PeerConfig before, PeerConfig after) {
        return !before.endpoint().samePlace(after.endpoint())
                || !before.remoteAs().equals(after.remoteAs());
    }

    void originate(Set<IpPrefix> prefixes) {
        originate(
                prefixes.stream().collect(Collectors.toMap(prefix -> prefix, _ -> Rib.ORIGINATED)));
    }

    void originate(Map<IpPrefix, PathAttributes> prefixes) {
        rib.originate(prefixes);
        if (convergence.originated()) {
            restartOver();
        }
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
        return bursts.histogram();
    }

    CompletableFuture<Void> converged() {
        return converged;
    }

    @Override
    public SessionSettings settings(PeerConfig peer, boolean forwardingPreserved) {
        PeerTimers timing = peer.timers();
        OpenOffer offer =
                new OpenOffer(peer, !convergence.done(), restarted || forwardingPreserved);
        return new SessionSettings(
                config.localAs(),
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
        boolean external = !peer.remoteAs().equals(config.localAs());
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
        return restarted && !convergence.done();
    }

    @Override
    public boolean awaits(String peer) {
        return !convergence.done() && convergence.awaited().contains(peer);
    }

    @Override
    public LocalLinks links() {
        return links.without(
                config.peers().stream().map(PeerConfig::address).collect(Collectors.toSet()));
    }

    @Override
    public LogLimit logLimit() {
        return logLimit;
    }

    /// Reports and tells once for all that is waiting for the thread, so that a burst of updates
    /// becomes few.
    @Override
    public void ribChanged() {
        lastChange = timers.nanoTime();
        bursts.changed(lastChange);
        memory.changed();
        if (!flushPlanned) {
            flushPlanned = true;
            timers.soon(this::flush);
        }
    }

    private void flush() {
        flushPlanned = false;
        report();
        memory.working();
        if (rib.tell(TELL_DESTINATIONS)) {
            ribChanged();
        } else {
            bursts.told(timers.nanoTime(), rib.changes());
            planRest();
        }
    }

    private void planRest() {
        if (!restPlanned) {
            restPlanned = true;
            timers.schedule(REST, this::rest);
        }
    }

    private void rest() {
        restPlanned = false;
        if (flushPlanned || timers.nanoTime() - lastChange < REST.toNanos()) {
            planRest();
        } else {
            memory.resting();
        }
    }

    /// The memory ran out in the midst of something.
    void giveUpTheLargest() {
        memory.giveUpTheLargest();
    }

    private void report() {
        if (listener.equals(BgpSpeaker.NOBODY)) {
            rib.dropChanges();
            return;
        }
        List<Delta<IpPrefix, BestPath>> changes = rib.takeChanges();
        if (changes.isEmpty()) {
            return;
        }
        try {
            listener.accept(changes);
        } catch (RuntimeException e) {
            // The peers must be told all the same.
            log.error(
                    "the listener of best paths failed, and does not know {} changes",
                    changes.size(),
                    e);
        }
    }

    @Override
    public void initialRoutesComplete(String peer) {
        boolean awaited = awaits(peer);
        if (convergence.complete(peer)) {
            restartOver();
        } else if (awaited) {
            log.info("restart: routes still wait for {}", named(convergence.awaited()));
        }
    }

    /// The first few, and how many more.
    private static String named(Set<String> all) {
        String first = all.stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return all.size() <= MOST_NAMES
                ? first
                : first + " and " + (all.size() - MOST_NAMES) + " more";
    }

    private void restartOver() {
        log.info("restart over: all that were waited for have sent their routes");
        selectAll();
    }

    private void stopWaiting() {
        Set<String> missing = convergence.awaited();
        if (convergence.finish()) {
            log.warn(
                    "restart over after {} s, without the routes of {}",
                    config.selectionDeferral().toSeconds(),
                    named(missing));
            selectAll();
        }
    }

    private void selectAll() {
        rib.resumeSelection();
        peers.values().forEach(PeerDriver::restartOver);
        report();
        converged.complete(null);
        ribChanged();
    }
}
