package io.gingham.bgp.bmp;

import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/// A collector as configured.
///
/// @param views at least one
/// @param statisticsInterval between reports; zero: none
/// @param retry after a connection that failed or ended; doubled each time up to [#LONGEST_RETRY]
public record CollectorConfig(
        IpAddress address,
        int port,
        Set<BmpView> views,
        Duration statisticsInterval,
        Duration retry) {

    /// RFC 7854 section 3.2.
    public static final Duration DEFAULT_RETRY = Duration.ofSeconds(30);

    /// RFC 7854 section 3.2.
    public static final Duration LONGEST_RETRY = Duration.ofSeconds(720);

    public static final Duration DEFAULT_STATISTICS = Duration.ofSeconds(60);

    /// What a collector is shown if nothing else is said.
    public static final Set<BmpView> DEFAULT_VIEWS =
            Set.of(BmpView.PRE_POLICY, BmpView.POST_POLICY, BmpView.LOC_RIB);

    public CollectorConfig {
        views = Set.copyOf(views);
        if (views.isEmpty()) {
            throw new IllegalArgumentException("a collector is shown one table at least");
        }
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("a port is 1..65535, not " + port);
        }
        if (statisticsInterval.isNegative() || !retry.isPositive()) {
            throw new IllegalArgumentException(
                    "a collector's intervals are not negative, and retries take a time");
        }
    }

    /// As `10.0.0.1:5000` or `[fd00::1]:5000`.
    public String label() {
        return (address.isIpv4() ? address.toString() : "[" + address + "]") + ":" + port;
    }

    /// In a fixed order.
    public Set<BmpView> viewsInOrder() {
        return EnumSet.copyOf(views);
    }
}
