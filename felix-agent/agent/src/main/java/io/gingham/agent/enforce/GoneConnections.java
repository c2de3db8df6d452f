package io.gingham.agent.enforce;

import io.gingham.cni.EndpointId;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the kernel forget the connections of pods that are gone. What conntrack knows as
/// established is accepted before policies are asked, and a UDP flow lives on there for minutes:
/// the next pod that gets the address must not inherit it. For the agent's loop.
///
/// The kernel goes through its whole table for it, which takes milliseconds even when the table is
/// empty: so those that went in a second are done in one go, when nobody waits, and at once only
/// where a pod has the address already.
///
/// At an agent's start nothing is gone: connections of pods that stayed must live on.
final class GoneConnections {

    private static final Logger LOG = LoggerFactory.getLogger(GoneConnections.class);

    static final Duration PAUSE = Duration.ofSeconds(1);

    /// @see io.gingham.netlink.Conntrack#forget
    private final ToIntFunction<Set<IpAddress>> forget;

    private final LongSupplier nanos;
    private final Consumer<Duration> again;

    private Map<EndpointId, List<IpAddress>> wired = Map.of();
    private final Set<IpAddress> gone = new HashSet<>();
    private boolean failing;
    private long last;

    /// @param nanos a clock, [System#nanoTime]
    /// @param again asks for a run in so long
    GoneConnections(
            ToIntFunction<Set<IpAddress>> forget, LongSupplier nanos, Consumer<Duration> again) {
        this.forget = forget;
        this.nanos = nanos;
        this.again = again;
        this.last = nanos.getAsLong() - PAUSE.toNanos();
    }

    /// Call when the rules of what is gone are gone, and before a new pod's gate is opened.
    ///
    /// @param now the pods that are wired now
    void update(Collection<WorkloadEndpoint> now) {
        Map<EndpointId, List<IpAddress>> before = wired;
        wired = new HashMap<>();
        now.forEach(endpoint -> wired.put(endpoint.id(), endpoint.ips()));
        before.forEach(
                (id, ips) -> {
                    if (!wired.containsKey(id)) {
                        gone.addAll(ips);
                    }
                });
        if (!gone.isEmpty()
                && wired.entrySet().stream()
                        .filter(entry -> !before.containsKey(entry.getKey()))
                        .anyMatch(entry -> !Collections.disjoint(gone, entry.getValue()))) {
            forgetGone();
        }
    }

    /// Call when nobody waits any more.
    void tidy() {
        if (gone.isEmpty()) {
            return;
        }
        long left = last + PAUSE.toNanos() - nanos.getAsLong();
        if (left <= 0) {
            forgetGone();
        } else if (!failing) {
            again.accept(Duration.ofNanos(left));
        }
    }

    /// A failure does not keep policies from being enforced; it is tried again with a later run,
    /// together with what is gone then.
    private void forgetGone() {
        last = nanos.getAsLong();
        try {
            int count = forget.applyAsInt(Set.copyOf(gone));
            LOG.debug("{} connections of {} are forgotten", count, gone);
            gone.clear();
            failing = false;
        } catch (NetlinkException e) {
            if (!failing) {
                LOG.warn(
                        "the kernel does not forget the connections of pods that are gone ({}): {}; the"
                                + " next pod of such an address may be reached over them until they time out",
                        gone,
                        e.getMessage());
            }
            failing = true;
        }
    }
}
