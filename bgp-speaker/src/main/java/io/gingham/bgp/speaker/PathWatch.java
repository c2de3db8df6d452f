package io.gingham.bgp.speaker;

import io.gingham.bfd.BfdChange;
import io.gingham.bfd.BfdConfig;
import io.gingham.bfd.BfdException;
import io.gingham.bfd.BfdSessions;
import io.gingham.bfd.BfdState;
import io.gingham.bfd.BfdTarget;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The BFD session that belongs to a peer, if one is configured (RFC 5882): told of the peer's
/// beginning and end, it tells when the way to the peer fails.
///
/// BGP does not wait for BFD: a peer without BFD, or with one that is broken, has its session all
/// the same (RFC 5882 section 4.1), only what was up can fail.
final class PathWatch {

    private static final Logger log = LoggerFactory.getLogger(PathWatch.class);

    /// After BFD could not begin, as when the interface isn't there yet.
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final PeerDriver.Speaker speaker;
    private final Supplier<PeerConfig> config;
    private final Consumer<BfdChange> failed;
    private final SessionTimer retry;
    private BfdSessions.@Nullable Watch watch;
    private Optional<BfdConfig> watched = Optional.empty();
    private boolean up;

    /// Counts what was begun: what an older session had to tell is stale.
    private int generation;

    /// @param failed told, on the speaker's thread, when the way to the peer has failed
    PathWatch(PeerDriver.Speaker speaker, Supplier<PeerConfig> config, Consumer<BfdChange> failed) {
        this.speaker = speaker;
        this.config = config;
        this.failed = failed;
        this.retry = new SessionTimer(speaker.timers(), this::start);
    }

    /// Does nothing if it has begun, or if there is nothing to begin.
    void start() {
        Optional<BfdConfig> wanted = config.get().bfd();
        PeerEndpoint endpoint = config.get().endpoint();
        if (watch != null || wanted.isEmpty() || endpoint.isSought()) {
            return;
        }
        int begun = ++generation;
        BfdTarget target =
                new BfdTarget(
                        endpoint.address(), endpoint.localAddress(), endpoint.interfaceName());
        try {
            watch =
                    speaker.bfd()
                            .watch(
                                    target,
                                    wanted.get(),
                                    change -> speaker.timers().soon(() -> changed(begun, change)));
            watched = wanted;
        } catch (BfdException e) {
            if (speaker.logLimit().permits("BFD of " + config.get().name())) {
                log.warn("peer {}: no BFD: {}", config.get().label(), e.getMessage());
            }
            retry.start(RETRY);
        }
    }

    private void changed(int from, BfdChange change) {
        if (from == generation && watch != null) {
            up = change.state() == BfdState.UP;
            if (change.failed()) {
                failed.accept(change);
            }
        }
    }

    /// Whether the BFD session is up; empty if none is configured.
    Optional<Boolean> isUp() {
        return config.get().bfd().map(_ -> up);
    }

    /// The peer's configuration may be another one; other timers are agreed with the peer, for
    /// anything else the BFD session begins anew.
    void reconfigured(boolean samePlace) {
        Optional<BfdConfig> wanted = config.get().bfd();
        boolean sameHops = wanted.map(BfdConfig::multihop).equals(watched.map(BfdConfig::multihop));
        if (watch != null && samePlace && sameHops && wanted.isPresent()) {
            watch.change(wanted.get());
            watched = wanted;
        } else {
            stop();
            if (!speaker.restarting()) {
                start();
            }
        }
    }

    /// The peer hears that this is on purpose.
    void stop() {
        retry.stop();
        if (watch != null) {
            watch.close();
            watch = null;
        }
        watched = Optional.empty();
        up = false;
    }
}
