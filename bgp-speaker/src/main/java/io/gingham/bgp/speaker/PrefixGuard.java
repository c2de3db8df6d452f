package io.gingham.bgp.speaker;

import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.Octets;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts a peer's prefixes against its [PrefixLimit], and lets it back in time.
final class PrefixGuard {

    private static final Logger log = LoggerFactory.getLogger(PrefixGuard.class);

    /// How long a peer stays away that filled the memory.
    static final Duration MEMORY_PAUSE = Duration.ofMinutes(5);

    private final Supplier<PeerConfig> config;
    private final SessionTimer restart;
    private boolean warned;

    /// @param startAgain called when the peer may come back
    PrefixGuard(Timers timers, Supplier<PeerConfig> config, Runnable startAgain) {
        this.config = config;
        this.restart = new SessionTimer(timers, startAgain);
    }

    void sessionUp() {
        warned = false;
        restart.stop();
    }

    /// Another limit holds.
    void startAnew() {
        warned = false;
    }

    void pause() {
        restart.start(MEMORY_PAUSE);
    }

    void stop() {
        restart.stop();
    }

    /// @return what to say before the session ends, if there are too many
    Optional<Notification> count(int prefixes) {
        Optional<PrefixLimit> limit = config.get().policy().prefixLimit();
        if (limit.isEmpty() || !limit.get().warnsAt(prefixes)) {
            return Optional.empty();
        }
        String label = config.get().label();
        int most = limit.get().most();
        if (limit.get().exceededBy(prefixes)) {
            limit.get().restartAfter().ifPresent(restart::start);
            log.warn(
                    "peer {}: more than {} prefixes, the session ends{}",
                    label,
                    most,
                    limit.get()
                            .restartAfter()
                            .map(after -> " for " + after.toSeconds() + " s")
                            .orElse(" until the configuration changes"));
            return Optional.of(Notification.of(BgpError.MAXIMUM_PREFIXES, bound(most)));
        }
        if (!warned) {
            warned = true;
            log.warn("peer {}: {} prefixes of at most {}", label, prefixes, most);
        }
        return Optional.empty();
    }

    /// AFI, SAFI and the limit (RFC 4486 section 4); of the family every peer knows, since the
    /// limit is one of all.
    private static Octets bound(int most) {
        ByteBuffer data = ByteBuffer.allocate(7).putShort((short) 1).put((byte) 1).putInt(most);
        return Octets.of(data.array());
    }
}
