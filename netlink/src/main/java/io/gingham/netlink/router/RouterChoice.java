package io.gingham.netlink.router;

import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one neighbour of an unnumbered link, of all routers heard there: the first, until it is
/// silent and another one speaks. So a second router on the link can't take the first one's place
/// while that is alive. Times are those of `System.nanoTime`.
final class RouterChoice {

    /// Three advertisements and a bit.
    static final Duration PATIENCE = AdvertisementTimes.INTERVAL.multipliedBy(3).plusSeconds(5);

    private @Nullable IpAddress chosen;
    private long heard;

    /// @return the neighbour, if this advertisement makes it another one than before
    Optional<IpAddress> heard(IpAddress router, long now) {
        if (router.equals(chosen)) {
            heard = now;
            return Optional.empty();
        }
        if (chosen != null && now - heard <= PATIENCE.toNanos()) {
            return Optional.empty();
        }
        chosen = router;
        heard = now;
        return Optional.of(router);
    }
}
