package io.gingham.bgp.speaker;

import io.gingham.bfd.BfdSessions;
import io.gingham.bfd.BfdStatus;
import io.gingham.bgp.bmp.station.CollectorStatus;
import io.gingham.bgp.fsm.Farewell;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.ShutdownText;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.rib.RouteExplanation;
import io.gingham.bgp.rib.RouteList;
import io.gingham.bgp.rib.RouteQuery;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.rib.TellingExplanation;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A BGP speaker. Its methods may be called from any thread, but not from within the listener of
/// best paths.
public final class BgpSpeaker implements AutoCloseable {

    /// Does not want to know the best paths: for speakers that only pass routes on.
    public static final Consumer<List<Delta<IpPrefix, BestPath>>> NOBODY = _ -> {};

    private static final Logger log = LoggerFactory.getLogger(BgpSpeaker.class);

    /// For an answer of the speaker's own thread, in seconds; it never waits for anything.
    private static final int ANSWER_SECONDS = 30;

    /// Between looks at this machine's addresses.
    private static final Duration LINKS_INTERVAL = Duration.ofSeconds(2);

    private final SpeakerThread thread = new SpeakerThread();
    private final NettyNetwork network = new NettyNetwork(thread);
    private final BfdSessions bfd = new LazyBfd();
    private final SpeakerCore core;
    private final UnnumberedPeers unnumbered;
    private SpeakerConfig config;
    private Optional<InetSocketAddress> listening = Optional.empty();
    private volatile boolean closed;

    private BgpSpeaker(
            SpeakerConfig config,
            Consumer<List<Delta<IpPrefix, BestPath>>> bestPaths,
            PeerDiscovery discovery,
            NextHops nextHops) {
        this.config = config;
        this.unnumbered = new UnnumberedPeers(discovery, this::found);
        this.core =
                new SpeakerCore(
                        config,
                        network,
                        new NettyCollectors(network, thread),
                        thread,
                        bfd,
                        new HeapMemory(new JvmHeap()),
                        bestPaths,
                        nextHops);
        thread.whenOutOfMemory(core::giveUpTheLargest);
    }

    /// Listens, and begins to connect to the peers.
    ///
    /// @param bestPaths told, on the speaker's thread and in order, which routes to install. Our
    ///   own prefixes are not among them. It must be quick, or pass the work on
    /// @throws SpeakerException CANNOT_LISTEN
    public static BgpSpeaker start(
            SpeakerConfig config, Consumer<List<Delta<IpPrefix, BestPath>>> bestPaths) {
        return start(config, bestPaths, PeerDiscovery.NONE, NextHops.ALL_NEAR);
    }

    /// @param discovery finds the peers that are known by their interface only
    /// @param nextHops asked on the speaker's thread, for each route that comes; whoever answers
    ///   calls [#nextHopsChanged] when an answer is otherwise
    /// @throws SpeakerException CANNOT_LISTEN, CANNOT_DISCOVER
    public static BgpSpeaker start(
            SpeakerConfig config,
            Consumer<List<Delta<IpPrefix, BestPath>>> bestPaths,
            PeerDiscovery discovery,
            NextHops nextHops) {
        BgpSpeaker speaker = new BgpSpeaker(config, bestPaths, discovery, nextHops);
        try {
            speaker.lookAtLinks();
            speaker.network.expect(config.peers());
            speaker.listen(config.listen());
            speaker.call(
                    () -> {
                        speaker.core.start();
                        return true;
                    });
            speaker.seek();
        } catch (RuntimeException e) {
            speaker.close();
            throw e;
        }
        return speaker;
    }

    /// Adds, removes and changes peers; a peer whose entry is equal to the old one notices nothing,
    /// and one that differs in its filters keeps its session. The local AS and the router ID can't
    /// change.
    ///
    /// @throws SpeakerException CANNOT_LISTEN, CANNOT_DISCOVER; then nothing is changed
    /// @throws IllegalArgumentException if the local AS or the router ID differ
    public synchronized void reconfigure(SpeakerConfig next) {
        unnumbered.watch(next);
        try {
            apply(next);
        } finally {
            unnumbered.prune(config);
        }
    }

    /// Addresses come and go while we run. The thread that waits for them is not the speaker's.
    private void lookAtLinks() {
        LinkReader.read().ifPresent(found -> thread.execute(() -> core.localLinks(found)));
        thread.schedule(LINKS_INTERVAL, () -> Thread.ofVirtual().start(this::lookAtLinks));
    }

    private synchronized void seek() {
        unnumbered.watch(config);
    }

    /// On a thread of the discovery's.
    private synchronized void found(String link, IpAddress address) {
        if (!closed && unnumbered.learn(link, address)) {
            apply(config);
        }
    }

    private void apply(SpeakerConfig next) {
        SpeakerConfig resolved = unnumbered.resolve(next);
        network.expect(resolved.peers());
        if (!next.listen().equals(config.listen())) {
            listenElsewhere(next.listen());
        }
        call(
                () -> {
                    core.reconfigure(resolved);
                    return true;
                });
        config = next;
    }

    private void listenElsewhere(Optional<InetSocketAddress> address) {
        try {
            listen(address);
        } catch (SpeakerException e) {
            network.expect(unnumbered.resolve(config).peers());
            listen(config.listen());
            throw e;
        }
    }

    private void listen(Optional<InetSocketAddress> address) {
        network.stopListening();
        listening = address.map(where -> network.listen(where, core::incoming));
        listening.ifPresent(where -> log.info("listening for BGP on {}", where));
    }

    /// Where peers connect to, with the real port.
    public synchronized Optional<InetSocketAddress> listening() {
        return listening;
    }

    /// The whole set of prefixes that are announced as our own from now on. A restarting speaker
    /// says nothing to its peers before the first call, not even that it has said all. A peer hears
    /// those of the families it speaks.
    public void originate(Set<IpPrefix> prefixes) {
        Set<IpPrefix> copy = Set.copyOf(prefixes);
        thread.execute(() -> core.originate(copy));
    }

    /// As [#originate(Set)], each prefix with its own attributes: ORIGIN and AS_PATH at least; a
    /// next hop only if it is not to be ours.
    public void originate(Map<IpPrefix, PathAttributes> prefixes) {
        Map<IpPrefix, PathAttributes> copy = Map.copyOf(prefixes);
        thread.execute(() -> core.originate(copy));
    }

    /// Of the prefixes that are announced as our own these are otherwise from now on; all others
    /// stay. Costs what changes, and each peer hears of that only. A restarting speaker waits for
    /// [#originate] all the same.
    public void changeOriginated(List<Delta<IpPrefix, PathAttributes>> changes) {
        List<Delta<IpPrefix, PathAttributes>> copy = List.copyOf(changes);
        thread.execute(() -> core.changeOriginated(copy));
    }

    /// Those of the peers that want BFD.
    public List<BfdStatus> bfd() {
        return bfd.sessions();
    }

    /// Those of BMP.
    public List<CollectorStatus> collectors() {
        return call(core::collectors);
    }

    public List<PeerStatus> peers() {
        return call(core::peers);
    }

    /// How long changes took until the peers were told.
    public ConvergenceHistogram convergence() {
        return call(core::convergence);
    }

    /// Asks a peer to send all its routes again (RFC 2918).
    ///
    /// @throws IllegalArgumentException if there is no such peer, no session, or the peer can't
    public void refresh(String peer) {
        call(
                () -> {
                    core.refresh(peer);
                    return true;
                });
    }

    /// Tells a peer all routes again, as if it had asked (RFC 2918).
    ///
    /// @throws IllegalArgumentException if there is no such peer, or no session
    public void tellAgain(String peer) {
        call(
                () -> {
                    core.tellAgain(peer);
                    return true;
                });
    }

    /// Ends a peer's session, and lets none up until [#enable], also where the configuration
    /// changes meanwhile.
    ///
    /// @param text told to the peer with Cease/Administrative Shutdown (RFC 9003), may be empty; at
    ///   most 255 octets
    /// @throws IllegalArgumentException if there is no such peer, or it is shut down already
    public void shutDown(String peer, String text) {
        requireShort(text);
        call(
                () -> {
                    core.shutDown(peer, text);
                    return true;
                });
    }

    /// Lets a peer up again.
    ///
    /// @throws IllegalArgumentException if there is no such peer, or it is not shut down
    public void enable(String peer) {
        call(
                () -> {
                    core.enable(peer);
                    return true;
                });
    }

    /// Ends a peer's session with Cease/Administrative Reset, for a new one.
    ///
    /// @param text as in [#shutDown]
    /// @throws IllegalArgumentException if there is no such peer, or it is shut down
    public void reset(String peer, String text) {
        requireShort(text);
        call(
                () -> {
                    core.reset(peer, text);
                    return true;
                });
    }

    private static void requireShort(String text) {
        int octets = text.getBytes(StandardCharsets.UTF_8).length;
        if (octets > ShutdownText.MOST) {
            throw new IllegalArgumentException(
                    "the text has "
                            + octets
                            + " octets of UTF-8, and a NOTIFICATION takes "
                            + ShutdownText.MOST
                            + " (RFC 9003); shorten it");
        }
    }

    /// All usable routes, ordered by prefix; of each prefix one is the best.
    public List<RouteView> routes() {
        return routes(RouteQuery.ALL).routes();
    }

    /// Those of the usable routes that are wanted. A limited look at a large table takes the
    /// speaker's thread for one walk over it, and makes no more than it shows.
    public RouteList routes(RouteQuery query) {
        return call(() -> core.look().routes(query));
    }

    /// All that a peer sent.
    ///
    /// @throws IllegalArgumentException if there is no such peer
    public List<RouteView> received(String peer) {
        return received(peer, RouteQuery.ALL).routes();
    }

    /// What a peer sent, before any policy.
    ///
    /// @throws IllegalArgumentException if there is no such peer
    public RouteList received(String peer, RouteQuery query) {
        return call(() -> core.look().received(peer, query));
    }

    /// What a peer was told, as it stands in the updates.
    ///
    /// @throws IllegalArgumentException if there is no such peer
    public RouteList advertised(String peer, RouteQuery query) {
        return call(() -> core.look().advertised(peer, query));
    }

    /// Why the best route to the prefix is the best, and the others are not.
    public RouteExplanation explain(IpPrefix prefix) {
        return call(() -> core.look().explain(prefix));
    }

    /// Why a peer is told the routes to a prefix, or is not.
    ///
    /// @throws IllegalArgumentException if there is no such peer
    public TellingExplanation explain(IpPrefix prefix, String peer) {
        return call(() -> core.look().explain(prefix, peer));
    }

    /// What was said of next hops is otherwise now: all routes are decided upon anew. Any thread
    /// may call.
    public void nextHopsChanged() {
        thread.execute(core::nextHopsChanged);
    }

    /// Completes when the best paths told so far are all there is to know at the start: at once,
    /// unless restarting; else when [#originate] was called and all peers have sent End-of-RIB, or
    /// the deferral is over. Old routes in the kernel that were not told are to be removed then,
    /// not before. The listener has been told before it completes, on the speaker's thread.
    public CompletionStage<Void> initialConvergence() {
        return core.converged().minimalCompletionStage();
    }

    /// Closes the connections, and peers that know graceful restart keep our routes for the restart
    /// time. Nothing is said but to those whom a NOTIFICATION does not lead to drop them (RFC
    /// 8538).
    @Override
    public void close() {
        close(
                new Farewell.Pause(
                        Notification.of(
                                BgpError.ADMINISTRATIVE_RESET, ShutdownText.write("restarting"))));
    }

    /// Says good-bye (Cease/Administrative Shutdown, RFC 9003), and peers drop our routes at once.
    ///
    /// @param reason shown to the peers' operators; cut to 255 octets
    public void shutdown(String reason) {
        close(
                new Farewell.Final(
                        Notification.of(
                                BgpError.ADMINISTRATIVE_SHUTDOWN, ShutdownText.write(reason))));
    }

    private synchronized void close(Farewell farewell) {
        if (closed) {
            return;
        }
        unnumbered.close();
        network.stopListening();
        call(
                () -> {
                    core.stop(farewell);
                    return true;
                });
        closed = true;
        bfd.close();
        network.close();
        thread.close();
    }

    private <T> T call(Supplier<T> question) {
        if (closed) {
            throw new SpeakerException(
                    SpeakerException.Reason.CLOSED, "the BGP speaker is closed; start another one");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        thread.execute(
                () -> {
                    try {
                        answer.complete(question.get());
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        try {
            return answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IllegalArgumentException illegal) {
                throw illegal;
            }
            throw new SpeakerException(
                    SpeakerException.Reason.NO_ANSWER,
                    "the BGP speaker does not answer: " + e.getCause());
        }
    }
}
